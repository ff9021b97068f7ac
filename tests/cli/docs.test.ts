import { readFileSync } from "node:fs";
import { expect } from "chai";
import { renderSupportPage, SUPPORT_PAGE } from "../../cli/docs";

describe("docs/local-support.md", () => {
  it("says what the registry says; `npm run docs` writes it", () => {
    expect(readFileSync(SUPPORT_PAGE, "utf8")).to.equal(renderSupportPage());
  });
});
