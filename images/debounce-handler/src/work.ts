import { randomUUID } from "node:crypto";
import type { Logger } from "@aws-lambda-powertools/logger";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { createProgressReport } from "../../../functions/debounce/handlerProgress";
import { createHandlerWorker, HANDLER_COUNTS } from "../../../functions/debounce/handlerWorker";
import { readHandlerSettings } from "../../../functions/debounce/settings";
import { createTrackingTable } from "../../../functions/debounce/trackingTable";
import { systemClock } from "../../../functions/shared/clock";
import { createRegularMetrics } from "../../../functions/shared/queueWorker/regularMetrics";
import { keepWorkerHealth, runWorkerProcess, workUntil } from "../../../functions/shared/queueWorker/workerProcess";

const NAME = "debounce-handler";
const SERVICE_NAME = process.env.POWERTOOLS_SERVICE_NAME ?? NAME;

/** Works until SIGTERM or SIGINT, then exits with 0; with 1 when it could not start. */
export function work(): Promise<never> {
  return runWorkerProcess(SERVICE_NAME, run);
}

async function run(log: Logger, stopping: AbortSignal): Promise<void> {
  const settings = readHandlerSettings(process.env);
  const clock = systemClock;
  const metrics = createRegularMetrics({
    clock,
    serviceName: SERVICE_NAME,
    namespace: process.env.POWERTOOLS_METRICS_NAMESPACE ?? "Sluice",
    counts: HANDLER_COUNTS,
    gauges: {},
  });
  const place = { dynamo: new DynamoDBClient({}), table: settings.TRACKING_TABLE, clock };
  const health = keepWorkerHealth(NAME, { clock, log });
  const { worker, isServiceDown } = createHandlerWorker({
    settings,
    sqs: new SQSClient({}),
    table: createTrackingTable({ ...place, random: Math.random }),
    report: createProgressReport(place, randomUUID()),
    clock,
    random: Math.random,
    log,
    count: (name) => metrics.count(name),
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
