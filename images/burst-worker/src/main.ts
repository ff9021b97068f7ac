import { hostname } from "node:os";
import { Logger } from "@aws-lambda-powertools/logger";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { createBurstWorker } from "../../../functions/bursts/burstWorker";
import { readWorkerSettings } from "../../../functions/bursts/workerSettings";
import { systemClock } from "../../../functions/shared/clock";

/** A worker that has heard nothing of SQS for this long ends: a task that only stands around would count as one that works. */
const SILENCE_MS = 300_000;
/** Exit comes in any case so long before ECS would kill the process. */
const EXIT_MARGIN_MS = 1000;

/** Works until the queue has stayed empty, or until SIGTERM; exits with 1 when it could not start, or was cut off from SQS. */
async function main(): Promise<void> {
  const log = new Logger({ serviceName: process.env.POWERTOOLS_SERVICE_NAME ?? "burst-worker" });
  try {
    await work(log);
    process.exit(0);
  } catch (error) {
    log.error("the worker ends", { error });
    process.exit(1);
  }
}

async function work(log: Logger): Promise<void> {
  const settings = readWorkerSettings(process.env);
  const clock = systemClock;
  const stopping = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stopping.abort());
  const taskArn = await taskArnOf(settings.ECS_CONTAINER_METADATA_URI_V4);

  let heardAt = clock.now();
  const { worker, tally } = createBurstWorker({
    settings,
    sqs: new SQSClient({}),
    dynamo: new DynamoDBClient({}),
    storer: { hostName: hostname(), taskArn },
    clock,
    random: Math.random,
    log,
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
  const stop = () => {
    worker.stop();
    clock.after(settings.STOP_TIMEOUT_SECONDS * 1000 - EXIT_MARGIN_MS, () => {
      log.error("messages are still in hand: SQS shows them again in time", { inHand: worker.inHand });
      process.exit(1);
    });
  };
  if (stopping.signal.aborted) return;
  stopping.signal.addEventListener("abort", stop, { once: true });

  log.info("working", { messagesAtOnce: settings.MESSAGES_AT_ONCE });
  await worker.run();
  log.info("done", { ...tally });
}

/** Source: Amazon ECS Developer Guide, "Task metadata endpoint version 4 for tasks on Fargate". */
async function taskArnOf(metadataUri: string): Promise<string> {
  const response = await fetch(`${metadataUri}/task`);
  const { TaskARN } = (await response.json()) as { TaskARN?: string };
  if (TaskARN === undefined) throw new Error(`${metadataUri}/task answered ${response.status}, and no TaskARN`);
  return TaskARN;
}

void main();
