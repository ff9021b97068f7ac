import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { FailedEvent } from "./streamRecord";

/**
 * The most bytes that one message, or one batch of them, comes to. SQS takes 1 MiB (Amazon SQS API reference, "SendMessageBatch"), but
 * a queue whose MaximumMessageSize was set when that limit was 256 KiB still refuses more.
 */
const maxBatchBytes = 262_144;

const maxBatchMessages = 10;

/** Requests under way at once. */
const parallelRequests = 8;

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
  shardId: string;
  sequenceNumber: string;
}

/**
 * Sends failed events to the queue, as many in a request as it takes.
 * @returns the events that SQS did not take, with the error of each
 */
export async function sendFailures(
  sqs: SQSClient,
  queueUrl: string,
  shardId: string,
  failures: readonly FailedEvent[],
): Promise<{ failure: FailedEvent; error: unknown }[]> {
  const unsent: { failure: FailedEvent; error: unknown }[] = [];
  const batches = batched(failures.map((failure) => ({ failure, body: messageBody(failure, shardId) }))).values();
  const sendBatches = async () => {
    for (const batch of batches) unsent.push(...(await sendBatch(sqs, queueUrl, batch)));
  };
  await Promise.all(Array.from({ length: parallelRequests }, sendBatches));
  return unsent;
}

interface Message {
  failure: FailedEvent;
  body: string;
}

async function sendBatch(sqs: SQSClient, queueUrl: string, batch: readonly Message[]) {
  const entries = batch.map(({ body }, index) => ({ Id: String(index), MessageBody: body }));
  try {
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
    return Failed.flatMap(({ Id, Code, Message: text }) => {
      const message = batch[Number(Id)];
      return message === undefined ? [] : [{ failure: message.failure, error: new Error(`${Code}: ${text}`) }];
    });
  } catch (error) {
    return batch.map(({ failure }) => ({ failure, error }));
  }
}

function batched(messages: readonly Message[]): Message[][] {
  const batches: Message[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = Buffer.byteLength(message.body);
    const last = batches.at(-1);
    if (last === undefined || last.length === maxBatchMessages || bytes + size > maxBatchBytes) {
      batches.push([message]);
      bytes = size;
    } else {
      last.push(message);
      bytes += size;
    }
  }
  return batches;
}

function messageBody({ event, reason, error }: FailedEvent, shardId: string): string {
  const { eventId, payload, receivedAt, sequenceNumber } = event;
  const message: FailureMessage = {
    eventId,
    payload,
    receivedAt,
    reason,
    error: describeError(error),
    shardId,
    sequenceNumber,
  };
  const whole = encode(message);
  if (Buffer.byteLength(whole) <= maxBatchBytes) return whole;
  // No character takes more than six bytes once it is escaped, and the other members stay below 16 KB.
  const start = payload.slice(0, 40_000).replace(/[\uD800-\uDBFF]$/, "");
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
