import {
  type AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  InvalidRequestException,
  type QueryExecution,
  type Row,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { EVENT_COLUMNS } from "../archive/layout";
import type { EventQuery } from "./eventQuery";

export interface QueryRuns {
  athena: AthenaClient;
  database: string;
  workgroup: string;
}

export type QueryState = "queued" | "running" | "succeeded" | "failed" | "cancelled";

/** Rows that Athena hands out at once, at most (API reference, `GetQueryResults`). */
const ROWS_A_PAGE = 1_000;

/**
 * Starts a query.
 * @param token of the same query, started again by a client that did not hear the answer: 32 to 128 characters
 * @returns its id
 */
export async function startQuery(
  { athena, database, workgroup }: QueryRuns,
  { sql, parameters }: EventQuery,
  token: string,
): Promise<string> {
  const { QueryExecutionId: id = "" } = await athena.send(
    new StartQueryExecutionCommand({
      QueryString: sql,
      ExecutionParameters: parameters,
      QueryExecutionContext: { Database: database },
      WorkGroup: workgroup,
      ClientRequestToken: token,
    }),
  );
  return id;
}

/** @returns `undefined` for an id that no query of the workgroup has */
export async function findQuery({ athena, workgroup }: QueryRuns, id: string): Promise<QueryExecution | undefined> {
  try {
    const { QueryExecution: query } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
    return query?.WorkGroup === workgroup ? query : undefined;
  } catch (error) {
    if (error instanceof InvalidRequestException) return undefined;
    // A query that the function may not see is another workgroup's.
    if (error instanceof Error && error.name === "AccessDeniedException") return undefined;
    throw error;
  }
}

export function stateOf({ Status: status }: QueryExecution): QueryState {
  return (status?.State ?? "QUEUED").toLowerCase() as QueryState;
}

/** Ends a query. */
export async function stopQuery({ athena }: QueryRuns, id: string): Promise<void> {
  await athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
}

/**
 * A page of the events that a query found.
 * @param next names the page; the first where absent
 * @returns `undefined` where `next` names none
 */
export async function readEvents(
  { athena }: QueryRuns,
  id: string,
  next: string | undefined,
): Promise<{ events: Record<string, unknown>[]; next?: string } | undefined> {
  try {
    const { ResultSet: results, NextToken: following } = await athena.send(
      new GetQueryResultsCommand({ QueryExecutionId: id, MaxResults: ROWS_A_PAGE, NextToken: next }),
    );
    const rows = results?.Rows ?? [];
    const names = results?.ResultSetMetadata?.ColumnInfo?.map(({ Name }) => Name ?? "") ?? [];
    // The first row of a query is the names of its columns.
    const events = (next === undefined ? rows.slice(1) : rows).map((row) => eventOf(names, row));
    return { events, ...(following !== undefined && { next: following }) };
  } catch (error) {
    if (next !== undefined && error instanceof InvalidRequestException) return undefined;
    throw error;
  }
}

/** Athena hands out all values as texts; what an event lacks is absent. */
function eventOf(names: readonly string[], { Data: cells = [] }: Row): Record<string, unknown> {
  return Object.fromEntries(
    names.flatMap((name, index) => {
      const value = cells[index]?.VarCharValue;
      return value === undefined ? [] : [[name, typed(name, value)]];
    }),
  );
}

function typed(name: string, value: string): string | number | boolean {
  const type = (EVENT_COLUMNS as Readonly<Record<string, string>>)[name];
  if (type === "boolean") return value === "true";
  return type === "bigint" || type === "int" ? Number(value) : value;
}
