import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Pool } from "pg";
import type { Random } from "../shared/backoff";
import type { Clock } from "../shared/clock";
import type { CodeLog } from "../shared/ownCode/codeLog";
import { createBreaker, type Intake } from "../shared/queueWorker/breaker";
import type { RetryOptions } from "../shared/queueWorker/retry";
import { createWorker, type Worker } from "../shared/queueWorker/worker";
import { DEFAULT_LIMITS } from "../shared/queueWorker/workerLimits";
import { createQuarantine } from "../shared/webhooks/quarantine";
import { readSigningSources } from "../shared/webhooks/signingSources";
import { createDeliveryHandler } from "./deliveryHandler";
import { createDeliveryStore } from "./deliveryStore";
import type { MakeProcessor } from "./processor";
import type { WorkerMetrics } from "./workerMetrics";
import type { WorkerSettings } from "./workerSettings";

export interface WebhookWorkerDependencies {
  settings: WorkerSettings;
  sqs: SQSClient;
  pool: Pick<Pool, "query" | "connect">;
  makeProcessor: MakeProcessor;
  clock: Clock;
  random: Random;
  log: CodeLog;
  metrics: Pick<WorkerMetrics, "count" | "apiLatency" | "inHand">;
  onInHand?(count: number): void;
  /** Limits how much is taken, besides the breakers of what is called. */
  intake?: Intake;
  onReceived?(): void;
}

export interface WebhookWorker {
  worker: Worker;
  /** Postgres, or what the processor calls, is down, and the worker takes next to nothing. */
  isServiceDown(): boolean;
}

const ATTEMPTS = 4;
const RETRY_BACKOFF = { firstMs: 500, maxMs: 8000 };
/** The part of the stop timeout that is kept for handing back what could not be finished. */
const HAND_BACK_MS = 3000;

/** Puts a webhook worker together: queue, signatures, processor, Postgres. */
export function createWebhookWorker(deps: WebhookWorkerDependencies): WebhookWorker {
  const { settings, sqs, pool, clock, random, log, metrics } = deps;
  const breakerOf = (service: string) =>
    createBreaker(clock, {
      onChange: (isDown) =>
        isDown ? log.warn(`${service} is down: messages wait for it`) : log.info(`${service} is up again`),
    });
  const timeoutMs = settings.MESSAGE_TIMEOUT_SECONDS * 1000;
  const retrying = (breaker: RetryOptions["breaker"]): RetryOptions => ({
    clock,
    random,
    breaker,
    attempts: ATTEMPTS,
    timeLimitMs: timeoutMs,
    backoff: RETRY_BACKOFF,
  });

  const database = breakerOf("Postgres");
  const databaseRetry = retrying(database);
  const store = createDeliveryStore({ pool, retry: databaseRetry });
  const processor = deps.makeProcessor({
    ...{ pool, store, clock, log, metrics, breakerOf, retrying, databaseRetry, timeoutMs },
    poolSize: settings.DATABASE_POOL_SIZE,
  });
  const breakers = [...processor.breakers, database];

  const handle = createDeliveryHandler({
    sources: readSigningSources(settings.WEBHOOK_SECRETS),
    quarantine: createQuarantine(sqs, settings.QUARANTINE_QUEUE_URL),
    processor,
    store,
    onOutcome(outcome, delivery) {
      metrics.count(outcome);
      if (outcome === "SignatureRejected") log.warn("put into quarantine: not signed as its source signs", delivery);
    },
  });
  const worker = createWorker({
    sqs,
    queueUrl: settings.QUEUE_URL,
    handle,
    clock,
    random,
    log,
    limits: {
      ...DEFAULT_LIMITS,
      concurrency: settings.MESSAGES_AT_ONCE,
      // The names of FIFO queues end so (Amazon SQS Developer Guide, "Amazon SQS FIFO queues").
      batchSize: settings.QUEUE_URL.endsWith(".fifo") ? 1 : DEFAULT_LIMITS.batchSize,
      visibilityTimeoutSeconds: settings.VISIBILITY_TIMEOUT_SECONDS,
      drainMs: Math.max(0, settings.STOP_TIMEOUT_SECONDS * 1000 - HAND_BACK_MS),
    },
    intakes: [...(deps.intake ? [deps.intake] : []), ...breakers.map(({ intake }) => intake)],
    observer: {
      inHand(count) {
        metrics.inHand(count);
        deps.onInHand?.(count);
      },
      settled(outcome) {
        if (outcome === "failed") metrics.count("Failed");
        if (outcome === "handedBack") metrics.count("HandedBack");
      },
      ...(deps.onReceived && { received: deps.onReceived }),
    },
  });
  return { worker, isServiceDown: () => breakers.some(({ open }) => open) };
}
