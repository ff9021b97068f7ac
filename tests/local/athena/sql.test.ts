import { expect } from "chai";
import { DuckDbSession } from "../../../local/services/athena/duckdbSession";
import { resultColumn, resultText } from "../../../local/services/athena/results/resultValues";
import { Parser } from "../../../local/services/athena/sql/parser";
import { translateQuery } from "../../../local/services/athena/sql/translate";
import { rejection } from "../../support/rejection";
import { QUERIES, REFUSED_QUERIES } from "./queryCases";
import { CASES, REFUSALS } from "./sqlCases";

const NOW = Date.parse("2026-03-01T12:00:00.000Z");

/** Trino's SQL without tables, from its text to the answer's. */
describe("Trino's SQL on DuckDB", () => {
  const parser = new Parser(() => DuckDbSession.open());
  let session: DuckDbSession;

  before(async () => {
    session = await DuckDbSession.open();
  });
  after(async () => {
    session.close();
    await parser.close();
  });

  const rowsOf = async (sql: string, ...parameters: readonly string[]): Promise<(string | null)[][]> => {
    const { node } = await parser.parse(sql);
    const translated = translateQuery(node, {
      resolve: () => {
        throw new Error("no tables here");
      },
      parameters: await Promise.all(parameters.map((text) => parser.literal(text))),
      now: NOW,
    });
    const result = await session.run(await parser.write(translated.node));
    const types = result.columnTypes();
    for (const [index, name] of result.columnNames().entries()) resultColumn(name, types[index] as never);
    return (await result.getRows()).map((row) =>
      row.map((value, index) => resultText(value, types[index] as never) ?? null),
    );
  };

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
