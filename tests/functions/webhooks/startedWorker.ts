import type { Pool } from "pg";
import type { CodeLog } from "../../../functions/shared/ownCode/codeLog";
import type { MakeProcessor } from "../../../functions/webhooks/processor";
import { createWebhookWorker, type WebhookWorker } from "../../../functions/webhooks/webhookWorker";
import { readWorkerSettings } from "../../../functions/webhooks/workerSettings";
import { SILENT } from "../support/silentLog";
import type { SimulatedClock } from "../support/simulatedClock";
import type { SimulatedQueue } from "../support/simulatedQueue";

/** The variables that a worker must have. */
const environment = {
  QUEUE_URL: "https://sqs.test/queue",
  QUARANTINE_QUEUE_URL: "https://sqs.test/quarantine",
  DATABASE_HOST: "database.test",
  DATABASE_PORT: "5432",
  DATABASE_NAME: "webhooks",
  DATABASE_SECRET_ARN: "arn:aws:secretsmanager:us-east-1:000000000000:secret:database",
  DATABASE_APP_SECRET_ARN: "arn:aws:secretsmanager:us-east-1:000000000000:secret:role",
};

export interface StartedWorkerOptions {
  clock: SimulatedClock;
  queue: SimulatedQueue;
  pool: Pick<Pool, "query" | "connect">;
  makeProcessor: MakeProcessor;
  /** Is told what becomes of deliveries. */
  counts: Record<string, number>;
  /** Variables besides those that it must have. */
  overrides: Record<string, string>;
  log?: CodeLog | undefined;
}

/** Starts a webhook worker on the test's clock. */
export function startedWorker({ counts, overrides, log = SILENT, ...given }: StartedWorkerOptions): WebhookWorker {
  const { clock, queue, pool, makeProcessor } = given;
  const made = createWebhookWorker({
    settings: readWorkerSettings({ ...environment, ...overrides }),
    ...{ sqs: queue.client, pool, makeProcessor, clock, random: Math.random, log },
    metrics: {
      count(name) {
        counts[name] = (counts[name] ?? 0) + 1;
      },
      apiLatency: () => undefined,
      inHand: () => undefined,
    },
  });
  void made.worker.run();
  return made;
}
