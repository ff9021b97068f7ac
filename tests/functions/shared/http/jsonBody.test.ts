import { expect } from "chai";
import { readJsonBody } from "../../../../functions/shared/http/jsonBody";
import { parseJson, shortened } from "../../../../functions/shared/http/jsonText";
import { jsonPost } from "../../support/httpRequest";

describe("a byte order mark before JSON", () => {
  it("is left out of account in a body, sent as text or as bytes", () => {
    const text = '\ufeff{"a":1}';
    const asText = jsonPost("/", text);
    const asBytes = { ...asText, body: Buffer.from(text).toString("base64"), isBase64Encoded: true };

    for (const request of [asText, asBytes]) {
      expect(readJsonBody(request, 100)).to.deep.equal({ body: { text: '{"a":1}', value: { a: 1 } } });
    }
  });

  it("is left out of account in a message", () => {
    expect(parseJson('\ufeff{"a":"\ufeff"}')).to.deep.equal({ a: "\ufeff" });
  });

  it("may come once, and at the beginning", () => {
    for (const text of ["\ufeff\ufeff1", "1\ufeff", "[\ufeff1]", "\ufeff"]) {
      expect(() => parseJson(text)).to.throw(SyntaxError);
    }
  });
});

describe("shortened", () => {
  it("leaves 40 characters, and no half of a surrogate pair", () => {
    expect(shortened("x".repeat(40))).to.equal("x".repeat(40));
    expect(shortened("x".repeat(41))).to.equal(`${"x".repeat(40)}...`);
    expect(shortened(`${"x".repeat(39)}🐝y`)).to.equal(`${"x".repeat(39)}...`);
    expect(shortened("a\ud800b")).to.equal("a\ufffdb");
  });
});
