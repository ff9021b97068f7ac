import { GetObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { AthenaUnderTest, RESULTS } from "./athenaUnderTest";

describe("Athena's queries", () => {
  let underTest: AthenaUnderTest;

  before(async () => {
    underTest = await AthenaUnderTest.start();
    await underTest.put("events/date=2026-02-01/hour=07", [
      {
        id: "a",
        type: "entered",
        occurred_at: 1,
        at: "2026-02-01 07:00:00",
        granted: true,
        card: { id: "c1", holder: "Ann" },
      },
      { id: "b", type: "left", occurred_at: 2, at: "2026-02-01T07:10:00.5Z", tags: ["x", "y"], payload: { n: 1 } },
    ]);
    await underTest.put("events/date=2026-02-01/hour=08", [
      { id: "c", type: "denied", occurred_at: 3, granted: false },
    ]);
  });
  after(() => underTest.stop());

  it("answers with a header, typed columns and absent values for NULL", async () => {
    const { rows, types, execution } = await underTest.run(
      "SELECT id, occurred_at, at, granted, card, tags, payload, hour FROM events WHERE date = '2026-02-01' ORDER BY id",
    );

    expect(execution.Status?.StateChangeReason).to.equal(undefined);
    expect(rows).to.deep.equal([
      ["id", "occurred_at", "at", "granted", "card", "tags", "payload", "hour"],
      ["a", "1", "2026-02-01 07:00:00.000", "true", "{id=c1, holder=Ann}", undefined, undefined, "07"],
      ["b", "2", "2026-02-01 07:10:00.500", undefined, undefined, "[x, y]", '{"n":1}', "07"],
      ["c", "3", undefined, "false", undefined, undefined, undefined, "08"],
    ]);
    expect(types).to.deep.equal(["varchar", "bigint", "timestamp", "boolean", "row", "array", "varchar", "varchar"]);
  });

  it("calls columns by their place where nothing else names them", async () => {
    const { rows } = await underTest.run("SELECT *, count(*) OVER () FROM (VALUES (1, 'a')) AS t");

    expect(rows).to.deep.equal([
      ["_col0", "_col1", "_col1"],
      ["1", "a", "1"],
    ]);
  });

  it("writes the answer as CSV, with quotes that tell an empty text from NULL", async () => {
    const { execution } = await underTest.run(
      "SELECT 'say \"hi\"' AS said, '' AS empty, CAST(NULL AS varchar) AS nothing",
    );
    const [, key = ""] = execution.ResultConfiguration?.OutputLocation?.split(`s3://${RESULTS}/`) ?? [];

    const { Body } = await underTest.operatorS3.send(new GetObjectCommand({ Bucket: RESULTS, Key: key }));

    expect(key).to.equal(`results/${execution.QueryExecutionId}.csv`);
    expect(await Body?.transformToString()).to.equal('"said","empty","nothing"\n"say ""hi""","",\n');
  });

  for (const [sql, lines] of [
    ["SHOW DATABASES", ["cards"]],
    ["SHOW TABLES", ["events"]],
    ["SHOW TABLES IN cards", ["events"]],
    [
      "SHOW COLUMNS IN events",
      ["id", "type", "occurred_at", "at", "granted", "card", "tags", "payload", "date", "hour"],
    ],
  ] as [string, string[]][]) {
    it(`answers ${sql}, without a header`, async () => {
      const { rows, execution } = await underTest.run(sql);

      expect(rows.map(([line = ""]) => line.trimEnd())).to.deep.equal(lines);
      expect(execution.ResultConfiguration?.OutputLocation).to.match(/\.txt$/);
      expect(execution.StatementType).to.equal("UTILITY");
    });
  }

  it("describes a table, and explains a query", async () => {
    const described = await underTest.run("DESCRIBE cards.events");
    const explained = await underTest.run("EXPLAIN SELECT count(*) FROM events WHERE date = ?", ["'2026-02-01'"]);

    const lines = described.rows.map(([line = ""]) => line.split("\t").map((part) => part.trimEnd()));
    expect(lines[0]).to.deep.equal(["id", "string", ""]);
    expect(lines.slice(-3)).to.deep.equal([
      ["# col_name", "data_type", "comment"],
      ["date", "string", ""],
      ["hour", "string", ""],
    ]);
    expect(explained.rows.flat().join("\n")).to.contain("AGGREGATE");
    expect(explained.execution.Statistics?.DataScannedInBytes).to.equal(0);
  });
});
