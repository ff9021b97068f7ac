import type { Logger } from "@aws-lambda-powertools/logger";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Pool } from "pg";
import { systemClock } from "../shared/clock";
import { codeLog } from "../shared/ownCode/codeLog";
import { asAppRole } from "../shared/postgres/appRole";
import { connectionOf, createPool, migrateWorker } from "../shared/postgres/database";
import { startUp } from "../shared/queueWorker/startUp";
import { createTaskProtection } from "../shared/queueWorker/taskProtection";
import { keepWorkerHealth, runWorkerProcess, workUntil } from "../shared/queueWorker/workerProcess";
import type { MakeProcessor } from "./processor";
import { APP_ROLE, SCHEMA } from "./schema";
import { createWebhookWorker } from "./webhookWorker";
import { createWorkerMetrics } from "./workerMetrics";
import { readWorkerSettings, type WorkerSettings } from "./workerSettings";

/**
 * Works until SIGTERM or SIGINT, then exits with 0; with 1 when it could not start.
 * @param makeProcessor reads what the processor needs of the environment
 */
export function workWith({
  name,
  makeProcessor,
}: {
  name: string;
  makeProcessor: () => MakeProcessor;
}): Promise<never> {
  const serviceName = process.env.POWERTOOLS_SERVICE_NAME ?? name;
  return runWorkerProcess(serviceName, async (log, stopping) => {
    const settings = readWorkerSettings(process.env);
    const processor = makeProcessor();
    const clock = systemClock;
    const health = keepWorkerHealth(name, { clock, log });
    const metrics = createWorkerMetrics(clock, Math.random, {
      serviceName,
      namespace: process.env.POWERTOOLS_METRICS_NAMESPACE ?? "Sluice",
    });
    const pool = await startUp({ clock, random: Math.random, log, signal: stopping }, () =>
      openPool(settings, serviceName, log),
    );
    const protection = createTaskProtection({
      agentUri: settings.ECS_AGENT_URI,
      callMs: settings.CALL_TIMEOUT_SECONDS * 1000,
      stopTimeoutMs: settings.STOP_TIMEOUT_SECONDS * 1000,
      fetch,
      clock,
      log,
    });
    const { worker, isServiceDown } = createWebhookWorker({
      settings,
      sqs: new SQSClient({}),
      pool,
      makeProcessor: processor,
      clock,
      random: Math.random,
      log: codeLog(log),
      metrics,
      onInHand: (count) => protection.inHand(count),
      intake: protection.intake,
      onReceived: health.heard,
    });
    health.waitsWhile(() => isServiceDown() || worker.inHand >= settings.MESSAGES_AT_ONCE);

    log.info("working", { messagesAtOnce: settings.MESSAGES_AT_ONCE });
    await workUntil(stopping, worker, {
      clock,
      log,
      stopTimeoutSeconds: settings.STOP_TIMEOUT_SECONDS,
      leftBehind: "messages are still in hand: SQS shows them again in time",
    });
    health.stop();
    metrics.stop();
    await pool.end();
    log.info("stopped");
  });
}

/** Brings the database up to date, as its owner, and connects as the role that may do no more than the work takes. */
async function openPool(settings: WorkerSettings, applicationName: string, log: Logger): Promise<Pool> {
  const secrets = new SecretsManagerClient({});
  const owner = await connectionOf(secrets, {
    host: settings.DATABASE_HOST,
    port: settings.DATABASE_PORT,
    name: settings.DATABASE_NAME,
    secretArn: settings.DATABASE_SECRET_ARN,
    applicationName,
  });
  const prefix = settings.DATABASE_MIGRATIONS_PREFIX;
  await migrateWorker(owner, { schema: SCHEMA, programFolder: __dirname, prefix }, log);
  const role = { name: APP_ROLE, secretArn: settings.DATABASE_APP_SECRET_ARN };
  return createPool(await asAppRole(owner, role, secrets), settings.DATABASE_POOL_SIZE, log);
}
