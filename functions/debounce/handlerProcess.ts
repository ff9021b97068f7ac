import { randomUUID } from "node:crypto";
import type { Logger } from "@aws-lambda-powertools/logger";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { systemClock } from "../shared/clock";
import { createRegularMetrics } from "../shared/queueWorker/regularMetrics";
import { keepWorkerHealth, runWorkerProcess, workUntil } from "../shared/queueWorker/workerProcess";
import { createProgressReport } from "./handlerProgress";
import { createHandlerWorker, HANDLER_COUNTS } from "./handlerWorker";
import type { HandlerCode } from "./ownCode";
import { readHandlerSettings } from "./settings";
import { createTrackingTable } from "./trackingTable";

/** Works until SIGTERM or SIGINT, then exits with 0; with 1 when it could not start. */
export function work(name: string, load: () => HandlerCode): Promise<never> {
  return runWorkerProcess(name, (log, stopping, serviceName) => {
    return run({ name, serviceName, code: load() }, log, stopping);
  });
}

interface Program {
  name: string;
  /** Its logs, its metrics and its connections to Postgres have it. */
  serviceName: string;
  code: HandlerCode;
}

async function run({ name, serviceName, code }: Program, log: Logger, stopping: AbortSignal): Promise<void> {
  const settings = readHandlerSettings(process.env);
  const clock = systemClock;
  const metrics = createRegularMetrics({
    clock,
    serviceName,
    namespace: process.env.POWERTOOLS_METRICS_NAMESPACE ?? "Sluice",
    counts: HANDLER_COUNTS,
    gauges: {},
  });
  const place = { dynamo: new DynamoDBClient({}), table: settings.TRACKING_TABLE, clock };
  const health = keepWorkerHealth(name, { clock, log });
  const { worker, isServiceDown } = createHandlerWorker({
    settings,
    code,
    sqs: new SQSClient({}),
    table: createTrackingTable({ ...place, random: Math.random }),
    report: createProgressReport(place, randomUUID()),
    clock,
    random: Math.random,
    log,
    count: (outcome) => metrics.count(outcome),
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
  log.info("stopped");
}
