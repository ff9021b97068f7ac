import { hostname } from "node:os";
import type { Logger } from "@aws-lambda-powertools/logger";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { systemClock } from "../shared/clock";
import { codeLog } from "../shared/ownCode/codeLog";
import { runWorkerProcess, workUntil } from "../shared/queueWorker/workerProcess";
import { createBurstWorker } from "./burstWorker";
import type { BurstCode } from "./ownCode";
import { readWorkerSettings } from "./workerSettings";

/** A worker that has heard nothing of SQS for this long ends: a task that only stands around would count as one that works. */
const SILENCE_MS = 300_000;

/**
 * The program of a burst worker: works until the queue has stayed empty, or until SIGTERM.
 * @param load the caller's part
 */
export function runBurstWorker(load: () => BurstCode = () => ({})): void {
  void runWorkerProcess("burst-worker", (log, stopping) => work(load(), log, stopping));
}

/** @throws Error when it could not start */
async function work(code: BurstCode, log: Logger, stopping: AbortSignal): Promise<void> {
  const settings = readWorkerSettings(process.env);
  const clock = systemClock;
  const taskArn = await taskArnOf(settings.ECS_CONTAINER_METADATA_URI_V4);

  let heardAt = clock.now();
  const { worker, tally } = createBurstWorker({
    settings,
    code,
    sqs: new SQSClient({}),
    dynamo: new DynamoDBClient({}),
    storer: { hostName: hostname(), taskArn },
    clock,
    random: Math.random,
    log: codeLog(log),
    onReceived: () => {
      heardAt = clock.now();
    },
  });
  const watch = () =>
    clock.after(SILENCE_MS / 10, () => {
      if (worker.inHand === 0 && clock.now() - heardAt > SILENCE_MS) {
        log.error("SQS has not answered for long");
        process.exit(1);
      }
      watch();
    });
  watch();

  log.info("working", { messagesAtOnce: settings.MESSAGES_AT_ONCE });
  await workUntil(stopping, worker, {
    clock,
    log,
    stopTimeoutSeconds: settings.STOP_TIMEOUT_SECONDS,
    leftBehind: "messages are still in hand: SQS shows them again in time",
  });
  log.info("done", { ...tally });
}

/** Source: Amazon ECS Developer Guide, "Task metadata endpoint version 4 for tasks on Fargate". */
async function taskArnOf(metadataUri: string): Promise<string> {
  const response = await fetch(`${metadataUri}/task`);
  const { TaskARN } = (await response.json()) as { TaskARN?: string };
  if (TaskARN === undefined) throw new Error(`${metadataUri}/task answered ${response.status}, and no TaskARN`);
  return TaskARN;
}
