import path from "node:path";
import type { Logger } from "@aws-lambda-powertools/logger";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import { systemClock } from "../../../functions/shared/clock";
import { asAppRole } from "../../../functions/shared/postgres/appRole";
import { connectionOf, createPool, migrate } from "../../../functions/shared/postgres/database";
import { keepHeartbeatFile } from "../../../functions/shared/queueWorker/heartbeatFile";
import { startUp } from "../../../functions/shared/queueWorker/startUp";
import { createTaskProtection } from "../../../functions/shared/queueWorker/taskProtection";
import { runWorkerProcess } from "../../../functions/shared/queueWorker/workerProcess";
import { createWebhookWorker } from "../../../functions/webhooks/webhookWorker";
import { createWorkerMetrics } from "../../../functions/webhooks/workerMetrics";
import { readWorkerSettings } from "../../../functions/webhooks/workerSettings";
import { HEARTBEAT_FILE } from "./heartbeat";

const SERVICE_NAME = process.env.POWERTOOLS_SERVICE_NAME ?? "webhook-worker";
/** A worker that has heard nothing of SQS for this long is not well, unless it waits on purpose. */
const SILENCE_MS = 120_000;
/** The role that the migrations make for workers. */
const APP_ROLE = "webhook_worker";
/** Exit comes in any case so long before ECS would kill the process. */
const EXIT_MARGIN_MS = 1000;

/** Works until SIGTERM or SIGINT, then exits with 0; with 1 when it could not start. */
export function work(): Promise<never> {
  return runWorkerProcess(SERVICE_NAME, run);
}

async function run(log: Logger, stopping: AbortSignal): Promise<void> {
  const settings = readWorkerSettings(process.env);
  const clock = systemClock;
  let wellUntil = clock.now() + SILENCE_MS;
  let isWaiting: () => boolean = () => true;
  const stopHeartbeat = keepHeartbeatFile({
    clock,
    log,
    file: HEARTBEAT_FILE,
    isWell: () => isWaiting() || clock.now() < wellUntil,
  });
  const metrics = createWorkerMetrics(clock, Math.random, {
    serviceName: SERVICE_NAME,
    namespace: process.env.POWERTOOLS_METRICS_NAMESPACE ?? "Sluice",
  });

  const database = {
    host: settings.DATABASE_HOST,
    port: settings.DATABASE_PORT,
    name: settings.DATABASE_NAME,
    secretArn: settings.DATABASE_SECRET_ARN,
    applicationName: SERVICE_NAME,
  };
  const pool = await startUp({ clock, random: Math.random, log, signal: stopping }, async () => {
    const secrets = new SecretsManagerClient({});
    const owner = await connectionOf(secrets, database);
    await migrate(owner, path.join(__dirname, "migrations"), log);
    const role = { name: APP_ROLE, secretArn: settings.DATABASE_APP_SECRET_ARN };
    return createPool(await asAppRole(owner, role, secrets), settings.DATABASE_POOL_SIZE, log);
  });

  const protection = createTaskProtection({
    agentUri: settings.ECS_AGENT_URI,
    callMs: settings.EXTERNAL_API_TIMEOUT_SECONDS * 1000,
    stopTimeoutMs: settings.STOP_TIMEOUT_SECONDS * 1000,
    fetch,
    clock,
    log,
  });
  const { worker, isServiceDown } = createWebhookWorker({
    settings,
    sqs: new SQSClient({}),
    pool,
    fetch,
    clock,
    random: Math.random,
    log,
    metrics,
    onInHand: (count) => protection.inHand(count),
    intake: protection.intake,
    onReceived: () => {
      wellUntil = clock.now() + SILENCE_MS;
    },
  });
  isWaiting = () => isServiceDown() || worker.inHand >= settings.MESSAGES_AT_ONCE;
  const stop = () => {
    worker.stop();
    const lastMs = settings.STOP_TIMEOUT_SECONDS * 1000 - EXIT_MARGIN_MS;
    clock.after(lastMs, () => {
      log.error("messages are still in hand: SQS shows them again in time", { inHand: worker.inHand });
      process.exit(1);
    });
  };
  if (stopping.aborted) return;
  stopping.addEventListener("abort", stop, { once: true });

  log.info("working", { messagesAtOnce: settings.MESSAGES_AT_ONCE });
  await worker.run();
  stopHeartbeat();
  metrics.stop();
  await pool.end();
  log.info("stopped");
}
