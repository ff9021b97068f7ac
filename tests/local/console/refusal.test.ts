import type { IncomingMessage } from "node:http";
import { expect } from "chai";
import { refusalOf } from "../../../local/console/refusal";

const OWN = { host: "localhost:4510", "sec-fetch-site": "same-origin" };
const POST = { ...OWN, origin: "http://localhost:4510", "content-type": "application/json" };
const socket = { remoteAddress: "127.0.0.1", remotePort: 50_000, localPort: 4510 } as IncomingMessage["socket"];
const nothing = () => "";

const statusOf = (method: string, headers: IncomingMessage["headers"], read = nothing) =>
  refusalOf({ method, headers, socket }, read)?.status;

describe("a request to the console's API", () => {
  it("is answered to the console's own page", () => {
    expect(statusOf("GET", OWN)).to.equal(undefined);
    expect(statusOf("POST", POST)).to.equal(undefined);
    expect(statusOf("POST", { ...POST, origin: "https://localhost:4510" })).to.equal(undefined);
  });

  for (const site of [undefined, "cross-site", "same-site", "none", "same-origin, same-origin"]) {
    it(`is refused where the browser calls its page ${site}`, () => {
      const { "sec-fetch-site": _, ...headers } = POST;
      expect(statusOf("POST", { ...headers, ...(site !== undefined && { "sec-fetch-site": site }) })).to.equal(403);
      expect(statusOf("GET", { host: OWN.host, ...(site !== undefined && { "sec-fetch-site": site }) })).to.equal(403);
    });
  }

  for (const origin of [
    "http://localhost:4511",
    "http://127.0.0.1:4510",
    "http://localhost",
    "http://localhost:4510.example.com",
    "http://localhost:4510/",
    "null",
    "",
  ]) {
    it(`is refused from the origin ${JSON.stringify(origin)}`, () => {
      expect(statusOf("POST", { ...POST, origin })).to.equal(403);
      expect(statusOf("GET", { ...OWN, origin })).to.equal(403);
    });
  }

  it("is refused where it would do something and names no origin", () => {
    expect(statusOf("POST", { ...OWN, "content-type": "application/json" })).to.equal(403);
    expect(statusOf("DELETE", OWN)).to.equal(403);
  });

  it("is refused in a form that any page may send, and by other methods", () => {
    expect(statusOf("POST", { ...POST, "content-type": "text/plain" })).to.equal(415);
    expect(statusOf("POST", { ...POST, "content-type": "application/json; charset=utf-8, text/plain" })).to.equal(415);
    expect(statusOf("PUT", POST)).to.equal(405);
  });

  it("is refused to another user of this machine", () => {
    const other = (process.getuid?.() ?? 0) + 1;
    const row = `   0: 0100007F:C350 0100007F:119E 01 00000000:00000000 00:00000000 00000000  ${other}        0 12345\n`;

    expect(statusOf("GET", OWN, () => `header\n${row}`)).to.equal(403);
    expect(statusOf("GET", OWN, () => `header\n${row.replace(` ${other} `, ` ${process.getuid?.()} `)}`)).to.equal(
      undefined,
    );
  });
});
