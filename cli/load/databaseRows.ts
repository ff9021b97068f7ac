import type { Pool, QueryResultRow } from "pg";

/** A state of Postgres ("PostgreSQL Error Codes"). */
const UNDEFINED_TABLE = "42P01";

/** The rows of a query. Before a system's first worker has run there is no table yet, and so nothing in it. */
export async function rowsOf<R extends QueryResultRow>(
  pool: Pick<Pool, "query">,
  text: string,
  values: readonly unknown[],
): Promise<R[]> {
  try {
    return (await pool.query<R>(text, [...values])).rows;
  } catch (error) {
    if ((error as { code?: unknown }).code === UNDEFINED_TABLE) return [];
    throw error;
  }
}
