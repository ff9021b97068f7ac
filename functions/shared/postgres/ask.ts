import type { Pool } from "pg";
import { Refused, Unavailable } from "../serviceErrors";
import { isAboutTheRow } from "./postgresErrors";

/**
 * Runs a statement.
 * @returns its rows
 * @throws Refused where a row's own values are at fault; Unavailable for all else, which another try may mend
 */
export async function ask(
  pool: Pick<Pool, "query">,
  text: string,
  values: unknown[],
): Promise<Record<string, unknown>[]> {
  try {
    return (await pool.query(text, values)).rows;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const Kind = isAboutTheRow(error) ? Refused : Unavailable;
    throw new Kind(`Postgres: ${error.message}`, { cause: error });
  }
}
