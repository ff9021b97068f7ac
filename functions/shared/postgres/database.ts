import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { runner } from "node-pg-migrate";
import { Client, type ClientConfig, Pool } from "pg";
import { z } from "zod";
import type { WorkerLog } from "../queueWorker/worker";

/** Where the database is, and which secret opens it. */
export interface DatabasePlace {
  host: string;
  port: number;
  name: string;
  secretArn: string;
  /** The name that the server shows for the connections, in `pg_stat_activity` and its log. */
  applicationName: string;
}

const secretSchema = z.object({ username: z.string().min(1), password: z.string().min(1) });

const CONNECT_TIMEOUT_MS = 5000;
const STATEMENT_TIMEOUT_MS = 15_000;
/** Before RDS or a NAT gateway forgets a connection that nobody uses. */
const IDLE_MS = 60_000;

/**
 * How to connect: over TLS and only to a server with a certificate for its name. The process trusts RDS's authorities because its
 * image names them in `NODE_EXTRA_CA_CERTS`. The password is asked for at each new connection, because RDS changes it every few
 * days ("Password management with Amazon RDS and AWS Secrets Manager").
 * @throws what Secrets Manager answers, and Error for a secret without a user name and a password
 */
export async function connectionOf(secrets: SecretsManagerClient, place: DatabasePlace): Promise<ClientConfig> {
  const { username } = await readSecret(secrets, place.secretArn);
  return {
    host: place.host,
    port: place.port,
    database: place.name,
    user: username,
    password: async () => (await readSecret(secrets, place.secretArn)).password,
    ssl: { rejectUnauthorized: true },
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    // The client's own limit also ends waiting for a server that is gone; the server's ends a statement that nobody waits for.
    query_timeout: STATEMENT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
    application_name: place.applicationName,
  };
}

async function readSecret(secrets: SecretsManagerClient, SecretId: string) {
  const { SecretString = "" } = await secrets.send(new GetSecretValueCommand({ SecretId }));
  try {
    return secretSchema.parse(JSON.parse(SecretString));
  } catch {
    // The cause would quote the secret.
    throw new Error(`The secret ${SecretId} is not JSON with the names username and password.`);
  }
}

/** Takes the time limits off a connection, for statements that may take long. */
export function withoutTimeouts(connection: ClientConfig): ClientConfig {
  const { query_timeout: _, statement_timeout: __, ...patient } = connection;
  return patient;
}

/** A pool whose idle connections may break without ending the process. */
export function createPool(connection: ClientConfig, max: number, log: WorkerLog): Pool {
  const pool = new Pool({ ...connection, max, idleTimeoutMillis: IDLE_MS });
  pool.on("error", (error) => log.warn("an idle connection to Postgres broke", { error }));
  return pool;
}

/**
 * Brings the schema up to date with the SQL files of a folder, which are run once each, in order. Workers that start together take
 * turns by an advisory lock of Postgres.
 * @param doneTable keeps the names of those that are done
 * @throws what Postgres answers; then nothing of what was to be done has been done
 */
export async function migrate(
  connection: ClientConfig,
  folder: string,
  log: WorkerLog,
  doneTable = "schema_migrations",
): Promise<void> {
  // A migration, or waiting for another worker's, may take longer than any statement of normal work.
  const client = new Client(withoutTimeouts(connection));
  await client.connect();
  try {
    const done = await runner({
      dbClient: client,
      dir: folder,
      direction: "up",
      migrationsTable: doneTable,
      advisoryLockMode: "wait",
      log: () => undefined,
    });
    if (done.length > 0) log.info("migrated the database", { migrations: done.map(({ name }) => name) });
  } finally {
    await client.end();
  }
}

/**
 * Brings the schema up to date with migrations that are part of the program: SQL by name.
 * @throws as {@link migrate}
 */
export async function migrateTo(
  connection: ClientConfig,
  migrations: Readonly<Record<string, string>>,
  log: WorkerLog,
  doneTable?: string,
): Promise<void> {
  // The package reads folders, and nothing else.
  const folder = await mkdtemp(path.join(tmpdir(), "migrations-"));
  try {
    for (const [name, text] of Object.entries(migrations)) await writeFile(path.join(folder, `${name}.sql`), text);
    await migrate(connection, folder, log, doneTable);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The migrations of a worker. */
export interface WorkerMigrations {
  /** Those of its own schema, by name. */
  schema: Readonly<Record<string, string>>;
  /** Folder of the program, beside which the folder `migrations` may be, with those of one's own. */
  programFolder: string;
  /** Begins the names of the tables that say which are done, in a database that is not the worker's alone. */
  prefix: string;
}

/**
 * Runs a worker's migrations, and after them those of one's own. Each list has a table, because each has an order of its own.
 * @throws as {@link migrate}
 */
export async function migrateWorker(
  connection: ClientConfig,
  { schema, programFolder, prefix }: WorkerMigrations,
  log: WorkerLog,
): Promise<void> {
  await migrateTo(connection, schema, log, `${prefix}schema_migrations`);
  const folder = path.join(programFolder, "migrations");
  if (existsSync(folder)) await migrate(connection, folder, log, `${prefix}own_migrations`);
}
