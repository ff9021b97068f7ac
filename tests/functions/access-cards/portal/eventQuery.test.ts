import { expect } from "chai";
import { employeeEvents, eventCounts } from "../../../../functions/access-cards/portal/eventQuery";

const MORNING = Date.UTC(2026, 10, 21, 9, 15);
const HOUR = 3_600_000;

describe("the queries of events", () => {
  it("name the hours of one day, so that no other folder is read", () => {
    const { sql, parameters } = eventCounts({ from: MORNING, to: MORNING + 2 * HOUR });

    expect(sql).to.equal(`SELECT type, count(DISTINCT id) AS events, count(*) AS copies
FROM "events"
WHERE "date" = ? AND hour BETWEEN ? AND ? AND occurred_at >= ? AND occurred_at < ?
GROUP BY type
ORDER BY type`);
    expect(parameters).to.deep.equal(["'2026-11-21'", "'09'", "'11'", String(MORNING), String(MORNING + 2 * HOUR)]);
  });

  it("leave out the hour that the range only touches", () => {
    const start = Date.UTC(2026, 10, 21);

    const { parameters } = eventCounts({ from: start, to: start + 24 * HOUR });

    expect(parameters.slice(0, 3)).to.deep.equal(["'2026-11-21'", "'00'", "'23'"]);
  });

  it("name the days of a longer range, and the hours of its first and last day", () => {
    const { sql, parameters } = eventCounts({ from: MORNING, to: MORNING + 48 * HOUR });

    expect(sql).to.contain(
      `WHERE "date" BETWEEN ? AND ? AND ("date" <> ? OR hour >= ?) AND ("date" <> ? OR hour <= ?) AND occurred_at >= ? AND occurred_at < ?`,
    );
    expect(parameters.slice(0, 6)).to.deep.equal([
      "'2026-11-21'",
      "'2026-11-23'",
      "'2026-11-21'",
      "'09'",
      "'2026-11-23'",
      "'09'",
    ]);
  });

  it("ask for what names the employee, and for what only names a card of the employee's", () => {
    const { sql, parameters } = employeeEvents({ from: MORNING, to: MORNING + 1 }, "emp-1", ["card-1", "card-2"]);

    expect(sql).to.contain("AND (employee_id = ? OR (employee_id IS NULL AND card_id IN (?, ?)))");
    expect(parameters.slice(-3)).to.deep.equal(["'emp-1'", "'card-1'", "'card-2'"]);
    expect(parameters).to.have.length((sql.match(/\?/g) ?? []).length);
  });

  it("never hold what somebody wrote: not as SQL, and as a value only within its quotes", () => {
    const evil = "x' OR 1=1 --";

    const { sql, parameters } = employeeEvents({ from: MORNING, to: MORNING + 1 }, evil, [evil]);

    expect(sql).not.to.contain("1=1");
    expect(parameters.slice(-2)).to.deep.equal(["'x'' OR 1=1 --'", "'x'' OR 1=1 --'"]);
  });
});
