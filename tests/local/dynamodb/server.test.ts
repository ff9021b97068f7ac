import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import initSqlJs from "sql.js";
import { supervised } from "../../../local/base/supervised";
import { findBinary } from "../../../local/services/dynamodb/binary";
import { startServer } from "../../../local/services/dynamodb/server";
import { templateDatabase } from "../../../local/services/dynamodb/template";
import { rejection } from "../../support/rejection";

describe("the DynamoDB server", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "sluice-server-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  describe("binary", () => {
    it("is the one of this platform, in the version that package.json names", async () => {
      const manifest = JSON.parse(await readFile(path.join(__dirname, "../../../package.json"), "utf8"));

      const { version } = findBinary();

      expect([...new Set(Object.values(manifest.optionalDependencies))]).to.deep.equal([version]);
    });

    it("that is not installed is named, with what to do", () => {
      const absent = process.platform === "win32" ? "linux-x64" : "win32-x64";

      expect(() => findBinary(absent)).to.throw(`needs the package @dynoxide/${absent}, which is not installed`);
    });

    it("that does not exist is named, with those that do", () => {
      expect(() => findBinary("sunos-x64")).to.throw("no build for sunos-x64; it has: linux-x64, linux-arm64");
    });
  });

  describe("template database", () => {
    it("has the index that keeps streams fast, and is made once", async () => {
      const cache = path.join(folder, "cache");

      const file = await templateDatabase(findBinary(), cache);
      const again = await templateDatabase({ path: "/does/not/exist", version: findBinary().version }, cache);

      const sqlJs = await initSqlJs();
      const [result] = new sqlJs.Database(await readFile(file)).exec(
        "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = '_stream_records'",
      );
      expect(result?.values).to.deep.equal([
        ["CREATE INDEX sluice_stream_position ON _stream_records (table_name, CAST(sequence_number AS INTEGER))"],
      ]);
      expect(again).to.equal(file);
    });
  });

  it("says what went wrong when it does not start", async () => {
    const error = await rejection(startServer(findBinary().path, path.join(folder, "no", "such", "folder.db")));

    expect(error.message).to.match(/^The local DynamoDB \(.*dynoxide\) did not start: .*folder\.db/);
  });

  it("listens where pages in a browser cannot find it: they know one address of this machine", async () => {
    const binary = path.join(folder, "arguments.sh");
    await writeFile(binary, '#!/bin/sh\necho "$*" >&2\n', { mode: 0o755 });
    const hostOf = async () => {
      const { message } = await rejection(startServer(binary, path.join(folder, "unused.db")));
      return / --host (\S+) /.exec(message)?.[1] ?? "";
    };

    const hosts = [await hostOf(), await hostOf()];

    for (const host of hosts) {
      expect(host).to.match(process.platform === "darwin" ? /^127\.0\.0\.1$/ : /^127\.(?!0\.)\d+\.\d+\.[1-9]\d*$/);
    }
    if (process.platform !== "darwin") expect(hosts[0]).not.to.equal(hosts[1]);
  });

  it("tells that it ended by itself, with its last words", async () => {
    const binary = path.join(folder, "failing.sh");
    await writeFile(binary, '#!/bin/sh\necho "listening on nothing" >&2\necho "disk full" >&2\n', { mode: 0o755 });

    const server = await startServer(binary, path.join(folder, "unused.db"));

    expect(await server.ended).to.equal("disk full");
  });

  for (const platform of ["linux", "win32"] as const) {
    it(`does not outlive its host, kill -9 included (as supervised on ${platform})`, async () => {
      const sleeper = "console.log(process.pid); setTimeout(() => {}, 60_000);";
      const { command, args } = supervised(process.execPath, ["-e", sleeper], { platform });
      const host = spawn(
        process.execPath,
        [
          "-e",
          `const child = require("node:child_process").spawn(${JSON.stringify(command)}, ${JSON.stringify(args)}, { stdio: ["pipe", "inherit", "inherit"], detached: true });
           setTimeout(() => {}, 60_000);`,
        ],
        { stdio: ["ignore", "pipe", "inherit"] },
      );
      const lines = createInterface({ input: host.stdout });
      const [pid] = (await once(lines, "line")) as [string];
      expect(isAlive(Number(pid))).to.equal(true);

      host.kill("SIGKILL");

      // Everybody who could write to the pipe is gone when it closes: the host, the supervisor and the process itself.
      await once(lines, "close");
      expect(isAlive(Number(pid))).to.equal(false);
    });
  }
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
