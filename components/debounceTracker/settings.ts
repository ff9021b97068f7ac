import type * as pulumi from "@pulumi/pulumi";
import { isJsonPointer } from "../../functions/debounce/jsonPointer";
import type { DebounceTracker } from "../debounceTracker";
import { above0, checked, checkName, type Subject, wholeNumber } from "../parts/arguments/arguments";
import type { NumberArgument, PlainNumberArgument } from "../parts/arguments/commonArgs";
import { webhookWorkersSettings } from "../parts/webhooks/webhookWorkersArgs";
import { connectionsOf } from "../parts/workers/workerArguments";
import type { DebounceTrackerArgs } from "./args";

/** Seconds that SQS hides a message at most (API reference, `VisibilityTimeout`). */
const LONGEST_VISIBILITY_SECONDS = 43_200;

const LONGEST_QUIET_SECONDS = 86_400;
const LONGEST_WAIT_SECONDS = 604_800;
const DEFAULT_WAIT_SECONDS = 900;

/**
 * The arguments with their defaults, checked.
 * @throws RunError naming the argument that breaks its rule
 */
export function settingsOf(name: string, args: DebounceTrackerArgs) {
  const subject: Subject = { component: "DebounceTracker", name };
  checkName(subject);
  const number = (
    argument: NumberArgument<DebounceTrackerArgs>,
    fallback: number,
    min: number,
    max?: number,
  ): pulumi.Input<number> =>
    wholeNumber(subject, argument, args[argument] ?? fallback, max === undefined ? { min } : { min, max });
  const plain = (
    argument: PlainNumberArgument<DebounceTrackerArgs>,
    fallback: number,
    min: number,
    max?: number,
  ): number => number(argument, fallback, min, max) as number;

  const minHandlers = plain("minHandlers", 1, 0, 1_000);
  const minProcessors = plain("minProcessors", 1, 1, 1_000);
  const maxProcessors = mostOf(subject, "Processors", args.maxProcessors ?? 4, minProcessors);
  const quietSeconds = plain("quietSeconds", 60, 1, LONGEST_QUIET_SECONDS);
  return {
    subject,
    externalApiUrl: checked(subject, "externalApiUrl", args.externalApiUrl, "an http or https URL", (url) =>
      /^https?:\/\/[^/]/.test(url),
    ),
    entityIdPointer: pointerOf(subject, args.entityIdPointer ?? "/entityId"),
    quietSeconds,
    maxWaitSeconds: maxWaitOf(subject, args.maxWaitSeconds, quietSeconds),
    leaseSeconds: plain("leaseSeconds", 30, 3, 3_600),
    minHandlers,
    maxHandlers: mostOf(subject, "Handlers", args.maxHandlers ?? 5, minHandlers),
    acceptableLatencySeconds: above0(subject, "acceptableLatencySeconds", args.acceptableLatencySeconds ?? 30),
    secondsPerMessage: above0(subject, "secondsPerMessage", args.secondsPerMessage ?? 0.002),
    messagesAtOnce: plain("messagesAtOnce", 100, 1, 1_000),
    visibilityTimeoutSeconds: number("visibilityTimeoutSeconds", 60, 10, LONGEST_VISIBILITY_SECONDS),
    minProcessors,
    maxProcessors,
    entitiesAtOnce: plain("entitiesAtOnce", 50, 1, 1_000),
    targetBusyPercent: plain("targetBusyPercent", 60, 10, 90),
    externalApiRateLimit:
      args.externalApiRateLimit === undefined
        ? undefined
        : above0(subject, "externalApiRateLimit", args.externalApiRateLimit),
    externalApiTimeoutSeconds: number("externalApiTimeoutSeconds", 10, 1, 600),
    overdueSeconds: number("overdueSeconds", 300, 60),
    databaseMaxConnections: connectionsOf(subject, args.databaseMaxConnections, { maxProcessors }),
    deletionProtection: args.deletionProtection ?? true,
    ...webhookWorkersSettings(subject, args),
    transform: args.transform ?? {},
  };
}

function mostOf(subject: Subject, what: "Handlers" | "Processors", most: number, least: number): number {
  wholeNumber(subject, `max${what}`, most, { min: 1, max: 1_000 });
  checked(subject, `max${what}`, most, `at least min${what} (${least})`, (known) => known >= least);
  return most;
}

function maxWaitOf(subject: Subject, seconds: number | undefined, quietSeconds: number): number {
  const known = seconds ?? Math.max(DEFAULT_WAIT_SECONDS, quietSeconds);
  const rule = `a whole number from quietSeconds (${quietSeconds}) to ${LONGEST_WAIT_SECONDS}`;
  checked(subject, "maxWaitSeconds", known, rule, (value) => {
    return Number.isInteger(value) && value >= quietSeconds && value <= LONGEST_WAIT_SECONDS;
  });
  return known;
}

function pointerOf(subject: Subject, pointer: string): string {
  checked(subject, "entityIdPointer", pointer, "a JSON pointer such as /data/id, with ~0 for ~ and ~1 for /", (known) =>
    isJsonPointer(known),
  );
  return pointer;
}

/** What the helpers that make the children share. */
export type Context = ReturnType<typeof settingsOf> & { opts: { parent: DebounceTracker } };
