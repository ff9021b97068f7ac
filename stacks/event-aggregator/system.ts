import type * as pulumi from "@pulumi/pulumi";
import { EventAggregator } from "../../components/eventAggregator";
import type { EventAggregatorSettings } from "./settings";

/** The outputs that `pulumi stack output eventAggregator` shows. */
export interface EventAggregatorOutputs {
  /** Base URL: `POST /trigger-event`, `POST /trigger-events` and `GET /get-summary` are below it. */
  apiEndpoint: pulumi.Output<string>;
  /** The callers that are let in: those who sign their requests, those with a token, or everybody. */
  apiAuth: "iam" | "jwt" | "public";
  /** Name of the table of raw events. */
  eventTable: pulumi.Output<string>;
  /** Name of the table of summaries. */
  summaryTable: pulumi.Output<string>;
  /** URL of the queue that holds what could not be aggregated. */
  failureQueueUrl: pulumi.Output<string>;
  /** Name of the function that keeps the summaries; `rebuild` hands it the stored events. */
  aggregatorName: pulumi.Output<string>;
}

/** The system `event-aggregator`: counts the events that are posted to it, by their content. */
export function createEventAggregator(settings: EventAggregatorSettings): EventAggregatorOutputs {
  const { corsOrigins, ...args } = settings;
  const { auth = "iam" } = args;
  const events = new EventAggregator("events", {
    ...args,
    ...(corsOrigins !== undefined && { cors: corsOf(corsOrigins) }),
  });
  return {
    apiEndpoint: events.apiEndpoint,
    apiAuth: typeof auth === "string" ? auth : "jwt",
    eventTable: events.eventTable.name,
    summaryTable: events.summaryTable.name,
    failureQueueUrl: events.failureQueueUrl,
    aggregatorName: events.aggregator.name,
  };
}

/** Allows a page of another origin to post events and to read summaries. */
function corsOf(allowOrigins: string[]) {
  return {
    allowOrigins,
    allowMethods: ["GET", "POST"],
    allowHeaders: ["content-type", "idempotency-key"],
    maxAge: 3600,
  };
}
