import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Pool } from "pg";
import type { WorkerLog } from "../queueWorker/worker";
import { asAppRole } from "./appRole";
import { connectionOf, createPool, migrateWorker, type WorkerMigrations } from "./database";
import type { DatabaseSettings } from "./databaseSettings";

export interface WorkerDatabase extends Omit<WorkerMigrations, "prefix"> {
  /** The role that the worker connects as; a migration of its schema makes it. */
  role: string;
  /** The name that the server shows for the connections. */
  applicationName: string;
}

/**
 * Brings a worker's database up to date, as its owner, and connects as the role that may do no more than the work takes.
 * @throws what Postgres or Secrets Manager answers
 */
export async function openWorkerPool(
  settings: DatabaseSettings,
  { schema, programFolder, role, applicationName }: WorkerDatabase,
  log: WorkerLog,
): Promise<Pool> {
  const secrets = new SecretsManagerClient({});
  const owner = await connectionOf(secrets, {
    host: settings.DATABASE_HOST,
    port: settings.DATABASE_PORT,
    name: settings.DATABASE_NAME,
    secretArn: settings.DATABASE_SECRET_ARN,
    applicationName,
  });
  await migrateWorker(owner, { schema, programFolder, prefix: settings.DATABASE_MIGRATIONS_PREFIX }, log);
  const appRole = { name: role, secretArn: settings.DATABASE_APP_SECRET_ARN };
  return createPool(await asAppRole(owner, appRole, secrets), settings.DATABASE_POOL_SIZE, log);
}
