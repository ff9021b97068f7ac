import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { ParsedFunctions } from "../../../local/evaluation/parsedFunctions";

describe("ParsedFunctions", () => {
  let folder: string;
  let asked: string[];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "sluice-parsed-"));
    asked = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** An evaluation that asks about the texts, and keeps the answers. */
  function evaluation(texts: readonly string[], versions: readonly string[] = ["1"]): unknown[] {
    const parsed = new ParsedFunctions(folder, versions);
    const answers = texts.map((text) =>
      parsed.answer("parse", text, () => {
        asked.push(text);
        return ["", { captured: new Map([[text, undefined]]) }];
      }),
    );
    parsed.save();
    return answers;
  }

  it("finds an answer once, and gives it to later evaluations as it was", () => {
    const first = evaluation(["a", "b", "a"]);
    const second = evaluation(["b", "c"]);

    expect(asked).to.deep.equal(["a", "b", "c"]);
    expect(first[0]).to.equal(first[2]);
    expect(second[0]).to.deep.equal(["", { captured: new Map([["b", undefined]]) }]);
    evaluation(["a"]);
    expect(asked).to.have.length(3);
  });

  it("takes no answer to another question about the same text", () => {
    const parsed = new ParsedFunctions(folder, []);

    expect(parsed.answer("parse", "x", () => "a function")).to.equal("a function");
    expect(parsed.answer("name", "x", () => true)).to.equal(true);
  });

  it("asks again with other versions of what answers", () => {
    evaluation(["a"], ["typescript 5"]);
    evaluation(["a"], ["typescript 6"]);

    expect(asked).to.deep.equal(["a", "a"]);
  });

  it("asks again where what was kept cannot be read", () => {
    evaluation(["a"]);
    for (const name of readdirSync(folder)) writeFileSync(path.join(folder, name), "half");
    evaluation(["a"]);

    expect(asked).to.deep.equal(["a", "a"]);
  });
});
