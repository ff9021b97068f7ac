import { expect } from "chai";
import { preferred } from "../../../../functions/shared/http/accept";

const JSON_TYPE = "application/json";
const HTML = "text/html";

describe("preferred", () => {
  const cases: [accept: string | undefined, expected: string][] = [
    [undefined, JSON_TYPE],
    ["", JSON_TYPE],
    ["*/*", JSON_TYPE],
    ["text/html", HTML],
    ["TEXT/HTML", HTML],
    ["text/*", HTML],
    ["application/*", JSON_TYPE],
    // Chrome, Firefox, Safari
    ["text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8", HTML],
    ["application/json, text/plain, */*", JSON_TYPE],
    ["text/html, */*; q=0.01", HTML],
    ["text/html, */*", HTML],
    ["text/html;q=0.5, application/json", JSON_TYPE],
    ["text/html;q=0.5, application/json;q=0.4", HTML],
    ["text/html, application/json", JSON_TYPE],
    ["application/json;q=0.9, text/html;q=0.9", JSON_TYPE],
    // The most specific range counts, wherever it stands.
    ["*/*, text/html;q=0", JSON_TYPE],
    ["text/html;q=0", JSON_TYPE],
    ["application/json;q=0, */*", HTML],
    ["text/*;q=0.2, */*;q=0.1", HTML],
    ["text/*;q=0.1, */*;q=0.2", JSON_TYPE],
    ["text/html ; q = 0.9, application/json; Q=0.1", HTML],
    ["text/html;level=1;q=0.9, application/json;q=0.8", HTML],
    ['text/html;note="a,b;q=0";q=0.9, application/json;q=0.8', HTML],
    // No quality at all
    ["text/html;q=2", JSON_TYPE],
    ["text/html;q=-1", JSON_TYPE],
    ["text/html;q=high", JSON_TYPE],
    ["text/html;q=0.0001", JSON_TYPE],
    // Nothing that there is
    ["image/png", JSON_TYPE],
    ["text/html+x", JSON_TYPE],
    ["x-text/html", JSON_TYPE],
    [",;,q=1,/", JSON_TYPE],
  ];
  for (const [accept, expected] of cases) {
    it(`answers ${accept === undefined ? "no Accept" : JSON.stringify(accept)} with ${expected}`, () => {
      expect(preferred(accept, [JSON_TYPE, HTML])).to.equal(expected);
    });
  }
});
