import { createHash } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { canonicalJson, type JsonObject, summarizeByContent } from "../../../functions/event-aggregator/summarize";

describe("summarizeByContent", () => {
  it("takes the event's canonical JSON as key, and only counts", () => {
    expect(summarizeByContent({ value: 3, message: "Test event data" })).to.deep.equal({
      key: '{"message":"Test event data","value":3}',
    });
  });

  it("gives the same key to equal events, in whatever order their names are", () => {
    const objects = fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }) as fc.Arbitrary<JsonObject>;
    fc.assert(
      fc.property(objects, (event) => {
        const reversed = Object.fromEntries(Object.entries(event).reverse());

        expect(summarizeByContent(reversed)).to.deep.equal(summarizeByContent(event));
        expect(summarizeByContent(JSON.parse(JSON.stringify(event)))).to.deep.equal(summarizeByContent(event));
      }),
    );
  });

  it("tells __proto__ from nothing", () => {
    expect(summarizeByContent(JSON.parse('{"__proto__":{"a":1}}'))).to.deep.equal({ key: '{"__proto__":{"a":1}}' });
  });

  it("keeps a canonical form of 2,048 bytes, and hashes a longer one", () => {
    const ofBytes = (bytes: number) => ({ a: "x".repeat(bytes - '{"a":""}'.length) });
    const hash = createHash("sha256")
      .update(canonicalJson(ofBytes(2049)))
      .digest("hex");

    expect(summarizeByContent(ofBytes(2048))).to.deep.equal({ key: canonicalJson(ofBytes(2048)) });
    expect(summarizeByContent(ofBytes(2049))).to.deep.equal({ key: `sha256:${hash}` });
  });

  it("measures bytes, not characters", () => {
    expect(summarizeByContent({ a: "é".repeat(1021) }).key).to.match(/^sha256:[0-9a-f]{64}$/);
  });
});

describe("canonicalJson", () => {
  it("writes numbers and strings as RFC 8785 does", () => {
    const value = { "\u20ac": "Euro", "\r": "CR", "1": "One", n: [333333333.3333333, 1e30, 4.5, 2e-3, 1e-27, -0] };

    expect(canonicalJson(value)).to.equal(
      '{"\\r":"CR","1":"One","n":[333333333.3333333,1e+30,4.5,0.002,1e-27,0],"\u20ac":"Euro"}',
    );
  });

  it("refuses what JSON cannot write", () => {
    expect(() => canonicalJson(undefined)).to.throw(TypeError, "JSON has no form for a value of type undefined");
  });
});
