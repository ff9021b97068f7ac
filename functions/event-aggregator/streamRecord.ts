import type { DynamoDBRecord } from "aws-lambda";
import type { Entry } from "../shared/exactlyOnce/fold";
import { positionOf } from "../shared/exactlyOnce/mark";
import { contributionOf } from "./contribution";
import type { JsonObject, Summarize } from "./summarize";

/** A new event as the stream delivered it; fields of the image that are missing are empty. */
export interface DeliveredEvent {
  eventId: string;
  payload: string;
  receivedAt: string;
  sequenceNumber: string;
  position: string;
}

/** An event that is not to be in a summary, and why. */
export interface FailedEvent {
  event: DeliveredEvent;
  /** `summarize`: the callback threw, or its answer was not valid; `summary`: DynamoDB refuses the summary it belongs to. */
  reason: "summarize" | "summary";
  error: unknown;
}

/** An entry of the fold that still knows its event. */
export interface EventEntry extends Entry {
  event: DeliveredEvent;
}

/** A record that was read: an entry or a failure; nothing when it is no new event, or when the callback leaves the event out. */
export type ReadRecord = { entry: EventEntry } | { failed: FailedEvent } | undefined;

/**
 * Reads a stream record, and asks the callback which summary it belongs to.
 * @throws TypeError when the record has no sequence number: it did not come from a DynamoDB stream
 */
export function readRecord(record: DynamoDBRecord, summarize: Summarize, nowMs: number): ReadRecord {
  // The event source mapping filters for inserts; without its filter, expiry by time to live must not count an event again.
  if (record.eventName !== "INSERT") return undefined;
  const {
    SequenceNumber: sequenceNumber = "",
    NewImage: image,
    ApproximateCreationDateTime: createdAt,
  } = record.dynamodb ?? {};
  const position = positionOf(sequenceNumber);
  const event: DeliveredEvent = {
    eventId: image?.eventId?.S ?? "",
    payload: image?.payload?.S ?? "",
    receivedAt: image?.receivedAt?.S ?? "",
    sequenceNumber,
    position,
  };
  try {
    const contribution = contributionOf(summarize, parsePayload(event));
    if (contribution === undefined) return undefined;
    return { entry: { ...contribution, position, createdAt: createdAt ?? nowMs / 1000, event } };
  } catch (error) {
    return { failed: { event, reason: "summarize", error } };
  }
}

function parsePayload({ eventId, payload }: DeliveredEvent): JsonObject {
  if (payload === "")
    throw new TypeError(`The item "${eventId}" of the event table has no payload; only the producer is to write there`);
  return JSON.parse(payload) as JsonObject;
}
