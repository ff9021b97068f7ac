import type * as pulumi from "@pulumi/pulumi";
import { above0, checked, checkName, type Subject, wholeNumber } from "../parts/arguments/arguments";
import type { NumberArgument, PlainNumberArgument } from "../parts/arguments/commonArgs";
import { headerName } from "../parts/webhooks/webhookIntake/sources";
import { webhookWorkersSettings } from "../parts/webhooks/webhookWorkersArgs";
import { connectionsOf } from "../parts/workers/workerArguments";
import type { WebhookQueue } from "../webhookQueue";
import type { WebhookQueueArgs } from "./args";

/** The visibility timeout in message timeouts: room for retries, and for a worker that is slow to notice (SQS and Lambda docs). */
const VISIBILITY_FACTOR = 6;

/** Seconds that SQS hides a message at most (API reference, `VisibilityTimeout`). */
const LONGEST_VISIBILITY_SECONDS = 43_200;

/**
 * The arguments with their defaults, checked.
 * @throws RunError naming the argument that breaks its rule
 */
export function settingsOf(name: string, args: WebhookQueueArgs) {
  const subject: Subject = { component: "WebhookQueue", name };
  checkName(subject);
  const number = (
    argument: NumberArgument<WebhookQueueArgs>,
    fallback: number,
    min: number,
    max?: number,
  ): pulumi.Input<number> =>
    wholeNumber(subject, argument, args[argument] ?? fallback, max === undefined ? { min } : { min, max });
  const plain = (
    argument: PlainNumberArgument<WebhookQueueArgs>,
    fallback: number,
    min: number,
    max?: number,
  ): number => number(argument, fallback, min, max) as number;

  const minWorkers = plain("minWorkers", 1, 0, 1_000);
  const maxWorkers = maxWorkersOf(subject, args, minWorkers);
  const messageTimeoutSeconds = plain("messageTimeoutSeconds", 30, 1, 600);
  return {
    subject,
    externalApiUrl: checked(subject, "externalApiUrl", args.externalApiUrl, "an http or https URL", (url) =>
      /^https?:\/\/[^/]/.test(url),
    ),
    fifo: fifoOf(subject, args.fifo),
    minWorkers,
    maxWorkers,
    acceptableLatencySeconds: above0(subject, "acceptableLatencySeconds", args.acceptableLatencySeconds ?? 30),
    secondsPerMessage: above0(subject, "secondsPerMessage", args.secondsPerMessage ?? 0.01),
    messagesAtOnce: plain("messagesAtOnce", 50, 1, 1_000),
    messageTimeoutSeconds,
    visibilityTimeoutSeconds: visibilityOf(subject, args, messageTimeoutSeconds),
    externalApiRateLimit:
      args.externalApiRateLimit === undefined
        ? undefined
        : above0(subject, "externalApiRateLimit", args.externalApiRateLimit),
    externalApiTimeoutSeconds: number("externalApiTimeoutSeconds", 10, 1, messageTimeoutSeconds),
    databaseMaxConnections: connectionsOf(subject, args.databaseMaxConnections, { maxWorkers }),
    deletionProtection: args.deletionProtection ?? true,
    ...webhookWorkersSettings(subject, args),
    transform: args.transform ?? {},
  };
}

function maxWorkersOf(subject: Subject, { maxWorkers = 10 }: WebhookQueueArgs, minWorkers: number): number {
  wholeNumber(subject, "maxWorkers", maxWorkers, { min: 1, max: 1_000 });
  checked(subject, "maxWorkers", maxWorkers, `at least minWorkers (${minWorkers})`, (known) => known >= minWorkers);
  return maxWorkers;
}

function visibilityOf(subject: Subject, args: WebhookQueueArgs, messageTimeoutSeconds: number): number {
  const min = VISIBILITY_FACTOR * messageTimeoutSeconds;
  const seconds = args.visibilityTimeoutSeconds ?? min;
  const rule = `a whole number from 6 x messageTimeoutSeconds (${min}) to ${LONGEST_VISIBILITY_SECONDS}`;
  checked(subject, "visibilityTimeoutSeconds", seconds, rule, (known) => {
    return Number.isInteger(known) && known >= min && known <= LONGEST_VISIBILITY_SECONDS;
  });
  return seconds;
}

function fifoOf(subject: Subject, fifo: WebhookQueueArgs["fifo"]): WebhookQueueArgs["fifo"] {
  return fifo && { groupIdHeader: headerName(subject, "fifo.groupIdHeader", fifo.groupIdHeader) };
}

/** What the helpers that make the children share. */
export type Context = ReturnType<typeof settingsOf> & { opts: { parent: WebhookQueue } };
