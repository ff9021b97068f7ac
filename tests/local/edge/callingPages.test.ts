import { expect } from "chai";
import { askedPages, noPages, ownPages, type PageGuard } from "../../../local/edge/callingPages";

const HOST = "127.0.0.1:4510";
const FOREIGN = "https://elsewhere.example";

describe("requests that a page has caused", () => {
  const request = (method: string, headers: Record<string, string>) => ({
    method,
    headers: { host: HOST, ...headers },
  });
  const cross = { origin: FOREIGN, "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors" };
  const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
  const refuses = (guard: PageGuard, method: string, headers: Record<string, string>) =>
    guard(request(method, headers), "/api/items");

  it("are none of those that a program sends", () => {
    for (const guard of [noPages, ownPages, askedPages()]) {
      for (const method of ["GET", "POST", "PUT", "DELETE"]) {
        expect(refuses(guard, method, { "content-type": "application/json" })).to.equal(false);
        expect(refuses(guard, method, { "sec-fetch-mode": "cors" }), "by fetch of Node").to.equal(false);
      }
    }
  });

  it("are all refused where programs alone are let in", () => {
    for (const headers of [cross, link, { "sec-fetch-site": "same-origin" }, { origin: `http://${HOST}` }]) {
      expect(refuses(noPages, "GET", headers)).to.equal(true);
    }
  });

  it("are refused at pages of the local cloud's own but from these, from an address that was typed and by a link", () => {
    const allowed = [
      { "sec-fetch-site": "same-origin" },
      { "sec-fetch-site": "none" },
      { origin: `http://${HOST}` },
      { ...link, "sec-fetch-user": "?1" },
    ];
    expect(allowed.map((headers) => refuses(ownPages, "GET", headers))).to.deep.equal([false, false, false, false]);
    const refused = [cross, { origin: FOREIGN }, { origin: "null" }, { "sec-fetch-site": "same-site" }, link];
    for (const headers of refused) expect(refuses(ownPages, "GET", headers)).to.equal(true);
    expect(refuses(ownPages, "GET", { ...link, "sec-fetch-dest": "iframe", "sec-fetch-user": "?1" })).to.equal(true);
    expect(refuses(ownPages, "POST", { ...link, "sec-fetch-user": "?1" })).to.equal(true);
  });

  it("are refused at an API where another site sends them without the API's leave", () => {
    const guard = askedPages();
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]) {
      expect(refuses(guard, "POST", { ...cross, "content-type": type }), type).to.equal(true);
    }
    expect(refuses(guard, "GET", cross), "fetch").to.equal(true);
    expect(refuses(guard, "GET", { "sec-fetch-site": "cross-site", referer: `${FOREIGN}/` }), "an image").to.equal(
      true,
    );
    expect(refuses(guard, "GET", link), "a change of the location by a script").to.equal(true);
    expect(refuses(guard, "POST", { ...cross, origin: "null" }), "a sandboxed frame").to.equal(true);
  });

  it("reach an API that the browser has asked, by a link, and from this machine's own servers", () => {
    const guard = askedPages();
    expect(refuses(guard, "OPTIONS", cross)).to.equal(false);
    for (const method of ["PUT", "PATCH", "DELETE"]) expect(refuses(guard, method, cross)).to.equal(false);
    expect(refuses(guard, "POST", { ...cross, "content-type": "application/json" })).to.equal(false);
    expect(refuses(guard, "GET", { ...cross, authorization: "Bearer x" })).to.equal(false);
    expect(refuses(guard, "GET", { ...link, "sec-fetch-user": "?1" })).to.equal(false);
    for (const origin of ["http://localhost:5173", "http://127.0.0.1:3000", "http://[::1]:80"]) {
      expect(refuses(guard, "POST", { ...cross, origin }), origin).to.equal(false);
      expect(refuses(guard, "GET", { "sec-fetch-site": "cross-site", referer: `${origin}/page` })).to.equal(false);
    }
  });

  it("reach an API that has CORS for the page, and no other", () => {
    const guard = askedPages((rest, origin) => rest === "/api/items" && origin === FOREIGN);

    expect(refuses(guard, "POST", { ...cross, "content-type": "text/plain" })).to.equal(false);
    expect(refuses(guard, "GET", { "sec-fetch-site": "cross-site", referer: `${FOREIGN}/a/b` })).to.equal(false);
    expect(guard(request("POST", cross), "/other/items")).to.equal(true);
  });
});
