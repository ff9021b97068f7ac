import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Message, SQSClient } from "@aws-sdk/client-sqs";
import type { Random } from "../shared/backoff";
import type { Clock } from "../shared/clock";
import { type CodeLog, withFacts } from "../shared/ownCode/codeLog";
import { codeTime } from "../shared/ownCode/codeTime";
import { createBreaker } from "../shared/queueWorker/breaker";
import type { MessageContext } from "../shared/queueWorker/message";
import { createWorker, type Worker } from "../shared/queueWorker/worker";
import { DEFAULT_LIMITS } from "../shared/queueWorker/workerLimits";
import { createIdleShutdown } from "./idleShutdown";
import { createItemStore, itemId, type Storer } from "./itemStore";
import { type BurstCode, type BurstProcess, burstMessage } from "./ownCode";
import { createWorkerRoster, type WorkerRoster } from "./workerRoster";
import type { WorkerSettings } from "./workerSettings";

export interface BurstWorkerDependencies {
  settings: WorkerSettings;
  code?: BurstCode;
  sqs: SQSClient;
  dynamo: DynamoDBClient;
  storer: Storer;
  clock: Clock;
  random: Random;
  log: CodeLog;
  /** @default in DynamoDB */
  roster?: WorkerRoster;
  /** SQS answered. */
  onReceived?(): void;
}

/** The counts of what a worker has done so far. */
export interface Tally {
  stored: number;
  /** Messages that were stored before. */
  duplicates: number;
  failed: number;
  handedBack: number;
}

/** Calls of DynamoDB for one message, and milliseconds that they may take, before the message counts as failed. */
const ATTEMPTS = 5;
const TIME_LIMIT_MS = 20_000;
const RETRY_BACKOFF = { firstMs: 200, maxMs: 5_000 };
/** The part of the stop timeout that is kept for handing back what could not be finished. */
const HAND_BACK_MS = 3_000;

/** Puts a burst worker together: it drains its queue into a table, and ends when the queue has stayed empty. */
export function createBurstWorker(deps: BurstWorkerDependencies): { worker: Worker; tally: Readonly<Tally> } {
  const { settings, sqs, dynamo, storer, clock, random, log } = deps;
  const tally: Tally = { stored: 0, duplicates: 0, failed: 0, handedBack: 0 };
  const breaker = createBreaker(clock, {
    onChange: (isDown) =>
      isDown ? log.warn("DynamoDB is down: messages wait for it") : log.info("DynamoDB is up again"),
  });
  const store = createItemStore({
    dynamo,
    table: settings.ITEM_TABLE,
    storer,
    retry: { clock, random, breaker, attempts: ATTEMPTS, timeLimitMs: TIME_LIMIT_MS, backoff: RETRY_BACKOFF },
  });
  const { process } = deps.code ?? {};
  /** Calls the code before the item is stored, so that an item says that its message is done. */
  const processed = async (message: Message, context: MessageContext): Promise<boolean> => {
    if (await store.has(message, context)) return false;
    const id = itemId(message);
    const time = codeTime(clock, settings.MESSAGE_TIMEOUT_SECONDS * 1000, context.signal, "messageTimeoutSeconds");
    try {
      const { signal, leftMs: timeLeftMs } = time;
      const logger = withFacts(log, { messageId: id });
      const facts = { logger, signal, timeLeftMs, receiveCount: context.receiveCount };
      await time.bound((process as BurstProcess)(burstMessage(id, message), facts));
    } finally {
      time.end();
    }
    return store.put(message, context);
  };
  const worker: Worker = createWorker({
    sqs,
    queueUrl: settings.QUEUE_URL,
    async handle(message, context) {
      const isNew = await (process ? processed(message, context) : store.put(message, context));
      tally[isNew ? "stored" : "duplicates"] += 1;
    },
    clock,
    random,
    log,
    limits: {
      ...DEFAULT_LIMITS,
      concurrency: settings.MESSAGES_AT_ONCE,
      visibilityTimeoutSeconds: settings.VISIBILITY_TIMEOUT_SECONDS,
      waitSeconds: settings.POLL_SECONDS,
      drainMs: Math.max(0, settings.STOP_TIMEOUT_SECONDS * 1000 - HAND_BACK_MS),
    },
    intakes: [breaker.intake],
    observer: {
      settled(outcome) {
        if (outcome !== "processed") tally[outcome] += 1;
      },
      received(receive) {
        deps.onReceived?.();
        idleShutdown.received(receive);
      },
    },
  });
  const idleShutdown = createIdleShutdown({
    clock,
    log,
    roster: deps.roster ?? createWorkerRoster(dynamo, settings.WORKER_TABLE, storer.taskArn, clock),
    emptyPolls: settings.EMPTY_POLLS,
    inHand: () => worker.inHand,
    leave() {
      log.info("the queue has stayed empty", { ...tally });
      worker.stop();
    },
  });
  return { worker, tally };
}
