import path from "node:path";
import type { Logger } from "@aws-lambda-powertools/logger";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { Client, type ClientConfig } from "pg";
import { APP_ROLE, APP_ROLE_SET_UP } from "../../../functions/interval-processing/appRole";
import { applyDataChange } from "../../../functions/interval-processing/dataChange";
import { generateFile } from "../../../functions/interval-processing/fileGeneration";
import { type JobSettings, readJobSettings } from "../../../functions/interval-processing/jobSettings";
import type { ProcessName } from "../../../functions/interval-processing/processes";
import type { Run } from "../../../functions/jobs/job";
import { systemClock } from "../../../functions/shared/clock";
import { asAppRole } from "../../../functions/shared/postgres/appRole";
import { connectionOf, migrate, withoutTimeouts } from "../../../functions/shared/postgres/database";
import { connectionOfUrl } from "../../../functions/shared/postgres/databaseUrl";
import { startUp } from "../../../functions/shared/queueWorker/startUp";

const APPLICATION = "interval-jobs";

type Work = (run: Run, signal: AbortSignal) => Promise<void>;

/** The work of a job, when its database is there and has its tables. */
export async function jobFor(name: ProcessName, log: Logger, stopping: AbortSignal): Promise<Work> {
  const settings = readJobSettings(process.env);
  const connection = await startUp({ clock: systemClock, random: Math.random, log, signal: stopping }, async () => {
    const owner = await ownerOf(settings);
    await migrate(owner, path.join(__dirname, "migrations"), log);
    const { DATABASE_APP_SECRET_ARN: secretArn } = settings;
    if (settings.DATABASE_URL !== undefined || secretArn === undefined) return owner;
    return asAppRole(owner, { name: APP_ROLE, secretArn, setUp: APP_ROLE_SET_UP }, new SecretsManagerClient({}));
  });
  return async (run, signal) => {
    const database = new Client(withoutTimeouts(connection));
    // A query in hand hears of it too; without anybody to hear of it, it would end the process without a word.
    database.on("error", (error) => log.warn("the connection to Postgres broke", { error }));
    await database.connect();
    // A statement that nobody waits for any more ends with its connection.
    const disconnect = () => void database.end().catch(() => undefined);
    signal.addEventListener("abort", disconnect, { once: true });
    try {
      if (name === "FileGeneration") {
        const bucket = settings.BUCKET_NAME;
        const file = await generateFile({ database, s3: new S3Client({}), bucket, run, signal });
        log.info("the file is there", { ...file, peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024) });
      } else {
        log.info("records are changed", { run: run.id, ...(await applyDataChange(database, name, run)) });
      }
    } finally {
      signal.removeEventListener("abort", disconnect);
      disconnect();
    }
  };
}

/** How to connect as who may change the tables themselves. */
async function ownerOf(settings: JobSettings): Promise<ClientConfig> {
  if (settings.DATABASE_URL !== undefined) return connectionOfUrl(settings.DATABASE_URL, APPLICATION);
  return connectionOf(new SecretsManagerClient({}), {
    host: settings.DATABASE_HOST ?? "",
    port: settings.DATABASE_PORT,
    name: settings.DATABASE_NAME ?? "",
    secretArn: settings.DATABASE_SECRET_ARN ?? "",
    applicationName: APPLICATION,
  });
}
