import { expect } from "chai";
import type { AcceptedRecord, Outcome } from "../../../local/services/firehose/records";
import { readTransformed } from "../../../local/services/firehose/transformBatch";

const RECORDS: readonly AcceptedRecord[] = ["1", "2"].map((id) => ({ id, data: Buffer.from(id), arrival: 0 }));
const good = (recordId: string) => ({ recordId, result: "Ok", data: "eA==" });

const codes = (outcomes: readonly Outcome[]) =>
  outcomes.map((outcome) => (outcome.kind === "failed" ? outcome.failure.errorCode : outcome.kind));

describe("what a transform's answer means", () => {
  for (const [what, answer, expected] of [
    ["the answer is no object", null, ["Lambda.JsonProcessingException", "Lambda.JsonProcessingException"]],
    ["it has no records", { record: [] }, ["Lambda.JsonProcessingException", "Lambda.JsonProcessingException"]],
    ["a record is missing", { records: [good("2")] }, ["Lambda.MissingRecordId", "ok"]],
    ["a record is there twice", { records: [good("1"), good("2"), good("1")] }, ["Lambda.DuplicatedRecordId", "ok"]],
    [
      "a result is none of three",
      { records: [{ ...good("1"), result: "ok" }, good("2")] },
      ["Lambda.JsonProcessingException", "ok"],
    ],
    [
      "data is no base64",
      {
        records: [
          { ...good("1"), data: "{}" },
          { ...good("2"), data: undefined },
        ],
      },
      ["Lambda.JsonProcessingException", "Lambda.JsonProcessingException"],
    ],
    ["all is well", { records: [good("2"), good("1")] }, ["ok", "ok"]],
    ["an unknown id is there, too", { records: [good("2"), good("1"), good("3")] }, ["ok", "ok"]],
    ["one is dropped", { records: [good("1"), { recordId: "2", result: "Dropped" }] }, ["ok", "dropped"]],
  ] as const) {
    it(`is ${expected.join(" and ")} where ${what}`, () => {
      expect(codes(readTransformed(answer, RECORDS, [], 1))).to.deep.equal(expected);
    });
  }

  it("has keys that the prefix names, and no others", () => {
    const record = { ...good("1"), metadata: { partitionKeys: { a: "x", b: "y" } } };

    const [outcome] = readTransformed({ records: [record] }, RECORDS.slice(0, 1), ["a"], 1);

    expect(outcome?.kind === "ok" && outcome.record.keys).to.deep.equal({ a: "x" });
  });

  for (const value of ["", null, undefined, 7]) {
    it(`fails where a key that the prefix names is ${JSON.stringify(value)}`, () => {
      const record = { ...good("1"), metadata: { partitionKeys: { a: value } } };

      const outcomes = readTransformed({ records: [record] }, RECORDS.slice(0, 1), ["a"], 1);

      expect(codes(outcomes)).to.deep.equal(["DynamicPartitioning.MetadataExtractionFailed"]);
    });
  }
});
