import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Random } from "../shared/backoff";
import type { Clock } from "../shared/clock";
import { createBreaker } from "../shared/queueWorker/breaker";
import { createWorker, type Worker, type WorkerLog } from "../shared/queueWorker/worker";
import { DEFAULT_LIMITS } from "../shared/queueWorker/workerLimits";
import { createQuarantine } from "../shared/webhooks/quarantine";
import { readSigningSources } from "../shared/webhooks/signingSources";
import { type ChangeOutcome, createChangeHandler } from "./changeHandler";
import { createChangeLog } from "./changeLog";
import { entityAt, entityBy } from "./entityId";
import { createHandlerProgress } from "./handlerProgress";
import { parseJsonPointer } from "./jsonPointer";
import type { HandlerCode } from "./ownCode";
import type { HandlerSettings } from "./settings";
import type { TrackingTable } from "./trackingTable";

export const HANDLER_COUNTS = [
  "ChangesSeen",
  "Duplicates",
  "SignatureRejected",
  "EntityMissing",
  "HandlerFailed",
  "HandlerHandedBack",
] as const;

export interface HandlerWorkerDependencies {
  settings: HandlerSettings;
  code?: HandlerCode;
  sqs: SQSClient;
  table: Pick<TrackingTable, "step">;
  /** Tells others up to when this handler has seen what was sent. */
  report(until: number | undefined): Promise<void>;
  clock: Clock;
  random: Random;
  log: WorkerLog;
  count(name: (typeof HANDLER_COUNTS)[number]): void;
  onReceived?(): void;
}

export interface HandlerWorker {
  worker: Worker;
  /** DynamoDB is down, and the worker takes next to nothing. */
  isServiceDown(): boolean;
}

const ATTEMPTS = 4;
const RETRY_BACKOFF = { firstMs: 200, maxMs: 5000 };
/** The time limit of the tries for one change. */
const TIME_LIMIT_MS = 30_000;
/** The part of the stop timeout that is kept for handing back what could not be finished. */
const HAND_BACK_MS = 3000;

/** Puts a handler together: queue, signatures, tracking table. */
export function createHandlerWorker(deps: HandlerWorkerDependencies): HandlerWorker {
  const { settings, sqs, clock, random, log, count, code: { entityOf } = {} } = deps;
  const breaker = createBreaker(clock, {
    onChange: (isDown) =>
      isDown ? log.warn("DynamoDB is down: messages wait for it") : log.info("DynamoDB is up again"),
  });
  const progress = createHandlerProgress({ clock, log, report: (until) => deps.report(until) });
  const handle = createChangeHandler({
    sources: readSigningSources(settings.WEBHOOK_SECRETS),
    findEntity: entityOf ? entityBy(entityOf) : entityAt(parseJsonPointer(settings.ENTITY_ID_POINTER)),
    quarantine: createQuarantine(sqs, settings.QUARANTINE_QUEUE_URL),
    changes: createChangeLog({
      table: deps.table,
      times: { quietMs: settings.QUIET_SECONDS * 1000, maxWaitMs: settings.MAX_WAIT_SECONDS * 1000 },
      retry: { clock, random, breaker, attempts: ATTEMPTS, timeLimitMs: TIME_LIMIT_MS, backoff: RETRY_BACKOFF },
    }),
    onOutcome(outcome: ChangeOutcome, delivery) {
      count(outcome);
      if (delivery.reason !== undefined) log.warn("put into quarantine", delivery);
    },
  });
  const worker = createWorker({
    sqs,
    queueUrl: settings.QUEUE_URL,
    async handle(message, context) {
      if (context.receiveCount > 1) return handle(message, context);
      const end = progress.begin(Number(message.Attributes?.SentTimestamp));
      return handle(message, context).finally(end);
    },
    clock,
    random,
    log,
    limits: {
      ...DEFAULT_LIMITS,
      concurrency: settings.MESSAGES_AT_ONCE,
      visibilityTimeoutSeconds: settings.VISIBILITY_TIMEOUT_SECONDS,
      drainMs: Math.max(0, settings.STOP_TIMEOUT_SECONDS * 1000 - HAND_BACK_MS),
    },
    intakes: [breaker.intake],
    observer: {
      settled(outcome) {
        if (outcome === "failed") count("HandlerFailed");
        if (outcome === "handedBack") count("HandlerHandedBack");
      },
      ...(deps.onReceived && { received: deps.onReceived }),
    },
  });
  return { worker, isServiceDown: () => breaker.open };
}
