import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Pool } from "pg";
import type { Random } from "../shared/backoff";
import type { Clock } from "../shared/clock";
import { createBreaker, type Intake } from "../shared/queueWorker/breaker";
import { createRateLimit } from "../shared/queueWorker/rateLimit";
import type { RetryOptions } from "../shared/queueWorker/retry";
import { createWorker, type Worker, type WorkerLog } from "../shared/queueWorker/worker";
import { DEFAULT_LIMITS } from "../shared/queueWorker/workerLimits";
import { createQuarantine } from "../shared/webhooks/quarantine";
import { readSigningSources } from "../shared/webhooks/signingSources";
import { createApiClient } from "./apiClient";
import { createDeliveryHandler } from "./deliveryHandler";
import { createDeliveryStore } from "./deliveryStore";
import type { WorkerMetrics } from "./workerMetrics";
import type { WorkerSettings } from "./workerSettings";

export interface WebhookWorkerDependencies {
  settings: WorkerSettings;
  sqs: SQSClient;
  pool: Pick<Pool, "query">;
  fetch: typeof fetch;
  clock: Clock;
  random: Random;
  log: WorkerLog;
  metrics: Pick<WorkerMetrics, "count" | "apiLatency" | "inHand">;
  onInHand?(count: number): void;
  /** Limits how much is taken, besides the breakers of what is called. */
  intake?: Intake;
  onReceived?(): void;
}

export interface WebhookWorker {
  worker: Worker;
  /** The external API or Postgres is down, and the worker takes next to nothing. */
  isServiceDown(): boolean;
}

const ATTEMPTS = 4;
const RETRY_BACKOFF = { firstMs: 500, maxMs: 8000 };
/** The part of the stop timeout that is kept for handing back what could not be finished. */
const HAND_BACK_MS = 3000;

/** Puts a webhook worker together: queue, signatures, external API, Postgres. */
export function createWebhookWorker(deps: WebhookWorkerDependencies): WebhookWorker {
  const { settings, sqs, pool, clock, random, log, metrics } = deps;
  const breakerOf = (service: string) =>
    createBreaker(clock, {
      onChange: (isDown) =>
        isDown ? log.warn(`${service} is down: messages wait for it`) : log.info(`${service} is up again`),
    });
  const breakers = { api: breakerOf("the external API"), database: breakerOf("Postgres") };
  const retrying = (breaker: RetryOptions["breaker"]): RetryOptions => ({
    clock,
    random,
    breaker,
    attempts: ATTEMPTS,
    timeLimitMs: settings.MESSAGE_TIMEOUT_SECONDS * 1000,
    backoff: RETRY_BACKOFF,
  });

  const handle = createDeliveryHandler({
    sources: readSigningSources(settings.WEBHOOK_SECRETS),
    quarantine: createQuarantine(sqs, settings.QUARANTINE_QUEUE_URL),
    api: createApiClient({
      url: settings.EXTERNAL_API_URL,
      fetch: deps.fetch,
      timeoutMs: settings.EXTERNAL_API_TIMEOUT_SECONDS * 1000,
      maxPauseMs: settings.EXTERNAL_API_MAX_PAUSE_SECONDS * 1000,
      maxAnswerBytes: settings.EXTERNAL_API_MAX_ANSWER_BYTES,
      rateLimit: createRateLimit(clock, { perSecond: settings.EXTERNAL_API_RATE_LIMIT }),
      retry: retrying(breakers.api),
      onLatency: (ms) => metrics.apiLatency(ms),
    }),
    store: createDeliveryStore({ pool, retry: retrying(breakers.database) }),
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
    intakes: [...(deps.intake ? [deps.intake] : []), breakers.api.intake, breakers.database.intake],
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
  return { worker, isServiceDown: () => breakers.api.open || breakers.database.open };
}
