import { readFileSync } from "node:fs";
import { AwsError } from "../base/awsError";
import { isRecord } from "../base/isRecord";
import type { ConsoleParts } from "./parts";
import { ofType } from "./parts";
import { INSTANCE } from "./views/databases";

/** Rows that a page shows, and characters of a value. */
const MOST_ROWS = 200;
const MOST_CHARACTERS = 2_000;
/** Time that one query may take. */
const LIMIT_MS = 10_000;
/** Statements of Athena that change nothing. */
const READS = /^\s*(select|with|show|describe|explain|values|table)\b/i;

interface Found {
  columns: readonly string[];
  rows: readonly (readonly (string | null)[])[];
  isCutOff: boolean;
}

/**
 * Asks a database of the program what a page asks: `{ database: "postgres/ID" | "athena/NAME", sql, workgroup? }`.
 * @throws AwsError with the database's own words
 */
export async function sqlQuery(parts: ConsoleParts, asked: unknown): Promise<Found> {
  const { database = "", sql, workgroup } = isRecord(asked) ? asked : {};
  if (typeof sql !== "string" || typeof database !== "string") {
    throw new AwsError("BadRequest", "a query has a database and sql");
  }
  const [kind, ...rest] = database.split("/");
  const name = rest.join("/");
  if (kind === "postgres") return askPostgres(parts, name, sql);
  if (kind === "athena") return askAthena(parts, name, sql, typeof workgroup === "string" ? workgroup : undefined);
  throw new AwsError("NotFound", `There is no database ${JSON.stringify(database)}.`, 404);
}

/**
 * Asks Postgres as the master user, in a transaction that may not write. A cursor takes one query that answers rows, and nothing else: no
 * second statement that would end the transaction, and no more rows than are shown.
 *
 * Values come as Postgres writes them: a client's own types shift a date by the time zone of this machine, and lose microseconds. Postgres cuts
 * them off as well, for a table of files would fill the memory of the local cloud.
 * Source: PostgreSQL documentation, "DECLARE" and "SET TRANSACTION".
 */
async function askPostgres(parts: ConsoleParts, identifier: string, sql: string): Promise<Found> {
  const instance = ofType(parts.program, INSTANCE).find(({ state }) => state.identifier === identifier);
  if (instance === undefined) {
    throw new AwsError("NotFound", `There is no database ${JSON.stringify(identifier)}.`, 404);
  }
  const { address, port, username, dbName } = instance.state;
  const { Client } = require("pg") as typeof import("pg");
  const client = new Client({
    ...{ host: String(address), port: Number(port), user: String(username), database: String(dbName ?? "postgres") },
    password: passwordOf(parts, instance.state),
    ssl: { rejectUnauthorized: true, ca: readFileSync(String(parts.services.rds.caFile), "utf8") },
    ...{ application_name: "console", statement_timeout: LIMIT_MS, connectionTimeoutMillis: LIMIT_MS },
  });
  // A server that ends is told of by the query that it does not answer.
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("BEGIN TRANSACTION READ ONLY");
    const query = sql.replace(/[;\s]+$/, "");
    // A name has it sent as one prepared statement, which two cannot be.
    const declare = (name: string, text: string) =>
      client.query({ name, text: `DECLARE ${name} NO SCROLL CURSOR FOR ${text}` });
    await declare("asked", query);
    const { fields } = await client.query("FETCH 0 FROM asked");
    await declare("console", cutOff(query, fields.length));
    const { rows } = await client.query<unknown[]>({ text: `FETCH ${MOST_ROWS + 1} FROM console`, rowMode: "array" });
    return {
      columns: fields.map(({ name }) => name),
      rows: rows.slice(0, MOST_ROWS).map((row) => row.map(shown)),
      isCutOff: rows.length > MOST_ROWS,
    };
  } catch (error) {
    throw new AwsError("QueryFailed", error instanceof Error ? error.message : String(error));
  } finally {
    await client.end().catch(() => {});
  }
}

/** The same query with each value as a text that is hardly longer than what is shown of it. @param query which Postgres has taken by itself */
function cutOff(query: string, columns: number): string {
  const names = Array.from({ length: columns }, (_, index) => `value${index}`);
  const values = names.map((name) => `left(${name}::text, ${MOST_CHARACTERS + 1})`);
  // It may end with a comment, and need not have a column.
  return `SELECT ${values} FROM (${query}\n) AS asked${columns === 0 ? "" : `(${names})`}`;
}

function passwordOf({ services }: ConsoleParts, state: Readonly<Record<string, unknown>>): string {
  if (typeof state.password === "string") return state.password;
  const [secret] = (state.masterUserSecrets ?? []) as readonly { secretArn?: string }[];
  const { password } = JSON.parse(services.secretsManager.value(secret?.secretArn ?? "")) as { password: string };
  return password;
}

async function askAthena(
  { call, services }: ConsoleParts,
  database: string,
  sql: string,
  workgroup: string | undefined,
): Promise<Found> {
  if (!READS.test(sql)) {
    throw new AwsError(
      "BadRequest",
      "The console asks Athena only what changes nothing: SELECT, WITH, SHOW, DESCRIBE.",
    );
  }
  const { QueryExecutionId } = await call("athena", "StartQueryExecution", {
    ...{ QueryString: sql, QueryExecutionContext: { Database: database } },
    ...(workgroup !== undefined && { WorkGroup: workgroup }),
  });
  const limit = services.clock.after(LIMIT_MS, () => {
    // One that has come to its end meanwhile, and is forgotten, need not be stopped.
    call("athena", "StopQueryExecution", { QueryExecutionId }).catch(() => {});
  });
  await services.athena.settled(String(QueryExecutionId)).finally(() => limit.cancel());
  const { QueryExecution } = (await call("athena", "GetQueryExecution", { QueryExecutionId })) as {
    QueryExecution: { Status: { State: string; StateChangeReason?: string } };
  };
  const { State, StateChangeReason = State } = QueryExecution.Status;
  if (State === "CANCELLED") {
    throw new AwsError("QueryFailed", `${StateChangeReason} (the console waits ${LIMIT_MS / 1000} s at most)`);
  }
  if (State !== "SUCCEEDED") throw new AwsError("QueryFailed", StateChangeReason);
  const { ResultSet } = (await call("athena", "GetQueryResults", { QueryExecutionId, MaxResults: MOST_ROWS + 2 })) as {
    ResultSet: {
      Rows: readonly { Data: readonly { VarCharValue?: string }[] }[];
      ResultSetMetadata: { ColumnInfo: readonly { Name: string }[] };
    };
  };
  const columns = ResultSet.ResultSetMetadata.ColumnInfo.map(({ Name }) => Name);
  const all = ResultSet.Rows.map(({ Data }) => Data.map(({ VarCharValue }) => shown(VarCharValue ?? null)));
  // The first row of a SELECT has the names of its columns (Athena API Reference, "GetQueryResults").
  const rows = columns.every((column, index) => all[0]?.[index] === column) ? all.slice(1) : all;
  return { columns, rows: rows.slice(0, MOST_ROWS), isCutOff: rows.length > MOST_ROWS };
}

function shown(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text =
    value instanceof Date ? value.toISOString() : typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
