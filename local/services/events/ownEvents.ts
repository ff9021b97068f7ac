import { randomUUID } from "node:crypto";
import { AwsError } from "../../base/awsError";
import { isRecord } from "../../base/isRecord";
import { jsonIn } from "../../base/jsonIn";
import { awsApi, type Operation } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { checkMembers, missingMember } from "../../edge/constraints";
import { busArnOf, busNameOf } from "./buses";
import type { Events } from "./events";

type OwnEvents = Pick<Events, "emit" | "matches">;
type EventsOperation<Input extends object> = Operation<OwnEvents, Input, Readonly<Record<string, unknown>>>;

interface Entry {
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly Resources?: readonly string[];
  /** Seconds since the Unix epoch. */
  readonly Time?: number;
  readonly EventBusName?: string;
}

interface Failure {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

/** Bytes of all entries of a call. Source: Amazon EventBridge User Guide, "Calculating PutEvents event entry size". */
const MOST_BYTES = 256 * 1024;
const TIME_BYTES = 14;

/** Members that an event has to have. Source: Amazon EventBridge API Reference, "TestEventPattern". */
const EVENT_MEMBERS = ["id", "account", "source", "time", "region", "detail-type"];

/**
 * The operations of EventBridge's API that make nothing. API Gateway puts events by them, too.
 * Source of the permissions: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EventBridge".
 */
export function ownEventsApi(events: OwnEvents): AwsService {
  return awsApi({
    signingName: "events",
    protocol: "json-1.1",
    parts: events,
    operations: { PutEvents: putEvents, TestEventPattern: testEventPattern },
    unknown: (operation) =>
      new AwsError(
        "UnknownOperationException",
        `events:${operation} is not supported locally: there are buses, with rules for events and times`,
      ),
    refused: (problem) => invalid(missingMember(problem)),
  });
}

/**
 * Puts a program's own events on a bus. Each entry has an answer of its own; an entry for a bus that is not there is
 * taken and told to nobody, as on AWS.
 */
const putEvents: EventsOperation<{ readonly Entries: readonly Entry[]; readonly EndpointId?: string }> = {
  parameters: { Entries: "list" },
  permissions: ({ Entries }) =>
    Entries.map(({ Source = "", DetailType = "", EventBusName }) => ({
      action: "events:PutEvents",
      resource: busArnOf(EventBusName),
      context: { "events:source": Source, "events:detail-type": DetailType },
    })),
  run({ Entries, EndpointId }, events) {
    checkMembers("ValidationException", [["entries", Entries, { min: 1, max: 10 }]]);
    if (EndpointId !== undefined) throw invalid("EndpointId is not supported locally: there are no global endpoints");
    if (Entries.reduce((sum, entry) => sum + sizeOf(entry), 0) >= MOST_BYTES) {
      throw invalid("Total size of the entries in the request is over the limit.");
    }
    const answers = Entries.map((entry) => put(entry, events));
    return { FailedEntryCount: answers.filter((each) => "ErrorCode" in each).length, Entries: answers };
  },
};

const testEventPattern: EventsOperation<{ readonly EventPattern: string; readonly Event: string }> = {
  parameters: { EventPattern: "text", Event: "text" },
  permissions: () => [{ action: "events:TestEventPattern", resource: "*" }],
  run({ EventPattern, Event }, events) {
    const event = objectIn(Event);
    if (event === undefined || EVENT_MEMBERS.some((name) => event[name] === undefined)) {
      throw invalid("Parameter Event is not valid.");
    }
    return { Result: events.matches(EventPattern, event) };
  },
};

function put(entry: Entry, events: OwnEvents): { EventId: string } | Failure {
  const { Source: source = "", DetailType: detailType = "", Detail, Resources: resources = [], Time } = entry;
  for (const name of ["Source", "DetailType", "Detail"] as const) {
    if (entry[name]) continue;
    const ErrorMessage = `Parameter ${name} is not valid. Reason: ${name} is a required argument.`;
    return { ErrorCode: "InvalidArgument", ErrorMessage };
  }
  if (source.startsWith("aws.")) {
    return { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." };
  }
  const detail = objectIn(Detail);
  if (detail === undefined) return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  const EventId = randomUUID();
  const time = Time === undefined ? {} : { time: Time * 1000 };
  events.emit({ id: EventId, source, detailType, resources, detail, ...time }, busNameOf(entry.EventBusName));
  return { EventId };
}

function objectIn(text = ""): Record<string, unknown> | undefined {
  const value = jsonIn(text);
  return isRecord(value) ? value : undefined;
}

function sizeOf({ Source, DetailType, Detail, Resources = [], Time }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ""), Time === undefined ? 0 : TIME_BYTES);
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}
