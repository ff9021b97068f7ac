import { randomUUID } from "node:crypto";
import type { Logger } from "@aws-lambda-powertools/logger";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { createProgressReport } from "../../../functions/debounce/handlerProgress";
import { createHandlerWorker, HANDLER_COUNTS } from "../../../functions/debounce/handlerWorker";
import { readHandlerSettings } from "../../../functions/debounce/settings";
import { createTrackingTable } from "../../../functions/debounce/trackingTable";
import { systemClock } from "../../../functions/shared/clock";
import { keepHeartbeatFile } from "../../../functions/shared/queueWorker/heartbeatFile";
import { createRegularMetrics } from "../../../functions/shared/queueWorker/regularMetrics";
import { runWorkerProcess } from "../../../functions/shared/queueWorker/workerProcess";
import { HEARTBEAT_FILE } from "./heartbeat";

const SERVICE_NAME = process.env.POWERTOOLS_SERVICE_NAME ?? "debounce-handler";
/** A handler that has heard nothing of SQS for this long is not well, unless it waits on purpose. */
const SILENCE_MS = 120_000;
/** Exit comes in any case so long before ECS would kill the process. */
const EXIT_MARGIN_MS = 1000;

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
  let wellUntil = clock.now() + SILENCE_MS;
  const { worker, isServiceDown } = createHandlerWorker({
    settings,
    sqs: new SQSClient({}),
    table: createTrackingTable({ ...place, random: Math.random }),
    report: createProgressReport(place, randomUUID()),
    clock,
    random: Math.random,
    log,
    count: (name) => metrics.count(name),
    onReceived: () => {
      wellUntil = clock.now() + SILENCE_MS;
    },
  });
  const stopHeartbeat = keepHeartbeatFile({
    clock,
    log,
    file: HEARTBEAT_FILE,
    isWell: () => isServiceDown() || worker.inHand >= settings.MESSAGES_AT_ONCE || clock.now() < wellUntil,
  });
  const stop = () => {
    worker.stop();
    clock.after(settings.STOP_TIMEOUT_SECONDS * 1000 - EXIT_MARGIN_MS, () => {
      log.error("messages are still in hand: SQS shows them again in time", { inHand: worker.inHand });
      process.exit(1);
    });
  };
  stopping.addEventListener("abort", stop, { once: true });

  log.info("working", { messagesAtOnce: settings.MESSAGES_AT_ONCE });
  await worker.run();
  stopHeartbeat();
  metrics.stop();
  log.info("stopped");
}
