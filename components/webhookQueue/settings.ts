import { API_METHODS } from "../../functions/webhooks/apiClient";
import { atLeast, checkName, oneOf, type Subject } from "../parts/arguments/arguments";
import { LONGEST_VISIBILITY_SECONDS } from "../parts/arguments/defaults";
import { numbers } from "../parts/arguments/numbers";
import { headerName } from "../parts/webhooks/sources";
import { webhookWorkersSettings } from "../parts/webhooks/webhookWorkersArgs";
import { connectionsOf } from "../parts/workers/databaseClient";
import type { WebhookQueueArgs } from "./args";
import { processingOf } from "./processing";

/** Message timeouts that a visibility timeout holds: room for retries, and for a worker that is slow to notice (SQS docs). */
const VISIBILITY_FACTOR = 6;

export type Settings = ReturnType<typeof settingsOf>;

/**
 * Checks the arguments, and puts defaults in the place of absent ones.
 * @throws RunError naming the argument that breaks its rule
 */
export function settingsOf(name: string, args: WebhookQueueArgs) {
  const subject: Subject = { component: "WebhookQueue", name };
  checkName(subject);
  const { messageTimeoutSeconds } = numbers(subject, args, {
    messageTimeoutSeconds: { default: 30, min: 1, max: 600 },
  });
  const shortestVisibilitySeconds = VISIBILITY_FACTOR * messageTimeoutSeconds;
  const values = numbers(subject, args, {
    minWorkers: { default: 1, min: 0, max: 1_000 },
    maxWorkers: { default: 10, min: 1, max: 1_000 },
    acceptableLatencySeconds: { default: 30, above: 0 },
    secondsPerMessage: { default: 0.01, above: 0 },
    messagesAtOnce: { default: 50, min: 1, max: 1_000 },
    visibilityTimeoutSeconds: {
      default: shortestVisibilitySeconds,
      min: shortestVisibilitySeconds,
      minName: `${VISIBILITY_FACTOR} x messageTimeoutSeconds`,
      max: LONGEST_VISIBILITY_SECONDS,
    },
    externalApiRateLimit: { above: 0 },
    externalApiTimeoutSeconds: { default: Math.min(10, messageTimeoutSeconds), min: 1, max: messageTimeoutSeconds },
  });
  const { minWorkers, maxWorkers } = values;
  atLeast(subject, "maxWorkers", maxWorkers, { minWorkers });
  const common = webhookWorkersSettings(subject, args);
  return {
    subject,
    ...processingOf(subject, args),
    externalApiMethod: oneOf(subject, "externalApiMethod", args.externalApiMethod ?? "POST", API_METHODS),
    fifo: fifoOf(subject, args.fifo),
    messageTimeoutSeconds,
    ...values,
    databaseMaxConnections: connectionsOf(subject, args, { maxWorkers }, common.databaseClass),
    deletionProtection: args.deletionProtection ?? true,
    ...common,
    transform: args.transform ?? {},
  };
}

function fifoOf(subject: Subject, fifo: WebhookQueueArgs["fifo"]): WebhookQueueArgs["fifo"] {
  return fifo && { groupIdHeader: headerName(subject, "fifo.groupIdHeader", fifo.groupIdHeader) };
}
