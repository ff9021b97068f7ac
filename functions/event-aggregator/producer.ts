import { createHash } from "node:crypto";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { isTransient } from "../shared/awsErrors";
import { eventIdOfKey, newEventId } from "../shared/eventId";
import { readIdempotencyKey } from "../shared/http/idempotencyKey";
import type { JsonBody } from "../shared/http/jsonBody";
import { type HttpHandler, jsonReply, type Problem, problem, problemReply } from "../shared/http/reply";
import { createTelemetry, type Telemetry } from "../shared/telemetry";
import { type StoredEvent, type StoreOutcome, storeEvent, storeEventOnce } from "./eventStore";
import { readEvent, readEvents } from "./requestEvents";
import { canonicalJson } from "./summarize";

export interface ProducerDependencies {
  dynamo: DynamoDBClient;
  eventTable: string;
  /** Days until DynamoDB may delete a stored event; absent: events are kept. */
  eventTtlDays?: number;
  /** Milliseconds since the Unix epoch. @default `Date.now` */
  now?: () => number;
}

type Producer = ProducerDependencies & { now: () => number; telemetry: Telemetry };

/** Seconds after which a caller may try again what DynamoDB did not take. */
const RETRY_AFTER_SECONDS = 2;

/**
 * Handles `POST /trigger-event` (a JSON object; 202 `{ eventId }`) and `POST /trigger-events` (1 to 25 of them; 202
 * `{ eventIds }`): one PutItem an event, and 202 only when every event is stored. Bad input is answered with a 4xx problem and stores
 * nothing; 503 with `Retry-After` when DynamoDB has not taken an event after the SDK's own retries.
 *
 * With an `Idempotency-Key` the ids derive from the key and each write is conditional, so a repeat stores nothing and gets the first
 * ids; the same key with other content is refused with 422.
 * @throws what the SDK throws on faults that no repeat cures, such as denied access
 */
export function createProducer(dependencies: ProducerDependencies): HttpHandler {
  const producer: Producer = { now: Date.now, ...dependencies, telemetry: createTelemetry() };
  return async (event) => {
    switch (event.routeKey) {
      case "POST /trigger-event":
        return acceptEvent(producer, event);
      case "POST /trigger-events":
        return acceptEvents(producer, event);
      default:
        throw new Error(
          `The API sends ${event.routeKey} to the producer, which has no answer for it; take the route off`,
        );
    }
  };
}

async function acceptEvent(
  producer: Producer,
  request: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> {
  const idempotency = readIdempotencyKey(request);
  if ("problem" in idempotency) return problemReply(idempotency.problem);
  const read = readEvent(request);
  if ("problem" in read) return problemReply(read.problem);

  const { key } = idempotency;
  const stored = storedEvent(producer, read.event.text, key === undefined ? undefined : eventIdOfKey("event", key));
  const [outcome] = await store(producer, [stored], key !== undefined);
  if (outcome === "unconfirmed") return unavailable("The event may not have been stored; send it again.", {});
  if (outcome?.stored === false && !sameJson(outcome.earlier.payload, stored.payload)) return reusedKey();
  return jsonReply(202, { eventId: stored.eventId });
}

async function acceptEvents(
  producer: Producer,
  request: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> {
  const idempotency = readIdempotencyKey(request);
  if ("problem" in idempotency) return problemReply(idempotency.problem);
  const read = readEvents(request);
  if ("problem" in read) return problemReply(read.problem);

  const { key } = idempotency;
  const events = read.events.map(({ text }, index) =>
    storedEvent(producer, text, key === undefined ? undefined : eventIdOfKey("batch", key, index)),
  );
  const outcomes: (StoreOutcome | "unconfirmed")[] = [];
  const [first] = events;
  if (key !== undefined && first !== undefined) {
    // The first event goes alone and vouches for the whole batch: a key that stands for another batch stores nothing.
    first.batchFingerprint = fingerprint(read.events);
    outcomes.push(...(await store(producer, [first], true)));
    const [outcome] = outcomes;
    if (typeof outcome === "object" && !outcome.stored && outcome.earlier.batchFingerprint !== first.batchFingerprint) {
      return reusedKey();
    }
  }
  outcomes.push(
    ...(outcomes[0] === "unconfirmed" ? [] : await store(producer, events.slice(outcomes.length), key !== undefined)),
  );

  const eventIds = events.map(({ eventId }) => eventId);
  const isStored = (index: number) => typeof outcomes[index] === "object";
  if (eventIds.every((_, index) => isStored(index))) return jsonReply(202, { eventIds });
  return unavailable(
    key === undefined
      ? "Some events may not have been stored; send those listed in unconfirmed again."
      : "Some events may not have been stored; send the same batch again with the same Idempotency-Key.",
    {
      stored: eventIds.flatMap((eventId, index) => (isStored(index) ? [{ index, eventId }] : [])),
      unconfirmed: eventIds.flatMap((_, index) => (isStored(index) ? [] : [index])),
    },
  );
}

function storedEvent(producer: Producer, payload: string, eventId?: string): StoredEvent {
  const nowMs = producer.now();
  return {
    eventId: eventId ?? newEventId(nowMs),
    payload,
    receivedAt: new Date(nowMs).toISOString(),
    ...(producer.eventTtlDays !== undefined && {
      expiresAt: Math.floor(nowMs / 1000) + Math.round(producer.eventTtlDays * 86_400),
    }),
  };
}

/** Writes side by side, and reports the counts; a write that DynamoDB did not confirm may or may not have been made. */
async function store(
  { dynamo, eventTable, telemetry }: Producer,
  events: readonly StoredEvent[],
  once: boolean,
): Promise<(StoreOutcome | "unconfirmed")[]> {
  const settled = await Promise.allSettled(
    events.map(async (event): Promise<StoreOutcome> => {
      if (once) return storeEventOnce(dynamo, eventTable, event);
      await storeEvent(dynamo, eventTable, event);
      return { stored: true };
    }),
  );
  const errors = settled.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  for (const error of errors) telemetry.logger.error("An event could not be stored", { error, eventTable });
  const outcomes = settled.map((result) => (result.status === "fulfilled" ? result.value : "unconfirmed"));
  telemetry.count({
    EventsAccepted: outcomes.filter((outcome) => outcome !== "unconfirmed" && outcome.stored).length,
    EventsRepeated: outcomes.filter((outcome) => outcome !== "unconfirmed" && !outcome.stored).length,
    EventsUnconfirmed: errors.length,
  });
  const lasting = errors.find((error) => !isTransient(error));
  if (lasting !== undefined) throw lasting;
  return outcomes;
}

/** A client may write the same JSON differently when it repeats itself. */
function sameJson(earlier: string, later: string): boolean {
  return earlier === later || canonicalJson(JSON.parse(earlier)) === canonicalJson(JSON.parse(later));
}

function fingerprint(events: readonly JsonBody[]): string {
  const canonical = canonicalJson(events.map(({ value }) => value));
  return createHash("sha256").update(canonical).digest("base64url");
}

function reusedKey(): APIGatewayProxyStructuredResultV2 {
  const detail = "This Idempotency-Key came with other content before; use a new key for new content.";
  return problemReply(problem("idempotency-key-reused", 422, "Idempotency-Key reused", detail));
}

function unavailable(detail: string, extensions: Partial<Problem>): APIGatewayProxyStructuredResultV2 {
  return problemReply(problem("unavailable", 503, "Storage unavailable", detail, extensions), {
    "retry-after": String(RETRY_AFTER_SECONDS),
  });
}
