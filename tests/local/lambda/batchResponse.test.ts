import { expect } from "chai";
import { batchVerdict } from "../../../local/services/lambda/sources/batchResponse";

const IDS = ["1", "2", "3"];
const items = (...identifiers: unknown[]) => ({
  batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })),
});

describe("the answer to a batch", () => {
  const successes: [string, unknown][] = [
    ["null", null],
    ["an empty object", {}],
    ["an empty list", []],
    ["an empty list of failures", items()],
    ["a null list", { batchItemFailures: null }],
    ["an empty string", ""],
  ];
  for (const [what, payload] of successes) {
    it(`is a success when it is ${what}`, () => {
      expect(batchVerdict(payload, IDS)).to.deep.equal({ kind: "success" });
    });
  }

  const failures: [string, unknown][] = [
    ["an empty identifier", items("2", "")],
    ["a null identifier", items(null)],
    ["an identifier that is not in the batch", items("4")],
    ["another key", { batchItemFailures: [{ id: "2" }] }],
    ["a list of strings", { batchItemFailures: ["2"] }],
    ["no list", { batchItemFailures: { itemIdentifier: "2" } }],
    ["text", "done"],
    ["a list of something", ["1"]],
  ];
  for (const [what, payload] of failures) {
    it(`fails the whole batch when it holds ${what}`, () => {
      expect(batchVerdict(payload, IDS)).to.deep.equal({ kind: "failure" });
    });
  }

  it("names the failed items otherwise", () => {
    expect(batchVerdict(items("3", "2"), IDS)).to.deep.equal({ kind: "partial", failed: new Set(["3", "2"]) });
  });
});
