import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Pool } from "pg";
import { databasePool } from "../../cli/load/database";
import { accessOf } from "../../cli/localAccess";
import { outputOf, type RunningSystem } from "../support/runningSystem";

/**
 * Connects to the database that a running example names among its outputs, as its owner.
 * @param migrated says that the worker which migrates it has done so
 */
export async function exampleDatabase(system: RunningSystem, migrated: RegExp): Promise<Pool> {
  await system.reported(migrated);
  const [databaseEndpoint, databaseName, databaseSecretArn] = [
    outputOf(system, "databaseEndpoint"),
    outputOf(system, "databaseName"),
    outputOf(system, "databaseSecretArn"),
  ];
  const access = accessOf(system.cloud.services);
  const secrets = new SecretsManagerClient({ ...access });
  try {
    return await databasePool({ databaseEndpoint, databaseName, databaseSecretArn }, secrets, access, undefined);
  } finally {
    secrets.destroy();
  }
}
