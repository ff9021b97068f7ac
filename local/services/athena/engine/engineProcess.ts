import type { DuckDBValue } from "@duckdb/node-api";
import { Serde } from "../data/serde";
import { DuckDbSession } from "../duckdbSession";
import { QueryError } from "../queryError";
import { resultColumn, resultText } from "../results/resultValues";
import type {
  EngineAnswer,
  EngineColumn,
  EngineMethod,
  EngineRequest,
  EngineResult,
  LineFormat,
} from "./engineSession";

/*
 * The entry of the process that DuckDB runs in: a library of native code may take its process with it, and the local cloud goes on.
 */

interface OpenTable {
  append(rows: readonly (readonly DuckDBValue[])[]): void;
  close(): void;
  serde?: Serde;
}

/** A session with the tables that are being filled. */
class Session {
  readonly #tables = new Map<string, OpenTable>();

  constructor(readonly duckdb: DuckDbSession) {}

  async query(sql: string): Promise<EngineResult> {
    const result = await this.duckdb.run(sql);
    const types = result.columnTypes();
    const columns = result.columnNames().map((name, index) => resultColumn(name, types[index] as never));
    const rows = (await result.getRows()).map((row) =>
      row.map((value, index) => resultText(value, types[index] as never)),
    );
    return { columns, rows };
  }

  async createTable(name: string, columns: readonly EngineColumn[], format?: LineFormat): Promise<void> {
    const table = await this.duckdb.createTable(name, columns);
    this.#tables.set(name, { ...table, ...(format && { serde: new Serde(format.table, format.columns) }) });
  }

  appendTexts(name: string, rows: readonly (readonly string[])[]): void {
    this.#table(name).append(rows);
  }

  appendLines(name: string, lines: string, partition: readonly string[]): void {
    const { serde, append } = this.#table(name);
    if (serde) append(lines.split("\n").map((line) => [...serde.row(line), ...partition]));
  }

  closeTable(name: string): void {
    this.#table(name).close();
    this.#tables.delete(name);
  }

  #table(name: string): OpenTable {
    const table = this.#tables.get(name);
    if (table) return table;
    throw new Error(`there is no table ${name} to fill`);
  }
}

const sessions = new Map<number, Session>();

async function run(id: number, method: EngineMethod, parameters: readonly never[]): Promise<unknown> {
  if (method === "open") {
    sessions.set(id, new Session(await DuckDbSession.open()));
    return undefined;
  }
  const session = sessions.get(id);
  // One that was closed is interrupted, where its query was cancelled as it ended.
  if (!session) return undefined;
  switch (method) {
    case "value":
      return session.duckdb.value(...(parameters as unknown as [string, ...string[]]));
    case "run":
      await session.duckdb.run(parameters[0] as unknown as string);
      return undefined;
    case "interrupt":
      return session.duckdb.interrupt();
    case "close":
      sessions.delete(id);
      return session.duckdb.close();
    default:
      return (session[method] as (...given: readonly never[]) => unknown)(...parameters);
  }
}

process.on("message", async ({ id, session, method, parameters }: EngineRequest) => {
  let answer: EngineAnswer;
  try {
    answer = { id, result: await run(session, method, parameters as never[]) };
  } catch (error) {
    const { message } = error as Error;
    answer = { id, error: { message, ...(error instanceof QueryError && { code: error.code }) } };
  }
  process.send?.(answer);
});
process.on("disconnect", () => process.exit());
