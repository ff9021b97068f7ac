import { randomUUID } from "node:crypto";
import type { Logger } from "@aws-lambda-powertools/logger";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { systemClock } from "../shared/clock";
import { codeLog } from "../shared/ownCode/codeLog";
import { openWorkerPool } from "../shared/postgres/workerDatabase";
import { createBusyShare } from "../shared/queueWorker/busyShare";
import { createRegularMetrics } from "../shared/queueWorker/regularMetrics";
import { startUp } from "../shared/queueWorker/startUp";
import { createTaskProtection } from "../shared/queueWorker/taskProtection";
import { keepWorkerHealth, runWorkerProcess, workUntil } from "../shared/queueWorker/workerProcess";
import { readHandledUntil } from "./handlerProgress";
import type { ProcessorCode } from "./ownCode";
import { createProcessorWorker, PROCESSOR_COUNTS } from "./processorWorker";
import { APP_ROLE, SCHEMA } from "./schema";
import { readProcessorSettings } from "./settings";
import { createTrackingTable } from "./trackingTable";

/** Works until SIGTERM or SIGINT, then exits with 0; with 1 when it could not start. */
export function work(name: string, load: () => ProcessorCode): Promise<never> {
  return runWorkerProcess(name, (log, stopping, serviceName) => {
    return run({ name, serviceName, code: load() }, log, stopping);
  });
}

interface Program {
  name: string;
  /** Its logs, its metrics and its connections to Postgres have it. */
  serviceName: string;
  code: ProcessorCode;
}

async function run({ name, serviceName, code }: Program, log: Logger, stopping: AbortSignal): Promise<void> {
  const settings = readProcessorSettings(process.env);
  const clock = systemClock;
  const health = keepWorkerHealth(name, { clock, log });
  const database = { schema: SCHEMA, programFolder: __dirname, role: APP_ROLE, applicationName: serviceName };
  const pool = await startUp({ clock, random: Math.random, log, signal: stopping }, () =>
    openWorkerPool(settings, database, log),
  );

  const busy = createBusyShare(clock, settings.ENTITIES_AT_ONCE);
  const metrics = createRegularMetrics({
    clock,
    serviceName,
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
  const owner = randomUUID();
  const place = { dynamo: new DynamoDBClient({}), table: settings.TRACKING_TABLE, clock };
  let claims = 0;
  const { processor } = createProcessorWorker({
    settings,
    code,
    table: createTrackingTable({ ...place, random: Math.random }),
    handledUntil: (signal) => readHandledUntil(place, signal),
    pool,
    fetch,
    newOwner: () => `${owner}-${++claims}`,
    clock,
    random: Math.random,
    log: codeLog(log),
    count: (outcome, by) => metrics.count(outcome, by),
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
