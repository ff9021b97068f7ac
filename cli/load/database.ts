import { readFileSync } from "node:fs";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { Pool, type QueryResultRow } from "pg";
import type { LocalAccess } from "../localAccess";
import { secretText } from "./secretText";

/** A system's outputs about its database. */
export interface DatabaseOutputs {
  /** Host and port. */
  databaseEndpoint: string;
  databaseName: string;
  databaseSecretArn: string;
}

/**
 * Connects to a system's database, over TLS that checks who answers.
 * @param access to the local cloud; absent where the system is deployed
 * @param through `host:port` of a tunnel to the database
 */
export async function databasePool(
  outputs: DatabaseOutputs,
  secrets: SecretsManagerClient,
  access: LocalAccess | undefined,
  through: string | undefined,
): Promise<Pool> {
  const [servername = ""] = outputs.databaseEndpoint.split(":");
  const [host, port] = (through ?? outputs.databaseEndpoint).split(":");
  const { username: user, password } = JSON.parse(await secretText(secrets, outputs.databaseSecretArn)) as {
    username: string;
    password: string;
  };
  const authority = access?.databaseAuthorityFile;
  const pool = new Pool({
    ...{ host, port: Number(port), user, password, max: 2, ...TIMEOUTS },
    database: outputs.databaseName,
    ssl: {
      // The certificate names the database, not the tunnel; and an address has no name at all.
      ...(through !== undefined && { servername }),
      ...(authority !== undefined && { ca: readFileSync(authority) }),
    },
  });
  // Without a listener, an idle connection that breaks would end the run; the next query opens another one.
  pool.on("error", () => undefined);
  return pool;
}

/** A server that is frozen says nothing: a query gives up on it, and the next one gets another connection. */
const TIMEOUTS = { connectionTimeoutMillis: 30_000, query_timeout: 30_000 };

/** A state of Postgres ("PostgreSQL Error Codes"). */
const UNDEFINED_TABLE = "42P01";

/** Reads the rows of a query. Before a system's first worker has run there is no table yet, and so nothing in it. */
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
