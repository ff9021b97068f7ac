import { expect } from "chai";
import { rejection } from "../../support/rejection";
import { QUERIES, REFUSED_QUERIES } from "./queryCases";
import { CASES, REFUSALS } from "./sqlCases";
import { type SqlUnderTest, startSql } from "./sqlUnderTest";

/** Trino's SQL without tables, from its text to the answer's. */
describe("Trino's SQL on DuckDB", () => {
  let under: SqlUnderTest;

  before(async () => {
    under = await startSql();
  });
  after(() => under.stop());

  const rowsOf = async (sql: string, ...parameters: readonly string[]): Promise<(string | null)[][]> =>
    (await under.run(sql, ...parameters)).rows;

  for (const [topic, cases] of Object.entries(CASES)) {
    describe(topic, () => {
      for (const [sql, answer] of cases) {
        it(`answers ${answer ?? "NULL"} to ${sql}`, async () => {
          const rows = await rowsOf(`SELECT ${sql}`);

          expect(rows).to.deep.equal([[answer]]);
        });
      }
    });
  }

  describe("whole queries", () => {
    for (const { what, sql, parameters = [], rows } of QUERIES) {
      it(`has ${what}`, async () => {
        const answer = await rowsOf(sql, ...parameters);

        expect(answer).to.deep.equal(rows);
      });
    }
    for (const [sql, reason, ...parameters] of REFUSED_QUERIES) {
      it(`refuses ${sql}${parameters.length > 0 ? ` with ${parameters.join(", ")}` : ""}`, async () => {
        const error = await rejection(rowsOf(sql, ...parameters));

        expect(error.message).to.match(reason);
      });
    }
  });

  describe("what is refused", () => {
    for (const [sql, reason] of REFUSALS) {
      it(`refuses ${sql}`, async () => {
        const error = await rejection(rowsOf(`SELECT ${sql}`));

        expect(error.message).to.match(reason);
      });
    }
  });
});
