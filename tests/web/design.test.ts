import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";

const ROOT = path.join(__dirname, "..", "..");
const read = (file: string) => readFileSync(path.join(ROOT, file), "utf8");

describe("the design of pages", () => {
  it("is one: console and portal have the tokens of the pages that the local cloud writes", () => {
    expect(read("local/pages/tokens.css")).to.equal(read("web/shared/styles/tokens.css"));
  });

  for (const file of [
    "local/pages/dashboard/page.css",
    "local/services/sns/mailboxHtml.ts",
    "local/services/cognito/hosted/loginPage.ts",
  ]) {
    it(`has no colours of its own in ${file}`, () => {
      expect(read(file).match(/#[0-9a-f]{3,8}\b(?!;)|rgb\(/gi) ?? []).to.deep.equal([]);
    });
  }
});
