import { randomUUID } from "node:crypto";
import path from "node:path";
import type { Logger } from "@aws-lambda-powertools/logger";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { readHandledUntil } from "../../../functions/debounce/handlerProgress";
import { createProcessorWorker, PROCESSOR_COUNTS } from "../../../functions/debounce/processorWorker";
import { type ProcessorSettings, readProcessorSettings } from "../../../functions/debounce/settings";
import { createTrackingTable } from "../../../functions/debounce/trackingTable";
import { systemClock } from "../../../functions/shared/clock";
import { asAppRole } from "../../../functions/shared/postgres/appRole";
import { connectionOf, createPool, migrate } from "../../../functions/shared/postgres/database";
import { createBusyShare } from "../../../functions/shared/queueWorker/busyShare";
import { createRegularMetrics } from "../../../functions/shared/queueWorker/regularMetrics";
import { startUp } from "../../../functions/shared/queueWorker/startUp";
import { createTaskProtection } from "../../../functions/shared/queueWorker/taskProtection";
import { keepWorkerHealth, runWorkerProcess, workUntil } from "../../../functions/shared/queueWorker/workerProcess";

const NAME = "debounce-processor";
const SERVICE_NAME = process.env.POWERTOOLS_SERVICE_NAME ?? NAME;
/** The role that the migrations make for processors. */
const APP_ROLE = "debounce_processor";

/** Works until SIGTERM or SIGINT, then exits with 0; with 1 when it could not start. */
export function work(): Promise<never> {
  return runWorkerProcess(SERVICE_NAME, run);
}

async function run(log: Logger, stopping: AbortSignal): Promise<void> {
  const settings = readProcessorSettings(process.env);
  const clock = systemClock;
  const health = keepWorkerHealth(NAME, { clock, log });
  const pool = await startUp({ clock, random: Math.random, log, signal: stopping }, () => openPool(settings, log));

  const busy = createBusyShare(clock, settings.ENTITIES_AT_ONCE);
  const metrics = createRegularMetrics({
    clock,
    serviceName: SERVICE_NAME,
    namespace: process.env.POWERTOOLS_METRICS_NAMESPACE ?? "Sluice",
    counts: PROCESSOR_COUNTS,
    gauges: {
      OldestDueSeconds: { unit: "Seconds", value: () => processor.oldestDueSeconds() },
      Busy: { unit: "Percent", value: () => busy.take() },
    },
  });
  const protection = createTaskProtection({
    agentUri: settings.ECS_AGENT_URI,
    callMs: settings.EXTERNAL_API_TIMEOUT_SECONDS * 1000,
    stopTimeoutMs: settings.STOP_TIMEOUT_SECONDS * 1000,
    fetch,
    clock,
    log,
  });
  const name = randomUUID();
  const place = { dynamo: new DynamoDBClient({}), table: settings.TRACKING_TABLE, clock };
  let claims = 0;
  const { processor } = createProcessorWorker({
    settings,
    table: createTrackingTable({ ...place, random: Math.random }),
    handledUntil: (signal) => readHandledUntil(place, signal),
    pool,
    fetch,
    newOwner: () => `${name}-${++claims}`,
    clock,
    random: Math.random,
    log,
    count: (name, by) => metrics.count(name, by),
    onInHand(count) {
      busy.inHand(count);
      protection.inHand(count);
    },
    intake: protection.intake,
    onLooked: health.heard,
  });
  health.waitsWhile(() => processor.inHand >= settings.ENTITIES_AT_ONCE);

  log.info("working", { entitiesAtOnce: settings.ENTITIES_AT_ONCE });
  await workUntil(stopping, processor, {
    clock,
    log,
    stopTimeoutSeconds: settings.STOP_TIMEOUT_SECONDS,
    leftBehind: "entities are still in hand: others take them when their leases end",
  });
  health.stop();
  metrics.stop();
  await pool.end();
  log.info("stopped");
}

async function openPool(settings: ProcessorSettings, log: Logger) {
  const secrets = new SecretsManagerClient({});
  const owner = await connectionOf(secrets, {
    host: settings.DATABASE_HOST,
    port: settings.DATABASE_PORT,
    name: settings.DATABASE_NAME,
    secretArn: settings.DATABASE_SECRET_ARN,
    applicationName: SERVICE_NAME,
  });
  await migrate(owner, path.join(__dirname, "migrations"), log);
  const role = { name: APP_ROLE, secretArn: settings.DATABASE_APP_SECRET_ARN };
  return createPool(await asAppRole(owner, role, secrets), settings.DATABASE_POOL_SIZE, log);
}
