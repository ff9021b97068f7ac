import { DuckDbSession } from "../../../local/services/athena/duckdbSession";
import { type ResultColumn, resultColumn, resultText } from "../../../local/services/athena/results/resultValues";
import { Parser } from "../../../local/services/athena/sql/parser";
import { translateQuery } from "../../../local/services/athena/sql/translate";

const NOW = Date.parse("2026-03-01T12:00:00.000Z");

/** Athena's SQL without tables, from the text of a query to those of its answer. The clock says 2026-03-01T12:00:00Z. */
export interface SqlUnderTest {
  /** @throws QueryError */
  run(sql: string, ...parameters: readonly string[]): Promise<{ columns: ResultColumn[]; rows: (string | null)[][] }>;
  stop(): Promise<void>;
}

export async function startSql(): Promise<SqlUnderTest> {
  const parser = new Parser(() => DuckDbSession.open());
  const session = await DuckDbSession.open();
  return {
    async run(sql, ...parameters) {
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
      const columns = result.columnNames().map((name, index) => resultColumn(name, types[index] as never));
      const rows = (await result.getRows()).map((row) =>
        row.map((value, index) => resultText(value, types[index] as never) ?? null),
      );
      return { columns, rows };
    },
    async stop() {
      session.close();
      await parser.close();
    },
  };
}
