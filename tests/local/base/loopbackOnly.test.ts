import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";

const ROOT = path.join(__dirname, "..", "..", "..");

/** Runs code in a process of its own, as the guard can't be taken off again, and returns what it prints. */
async function guarded(code: string): Promise<string> {
  const script = `
    const net = require("node:net"), tls = require("node:tls"), http = require("node:http"), dgram = require("node:dgram");
    require("./local/base/loopbackOnly").allowLoopbackOnly();
    const outcome = (socket) => new Promise((resolve) =>
      socket.on("error", (error) => resolve(error.code + " " + error.message)).on("connect", () => resolve("connected")));
    (async () => { ${code} })().then((text) => { console.log(text); process.exit(0); });`;
  const args = ["--require", "./local/evaluation/typescript.cjs", "--eval", script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  return stdout.trim();
}

describe("a process that may only reach this machine", () => {
  const refused: [string, string, string][] = [
    ["a TCP connection by port and host", 'return outcome(net.connect(81, "203.0.113.7"))', "203.0.113.7:81"],
    ["a TCP connection by options", 'return outcome(net.connect({ host: "aws.test", port: 81 }))', "aws.test:81"],
    ["a socket that connects later", 'return outcome(new net.Socket().connect(81, "203.0.113.7"))', "203.0.113.7:81"],
    ["a TLS connection", 'return outcome(tls.connect(443, "203.0.113.7"))', "203.0.113.7:443"],
    ["an HTTP request", 'return outcome(http.get("http://203.0.113.7:81/"))', "203.0.113.7:81"],
    [
      "fetch",
      'return fetch("http://203.0.113.7:81/").catch(({ cause }) => cause.code + " " + cause.message)',
      "203.0.113.7:81",
    ],
    [
      "a datagram",
      'try { dgram.createSocket("udp4").send("x", 53, "203.0.113.7"); } catch (e) { return e.code + " " + e.message }',
      "203.0.113.7:53",
    ],
    [
      "a connected datagram socket",
      'try { dgram.createSocket("udp4").connect(53, "203.0.113.7"); } catch (e) { return e.code + " " + e.message }',
      "203.0.113.7:53",
    ],
  ];
  for (const [what, code, target] of refused) {
    it(`is refused ${what} to another one`, async () => {
      expect(await guarded(code)).to.equal(
        `ENETUNREACH the local cloud lets nothing out: refused a connection to ${target}; ` +
          "give the client an endpoint on this machine (AWS SDK clients get theirs from AWS_ENDPOINT_URL)",
      );
    });
  }

  const allowed: [string, string][] = [
    ["127.0.0.1", 'net.connect(server.address().port, "127.0.0.1")'],
    ["localhost", 'net.connect({ host: "localhost", port: server.address().port })'],
    ["no host at all", "net.connect(server.address().port)"],
  ];
  for (const [what, connect] of allowed) {
    it(`connects to ${what}`, async () => {
      const code = `const server = net.createServer().listen(0);
        await new Promise((resolve) => server.on("listening", resolve));
        return outcome(${connect});`;

      expect(await guarded(code)).to.equal("connected");
    });
  }

  it("connects to a Unix socket", async () => {
    const code = `const file = require("node:path").join(require("node:os").tmpdir(), "sluice-" + process.pid);
      const server = net.createServer().listen(file);
      await new Promise((resolve) => server.on("listening", resolve));
      return outcome(net.connect(file));`;

    expect(await guarded(code)).to.equal("connected");
  });

  it("reaches this machine, on connections that are used again, by the prefix that the SDK puts before some hosts", async () => {
    const code = `
      let connections = 0;
      const server = http.createServer((request, response) => response.end(request.headers.host)).listen(0, "127.0.0.1");
      // A machine that is busy for seconds must not lose a connection to its idle limit.
      server.keepAliveTimeout = 0;
      server.on("connection", () => { connections += 1; });
      await new Promise((resolve) => server.on("listening", resolve));
      const { port } = server.address();
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
      let hosts = "";
      for (let count = 0; count < 3; count += 1) {
        const response = await new Promise((resolve) => http.get({ host: "sync-127.0.0.1", port, agent }, resolve));
        hosts += Buffer.concat(await response.toArray()) + " ";
      }
      return hosts.replaceAll(String(port), "PORT") + connections;`;

    expect(await guarded(code)).to.equal("sync-127.0.0.1:PORT sync-127.0.0.1:PORT sync-127.0.0.1:PORT 1");
  });
});
