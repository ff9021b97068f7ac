import type { DynamoDBRecord } from "aws-lambda";
import type { Entry } from "../shared/exactlyOnce/fold";
import { positionOf } from "../shared/exactlyOnce/mark";
import { contributionsOf } from "./contribution";
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
  /** The summaries that refuse it, where the others that it belongs to have it. */
  summaries?: readonly string[];
}

/** An entry of the fold that still knows its event. */
export interface EventEntry extends Entry {
  event: DeliveredEvent;
}

/** A record that was read: no entry when it is no new event, or when the callback leaves the event out. */
export type ReadRecord = { entries: EventEntry[] } | { failed: FailedEvent };

/**
 * Reads a stream record, and asks the callback which summaries it belongs to.
 * @throws TypeError when the record has no sequence number: it did not come from a DynamoDB stream
 */
export function readRecord(record: DynamoDBRecord, summarize: Summarize, nowMs: number): ReadRecord {
  // The event source mapping filters for inserts; without its filter, expiry by time to live must not count an event again.
  if (record.eventName !== "INSERT") return { entries: [] };
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
    const facts = { position, createdAt: createdAt ?? nowMs / 1000, event };
    return {
      entries: contributionsOf(summarize, parsePayload(event)).map((contribution) => ({ ...contribution, ...facts })),
    };
  } catch (error) {
    return { failed: { event, reason: "summarize", error } };
  }
}

function parsePayload({ eventId, payload }: DeliveredEvent): JsonObject {
  if (payload === "")
    throw new TypeError(`The item "${eventId}" of the event table has no payload; only the producer is to write there`);
  return JSON.parse(payload) as JsonObject;
}
