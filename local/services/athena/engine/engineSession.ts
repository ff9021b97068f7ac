import type { Table } from "../../glue/glue";
import type { ResultColumn } from "../results/resultValues";

/** The answer to a query, each value as Athena writes it; NULL is `undefined`. */
export interface EngineResult {
  columns: readonly ResultColumn[];
  rows: readonly (readonly (string | undefined)[])[];
}

/** A column of a table, with its type in DuckDB's words. */
export interface EngineColumn {
  name: string;
  type: string;
}

/** Tells what the lines of a table's files are. */
export interface LineFormat {
  table: Pick<Table, "serdeParameters" | "types">;
  /** Columns that are in the lines; those of the partition come after them. */
  columns: readonly string[];
}

/** DuckDB in memory for one query, wherever it runs. All throw QueryError, or EngineDied. */
export interface EngineSession {
  /** The engine has ended, and this session with it. */
  readonly isOver: boolean;
  /** The one value that a statement answers with. */
  value(sql: string, ...texts: readonly string[]): Promise<unknown>;
  query(sql: string): Promise<EngineResult>;
  /** Runs a statement that answers nothing. */
  run(sql: string): Promise<void>;
  /** Makes a table of texts, or of what lines of files hold, and keeps it open for rows. */
  createTable(name: string, columns: readonly EngineColumn[], format?: LineFormat): Promise<void>;
  appendTexts(name: string, rows: readonly (readonly string[])[]): Promise<void>;
  /**
   * @param lines one after the other: a single text goes to another process much faster than many
   * @param partition the values of each line's partition keys
   */
  appendLines(name: string, lines: string, partition: readonly string[]): Promise<void>;
  closeTable(name: string): Promise<void>;
  interrupt(): void;
  close(): void;
}

/** Methods of a session that go to the engine's process. */
export type EngineMethod = Exclude<keyof EngineSession, "isOver"> | "open";

/** A request to the engine's process. */
export interface EngineRequest {
  id: number;
  session: number;
  method: EngineMethod;
  parameters: readonly unknown[];
}

export interface EngineError {
  /** A QueryError has one. */
  code?: string;
  message: string;
}

/** An answer to a request. */
export type EngineAnswer = { id: number; result: unknown } | { id: number; error: EngineError };
