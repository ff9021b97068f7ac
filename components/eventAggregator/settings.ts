import { summarizeByContent } from "../../functions/event-aggregator/summarize";
import { apiAuthOf, routeAuthOf } from "../parts/api/auth";
import { apiDomainOf } from "../parts/api/domain";
import { checkName, type Subject } from "../parts/arguments/arguments";
import { callback } from "../parts/arguments/callback";
import { commonSettings } from "../parts/arguments/commonArgs";
import { numbers } from "../parts/arguments/numbers";
import { existingKeyArn } from "../parts/existing/existingKey";
import { existingQueueOf } from "../parts/existing/existingQueue";
import { existingTable } from "../parts/existing/existingTable";
import { EVENT_AGGREGATOR_ROUTES, type EventAggregatorArgs } from "./args";

/**
 * The arguments with their defaults, checked.
 * @throws RunError naming the argument that breaks its rule
 */
export function settingsOf(name: string, args: EventAggregatorArgs) {
  const subject: Subject = { component: "EventAggregator", name };
  checkName(subject);
  return {
    subject,
    auth: apiAuthOf(subject, "auth", args.auth),
    routeAuth: routeAuthOf(subject, "routeAuth", args.routeAuth, EVENT_AGGREGATOR_ROUTES),
    domain: apiDomainOf(subject, args.domain),
    summarize: callback(subject, "summarize", args.summarize ?? summarizeByContent),
    ...numbers(subject, args, {
      batchSize: { default: 500, min: 1, max: 10_000 },
      maximumBatchingWindowSeconds: { default: 5, min: 0, max: 300 },
      maximumRetryAttempts: { default: 10_000, min: 0, max: 10_000 },
      maximumRecordAgeSeconds: { default: 86_400, min: 60, max: 86_400 },
      eventTtlDays: { min: 1 },
      aggregatorTimeoutSeconds: { default: 60, min: 1, max: 900 },
      memoryMb: { default: 512, min: 128, max: 10_240 },
      throttleRateLimit: { default: 1_000, min: 1 },
      throttleBurstLimit: { default: 2_000, min: 1 },
    }),
    events: existingTable(subject, "eventTable", args, {
      hashKey: "eventId",
      streamViewTypes: ["NEW_IMAGE", "NEW_AND_OLD_IMAGES"],
    }),
    summaries: existingTable(subject, "summaryTable", args, { hashKey: "SummaryID" }),
    failures: existingQueueOf(subject, "failureQueue", args),
    keyArn: existingKeyArn(subject, args.key),
    deletionProtection: args.deletionProtection ?? true,
    cors: args.cors,
    ...commonSettings(subject, args),
    transform: args.transform ?? {},
  };
}

export type Settings = ReturnType<typeof settingsOf>;
