import { expect } from "chai";
import { AthenaUnderTest, DATA, EVENTS } from "./athenaUnderTest";

/** Objects that a query reads, told by the bytes it has scanned: every object has a size of its own. */
describe("the partitions that a query reads", () => {
  let underTest: AthenaUnderTest;
  const sizes = new Map<string, number>();

  before(async () => {
    underTest = await AthenaUnderTest.start();
    for (const [index, hour] of ["2026-02-01/07", "2026-02-01/08", "2026-02-02/07", "2026-02-28/23"].entries()) {
      const [date, hh] = hour.split("/");
      // A power of two of lines each, without compression, so that every sum of sizes tells what it is made of.
      const events = Array.from({ length: 2 ** index }, () => ({ id: hour, type: "entered", occurred_at: index }));
      sizes.set(hour, await underTest.put(`events/date=${date}/hour=${hh}`, events, { name: "part-0.json" }));
    }
  });
  after(() => underTest.stop());

  const all = ["2026-02-01/07", "2026-02-01/08", "2026-02-02/07", "2026-02-28/23"];
  const first = ["2026-02-01/07", "2026-02-01/08"];
  for (const [what, where, read] of [
    ["everything without a condition", "true", all],
    ["one day", "date = '2026-02-01'", first],
    ["one hour", "date = '2026-02-01' AND hour = '08'", ["2026-02-01/08"]],
    ["a range of days", "date BETWEEN '2026-02-02' AND '2026-02-27'", ["2026-02-02/07"]],
    ["a list of hours", "hour IN ('08', '23')", ["2026-02-01/08", "2026-02-28/23"]],
    [
      "either of two hours",
      "(date = '2026-02-01' AND hour = '07') OR (date = '2026-02-28' AND hour = '23')",
      ["2026-02-01/07", "2026-02-28/23"],
    ],
    [
      "days by a function of their text",
      "CAST(date AS date) > DATE '2026-02-01' + INTERVAL '1' DAY",
      ["2026-02-28/23"],
    ],
    ["a prefix", "events.date LIKE '2026-02-0%'", [...first, "2026-02-02/07"]],
    ["what other columns leave open", "date = '2026-02-01' AND occurred_at = 0", first],
    ["all where only other columns decide", "date = '2026-02-01' OR occurred_at = 0", all],
    ["nothing where no partition is left", "date = '2031-01-01'", []],
    ["all but some", "NOT (date = '2026-02-01')", ["2026-02-02/07", "2026-02-28/23"]],
  ] as [string, string, string[]][]) {
    it(`reads ${what}`, async () => {
      const { execution } = await underTest.run(`SELECT count(*) FROM events WHERE ${where}`);

      expect(execution.Status?.StateChangeReason).to.equal(undefined);
      expect(execution.Statistics?.DataScannedInBytes).to.equal(
        read.reduce((sum, hour) => sum + Number(sizes.get(hour)), 0),
      );
    });
  }

  it("decides by parameters", async () => {
    const { execution, rows } = await underTest.run("SELECT count(*) FROM events WHERE date = ? AND hour >= ?", [
      "'2026-02-01'",
      "'08'",
    ]);

    expect(rows.slice(1)).to.deep.equal([["2"]]);
    expect(execution.Statistics?.DataScannedInBytes).to.equal(sizes.get("2026-02-01/08"));
  });

  it("does not leave out what an outer join would miss", async () => {
    const { rows } = await underTest.run(
      `SELECT day, count(e.id) FROM (VALUES ('2026-02-01'), ('2026-02-28')) AS d(day)
       LEFT JOIN events e ON e.date = d.day WHERE e.date IS NULL OR e.date = '2026-02-28' GROUP BY day`,
    );

    expect(rows.slice(1)).to.deep.equal([["2026-02-28", "8"]]);
  });

  it("leaves out what the condition of a join excludes", async () => {
    const { execution, rows } = await underTest.run(
      `SELECT count(*) FROM (VALUES ('entered')) AS t(type) JOIN events e ON e.type = t.type AND e.date = '2026-02-02'`,
    );

    expect(rows.slice(1)).to.deep.equal([["4"]]);
    expect(execution.Statistics?.DataScannedInBytes).to.equal(sizes.get("2026-02-02/07"));
  });

  it("decides inside of a WITH, and not around it", async () => {
    const inside = await underTest.run(
      "WITH e AS (SELECT id FROM events WHERE date = '2026-02-02') SELECT count(*) FROM e",
    );
    const outside = await underTest.run(
      "WITH e AS (SELECT * FROM events) SELECT count(*) FROM e WHERE date = '2026-02-02'",
    );

    expect(inside.execution.Statistics?.DataScannedInBytes).to.equal(sizes.get("2026-02-02/07"));
    expect(outside.rows.slice(1)).to.deep.equal([["4"]]);
    expect(outside.execution.Statistics?.DataScannedInBytes).to.equal([...sizes.values()].reduce((a, b) => a + b));
  });

  it("reads nothing beside the table's partitions, and no hidden files", async () => {
    await underTest.put("other/date=2026-02-01/hour=07", [{ id: "other" }]);
    await underTest.put("events", [{ id: "loose" }]);
    await underTest.put("events/date=2026-02-01/hour=99", [{ id: "no such hour" }]);
    await underTest.put("events/date=2025-12-31/hour=07", [{ id: "before the range" }]);
    await underTest.put("events/date=2026-03-02/hour=07", [{ id: "after now" }]);
    await underTest.put("events/date=2026-02-01/hour=07", [{ id: "hidden" }], { name: "_marker" });
    await underTest.put("events/date=2026-02-01/hour=07", [{ id: "hidden" }], { name: ".part" });

    const { rows } = await underTest.run("SELECT id, count(*) FROM events GROUP BY id ORDER BY id");

    expect(rows.slice(1)).to.deep.equal([
      ["2026-02-01/07", "1"],
      ["2026-02-01/08", "2"],
      ["2026-02-02/07", "4"],
      ["2026-02-28/23", "8"],
    ]);
  });

  it("reads all objects below the location of a table without partitions", async () => {
    underTest.glue.putTable({
      ...{ ...EVENTS, name: "people", parameters: {}, partitionKeys: [], location: `s3://${DATA}/people` },
      columns: [{ name: "name", type: "string" }],
    });
    await underTest.put("people/a", [{ name: "Ann" }]);
    await underTest.put("people/b/c", [{ name: "Bob" }], { name: "plain" });
    await underTest.put("peoples", [{ name: "Eve" }]);

    const { rows } = await underTest.run("SELECT name FROM people ORDER BY name");
    const count = await underTest.run("SELECT count(*) FROM people");

    expect(rows.slice(1)).to.deep.equal([["Ann"], ["Bob"]]);
    expect(count.rows.slice(1)).to.deep.equal([["2"]]);
  });
});
