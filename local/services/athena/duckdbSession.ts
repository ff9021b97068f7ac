import {
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBMaterializedResult,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api";
import { notSupported, QueryError } from "./queryError";
import { MACROS, RAISED } from "./sql/macros";

/** Limits of one query. Two threads, because the machine has a cloud to run beside it. */
const MEMORY_LIMIT = "1GB";
const THREADS = "2";
/** Between two interruptions of a statement that may not have heard of the first. */
const INTERRUPT_MS = 20;

/** Nothing but the memory of this process is within its reach: no files, no network, no extensions, and no way to change that. */
const CONFIGURATION: Readonly<Record<string, string>> = {
  threads: THREADS,
  memory_limit: MEMORY_LIMIT,
  enable_external_access: "false",
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
  allow_community_extensions: "false",
};
/** Trino sorts NULLs to the end, whatever the direction; its sessions in Athena are in UTC. */
const SETTINGS = ["SET TimeZone = 'UTC'", "SET default_null_order = 'nulls_last'", "SET lock_configuration = true"];

/** DuckDB in memory for one query, with Trino's functions. It works on threads of its own. */
export class DuckDbSession {
  #interrupting: NodeJS.Timeout | undefined;

  private constructor(
    readonly instance: DuckDBInstance,
    readonly connection: DuckDBConnection,
  ) {}

  static async open(): Promise<DuckDbSession> {
    const instance = await DuckDBInstance.create(":memory:", CONFIGURATION);
    const connection = await instance.connect();
    await connection.run([...MACROS, ...SETTINGS].join(";\n"));
    return new DuckDbSession(instance, connection);
  }

  /** @throws QueryError */
  async run(sql: string): Promise<DuckDBMaterializedResult> {
    try {
      return await this.connection.run(sql);
    } catch (error) {
      throw queryErrorOf(error);
    }
  }

  /** @throws QueryError */
  async value(sql: string, ...texts: readonly string[]): Promise<unknown> {
    const statement = await this.connection.prepare(sql);
    try {
      for (const [index, text] of texts.entries()) statement.bindVarchar(index + 1, text);
      const [[value] = []] = await (await statement.runAndReadAll()).getRowsJson();
      return value;
    } catch (error) {
      throw queryErrorOf(error);
    } finally {
      statement.destroySync();
    }
  }

  /** Makes a table and answers how to fill it, batch by batch, with its columns' values. */
  async createTable(
    name: string,
    columns: readonly { name: string; type: string }[],
  ): Promise<{ append(rows: readonly (readonly DuckDBValue[])[]): void; close(): void }> {
    const list = columns.map((column) => `"${column.name}" ${column.type}`).join(", ");
    await this.run(`CREATE TABLE "${name}" (${list})`);
    const appender = await this.connection.createAppender(name);
    const types: DuckDBType[] = columns.map((_, index) => appender.columnType(index));
    let unflushed = 0;
    return {
      append(rows) {
        for (let from = 0; from < rows.length; from += CHUNK_ROWS) {
          const part = rows.slice(from, from + CHUNK_ROWS);
          const chunk = DuckDBDataChunk.create(types, part.length);
          chunk.setRows(part);
          appender.appendDataChunk(chunk);
          unflushed += part.length;
          // By itself, it hands over a hundred times as many at once, which takes this thread for long.
          if (unflushed < CHUNK_ROWS) continue;
          appender.flushSync();
          unflushed = 0;
        }
      },
      close: () => appender.closeSync(),
    };
  }

  /** Ends the statement that runs, for good: the session is of no use for another. */
  interrupt(): void {
    this.connection.interrupt();
    // A statement that was called, and has not begun yet on DuckDB's own thread, forgets of it when it does.
    this.#interrupting ??= setInterval(() => this.connection.interrupt(), INTERRUPT_MS);
  }

  close(): void {
    clearInterval(this.#interrupting);
    this.connection.closeSync();
    this.instance.closeSync();
  }
}

/** DuckDB's own size of a vector. */
const CHUNK_ROWS = 2048;

/** DuckDB's kinds of errors, and what Athena would begin with. */
const CODES: readonly [RegExp, string][] = [
  [/^(Parser|Syntax|Binder|Catalog|Not implemented) /, "SYNTAX_ERROR"],
  [/^Out of Range /, "NUMERIC_VALUE_OUT_OF_RANGE"],
  [/^Out of Memory /, "EXCEEDED_LOCAL_MEMORY_LIMIT"],
  [/^Conversion /, "INVALID_CAST_ARGUMENT"],
  [/^Invalid Input /, "INVALID_FUNCTION_ARGUMENT"],
];

/** DuckDB's names of whole numbers in its errors, and Trino's. */
const WHOLE_NUMBERS: Readonly<Record<string, string>> = {
  INT8: "tinyint",
  INT16: "smallint",
  INT32: "integer",
  INT64: "bigint",
};

function queryErrorOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { message } = error;
  const raised = RAISED.exec(message)?.[1]?.match(/^([A-Z_]+): (.*)$/s);
  if (raised) return new QueryError(raised[1] ?? "", raised[2] ?? "");
  const overflow = message.match(/Overflow in (\w+) of (INT\d+) \((.*)\)!/s);
  if (overflow) {
    const [, operation, type = "", operands] = overflow;
    return new QueryError("NUMERIC_VALUE_OUT_OF_RANGE", `${WHOLE_NUMBERS[type]} ${operation} overflow: ${operands}`);
  }
  const decimal = message.match(/^Conversion Error: Could not convert string "(.*)" to DECIMAL\((\d+),(\d+)\)/s);
  if (decimal) {
    const [, value, precision, scale] = decimal;
    const type = `DECIMAL(${precision}, ${scale})`;
    return new QueryError("INVALID_CAST_ARGUMENT", `Cannot cast VARCHAR '${value}' to ${type}. Value too large.`);
  }
  const code = CODES.find(([pattern]) => pattern.test(message))?.[1];
  const [first = ""] = message.split("\n");
  if (/has multiple overloads/.test(first)) {
    return notSupported(
      "an expression whose types are not known before another one is computed (such as a column of the query around a subquery)",
      "compute it in a WITH first, or cast it",
    );
  }
  const column = first.match(/\bcolumn "([^"]+)"/i)?.[1];
  if (column !== undefined && /GROUP BY/.test(first)) {
    const rule = "must be an aggregate expression or appear in GROUP BY clause";
    return new QueryError("EXPRESSION_NOT_AGGREGATE", `'${column}' ${rule}`);
  }
  if (column !== undefined) return new QueryError("COLUMN_NOT_FOUND", `Column '${column}' cannot be resolved`);
  return code === undefined ? error : new QueryError(code, first.replace(/^[A-Za-z ]+ Error: /, ""));
}
