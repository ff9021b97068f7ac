import { randomUUID } from "node:crypto";
import { isRecord } from "../../base/isRecord";
import { checkMembers } from "../../edge/constraints";
import { BUS, BUS_ARN, checkBus, type EventsOperation, type EventsParts, invalid } from "./eventsOperation";

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
 * Puts a program's own events on the default bus. Each entry has an answer of its own; an entry for a bus that is not there is
 * taken and told to nobody, as on AWS.
 */
export const putEvents: EventsOperation<{ readonly Entries: readonly Entry[]; readonly EndpointId?: string }> = {
  parameters: { Entries: "list" },
  permissions: ({ Entries }) =>
    Entries.map(({ Source = "", DetailType = "", EventBusName }) => ({
      action: "events:PutEvents",
      resource: busArn(EventBusName),
      context: { "events:source": Source, "events:detail-type": DetailType },
    })),
  run({ Entries, EndpointId }, parts) {
    checkMembers("ValidationException", [["entries", Entries, { min: 1, max: 10 }]]);
    if (EndpointId !== undefined) throw invalid("EndpointId is not supported locally: there are no global endpoints");
    if (Entries.reduce((sum, entry) => sum + sizeOf(entry), 0) >= MOST_BYTES) {
      throw invalid("Total size of the entries in the request is over the limit.");
    }
    const answers = Entries.map((entry) => put(entry, parts));
    return { FailedEntryCount: answers.filter((each) => "ErrorCode" in each).length, Entries: answers };
  },
};

export const testEventPattern: EventsOperation<{ readonly EventPattern: string; readonly Event: string }> = {
  parameters: { EventPattern: "text", Event: "text" },
  permissions: () => [{ action: "events:TestEventPattern", resource: "*" }],
  run({ EventPattern, Event }, { events }) {
    const event = objectIn(Event);
    if (event === undefined || EVENT_MEMBERS.some((name) => event[name] === undefined)) {
      throw invalid("Parameter Event is not valid.");
    }
    return { Result: events.matches(EventPattern, event) };
  },
};

export const describeEventBus: EventsOperation<{ readonly Name?: string }> = {
  parameters: { Name: "text?" },
  permissions: ({ Name }) => [{ action: "events:DescribeEventBus", resource: busArn(Name) }],
  run({ Name: EventBusName }) {
    checkBus({ ...(EventBusName !== undefined && { EventBusName }) });
    return { Name: BUS, Arn: BUS_ARN };
  },
};

export const listEventBuses: EventsOperation<{ readonly NamePrefix?: string }> = {
  parameters: { NamePrefix: "text?" },
  permissions: () => [{ action: "events:ListEventBuses", resource: "*" }],
  run: ({ NamePrefix = "" }) => ({ EventBuses: BUS.startsWith(NamePrefix) ? [{ Name: BUS, Arn: BUS_ARN }] : [] }),
};

/** The ARN of a bus that is named by that or by its name. */
function busArn(given = BUS): string {
  return given.startsWith("arn:") ? given : BUS_ARN.replace(BUS, given);
}

function put(entry: Entry, { events }: EventsParts): { EventId: string } | Failure {
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
  if (busArn(entry.EventBusName) === BUS_ARN) {
    const time = Time === undefined ? {} : { time: Time * 1000 };
    events.emit({ id: EventId, source, detailType, resources, detail, ...time });
  }
  return { EventId };
}

function objectIn(text = ""): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function sizeOf({ Source, DetailType, Detail, Resources = [], Time }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ""), Time === undefined ? 0 : TIME_BYTES);
}
