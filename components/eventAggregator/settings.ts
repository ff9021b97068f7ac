import type * as pulumi from "@pulumi/pulumi";
import { type Summarize, summarizeByContent } from "../../functions/event-aggregator/summarize";
import type { EventAggregator, EventAggregatorArgs } from "../eventAggregator";
import { checked, checkName, type Subject, wholeNumber } from "../parts/arguments/arguments";
import { commonSettings, type NumberArgument } from "../parts/arguments/commonArgs";

/**
 * The arguments with their defaults, checked.
 * @throws RunError naming the argument that breaks its rule
 */
export function settingsOf(name: string, args: EventAggregatorArgs) {
  const subject: Subject = { component: "EventAggregator", name };
  checkName(subject);
  const number = (
    argument: NumberArgument<EventAggregatorArgs>,
    fallback: number,
    min: number,
    max?: number,
  ): pulumi.Input<number> =>
    wholeNumber(subject, argument, args[argument] ?? fallback, max === undefined ? { min } : { min, max });

  return {
    subject,
    summarize: callback(subject, args.summarize ?? summarizeByContent),
    batchSize: number("batchSize", 500, 1, 10_000),
    maximumBatchingWindowSeconds: number("maximumBatchingWindowSeconds", 5, 0, 300),
    maximumRetryAttempts: number("maximumRetryAttempts", 10_000, 0, 10_000),
    maximumRecordAgeSeconds: number("maximumRecordAgeSeconds", 86_400, 60, 86_400),
    eventTtlDays: args.eventTtlDays === undefined ? undefined : number("eventTtlDays", 1, 1),
    deletionProtection: args.deletionProtection ?? true,
    aggregatorTimeoutSeconds: number("aggregatorTimeoutSeconds", 60, 1, 900),
    memoryMb: number("memoryMb", 512, 128, 10_240),
    throttleRateLimit: number("throttleRateLimit", 1_000, 1),
    throttleBurstLimit: number("throttleBurstLimit", 2_000, 1),
    cors: args.cors,
    ...commonSettings(subject, args),
    transform: args.transform ?? {},
  };
}

/** Programs are not type-checked when they run, and what cannot be called would fail in the serialiser, in its words. */
function callback(subject: Subject, summarize: Summarize): Summarize {
  checked(subject, "summarize", summarize, "a function", (known) => typeof known === "function");
  return summarize;
}

/** What the helpers that make the children share. */
export type Context = ReturnType<typeof settingsOf> & { opts: { parent: EventAggregator } };
