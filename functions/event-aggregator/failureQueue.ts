import { type BatchResultErrorEntry, SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { FailedEvent } from "./streamRecord";

/**
 * The most bytes that one message, or one batch of them, comes to. SQS takes 1 MiB (Amazon SQS API reference, "SendMessageBatch"), but
 * a queue whose MaximumMessageSize was set when that limit was 256 KiB still refuses more.
 */
const MAX_BATCH_BYTES = 262_144;

const MAX_BATCH_MESSAGES = 10;

/** A message of the failure queue, as JSON. */
export interface FailureMessage {
  eventId: string;
  /** The event's JSON text; only its start when {@link payloadTruncated}, and the event table holds the whole. */
  payload: string;
  payloadTruncated?: true;
  /** ISO 8601. */
  receivedAt: string;
  reason: FailedEvent["reason"];
  error: { name: string; message: string };
  /** The summaries that refuse the event, where `reason` is `summary`; the others that it belongs to have it. */
  summaries?: readonly string[];
  shardId: string;
  sequenceNumber: string;
}

/**
 * Sends failed events to the queue in their order, and stops at the first that it does not take, because that one and those after it
 * are delivered again. The first goes alone, so that nothing is sent when the queue does not take the first; after that, SQS may
 * still take up to nine messages that stand behind a refused one in the same request.
 * @returns how many it took, from the first on, and why not the next, if there is one
 */
export async function sendFailures(
  sqs: SQSClient,
  queueUrl: string,
  shardId: string,
  failures: readonly FailedEvent[],
): Promise<{ sent: number; error?: unknown }> {
  let sent = 0;
  for (const bodies of batched(failures.map((failure) => messageBody(failure, shardId)))) {
    const { taken, error } = await sendBatch(sqs, queueUrl, bodies);
    sent += taken;
    if (taken < bodies.length) return { sent, error };
  }
  return { sent };
}

async function sendBatch(
  sqs: SQSClient,
  queueUrl: string,
  bodies: readonly string[],
): Promise<{ taken: number; error?: unknown }> {
  const entries = bodies.map((body, index) => ({ Id: String(index), MessageBody: body }));
  try {
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
    const [refused] = Failed.toSorted((a, b) => Number(a.Id) - Number(b.Id));
    return refused === undefined ? { taken: bodies.length } : { taken: Number(refused.Id), error: entryError(refused) };
  } catch (error) {
    return { taken: 0, error };
  }
}

/** The error of one message of a request, in the form in which the SDK throws the error of a whole one. */
function entryError({ Code: name = "Error", Message: text, SenderFault: isSenderFault }: BatchResultErrorEntry): Error {
  return Object.assign(new Error(`SQS did not take a message: ${text ?? name}`), {
    name,
    $fault: isSenderFault === true ? "client" : "server",
  });
}

function batched(bodies: readonly string[]): string[][] {
  const batches: string[][] = [];
  let bytes = 0;
  for (const body of bodies) {
    const size = Buffer.byteLength(body);
    const last = batches.length > 1 ? batches.at(-1) : undefined;
    if (last === undefined || last.length === MAX_BATCH_MESSAGES || bytes + size > MAX_BATCH_BYTES) {
      batches.push([body]);
      bytes = size;
    } else {
      last.push(body);
      bytes += size;
    }
  }
  return batches;
}

function messageBody({ event, reason, error, summaries }: FailedEvent, shardId: string): string {
  const { eventId, payload, receivedAt, sequenceNumber } = event;
  const message: FailureMessage = {
    eventId,
    payload,
    receivedAt,
    reason,
    error: describeError(error),
    ...(summaries !== undefined && { summaries }),
    shardId,
    sequenceNumber,
  };
  const whole = encode(message);
  if (Buffer.byteLength(whole) <= MAX_BATCH_BYTES) return whole;
  // No character takes more than six bytes once it is escaped: ten keys of 2 KB stay below 123 KB, and the other members below 16.
  const start = payload.slice(0, 20_000).replace(/[\uD800-\uDBFF]$/, "");
  return encode({ ...message, payload: start, payloadTruncated: true });
}

/** JSON without the two characters that JSON allows and SQS refuses. */
function encode(message: FailureMessage): string {
  return JSON.stringify(message).replace(
    /[\uFFFE\uFFFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );
}

/** A callback may throw anything. */
function describeError(error: unknown): { name: string; message: string } {
  if (error instanceof Error) return { name: error.name.slice(0, 200), message: error.message.slice(0, 2000) };
  return {
    name: "Error",
    message: `summarize threw ${typeof error === "string" ? error.slice(0, 2000) : typeof error}`,
  };
}
