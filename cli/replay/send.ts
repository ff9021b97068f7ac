import { type KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import type { Clock } from "../../local/base/clock";
import { aborted } from "../interruption";
import { pause } from "../load/poll";
import { createSchedule } from "../load/schedule";
import type { ArchivedEvent } from "./archive";

export interface SendOptions {
  streamName: string;
  /** Events a second. */
  rate: number;
  /** Marks every event that is sent: which replay, and when it began, in milliseconds since the Unix epoch. */
  replay: { id: string; at: number };
  /** Ends the sending after the batch that is under way. */
  signal: AbortSignal;
  /** Called for each event that the stream took. */
  onSent(): void;
}

export interface SendResult {
  sent: number;
  /** Events that the stream did not take, however often they were offered. */
  failed: number;
  /** When the first event happened that the stream has not taken; absent where it has all. */
  resumeAt?: number;
  /** Why events failed. */
  reasons: readonly string[];
}

/**
 * Records of one request: AWS's limit, far below that of 5 MB, for an event has about 1 KB at most.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
 */
const MAX_BATCH = 500;
const MAX_ATTEMPTS = 12;
const FIRST_BACKOFF_MS = 50;
const MAX_BACKOFF_MS = 5_000;

/**
 * Sends events into the stream again, marked as replays, in the order in which they come. A batch follows once the stream has the one
 * before, so that the events of a card stay in order through throttling.
 */
export async function sendReplays(
  events: AsyncIterable<ArchivedEvent>,
  { kinesis, clock }: { kinesis: KinesisClient; clock: Clock },
  options: SendOptions,
): Promise<SendResult> {
  // Twice a second at least, so that a low rate is no burst a minute.
  const size = Math.min(MAX_BATCH, Math.max(1, Math.floor(options.rate / 2)));
  const schedule = createSchedule(clock, options.rate);
  const result = { sent: 0, failed: 0, reasons: new Set<string>() };
  const interrupted = aborted(options.signal);
  let offered = 0;
  let resumeAt: number | undefined;
  for await (const batch of batches(events, size)) {
    await Promise.race([schedule.turn(offered), interrupted]);
    if (options.signal.aborted) {
      resumeAt ??= batch[0]?.occurred_at;
      break;
    }
    offered += batch.length;
    const left = await put(batch, kinesis, clock, options, result.reasons);
    result.sent += batch.length - left.length;
    result.failed += left.length;
    resumeAt ??= left[0]?.occurred_at;
  }
  return { ...result, reasons: [...result.reasons], ...(resumeAt !== undefined && { resumeAt }) };
}

/** @returns the events that the stream did not take in the end */
async function put(
  batch: readonly ArchivedEvent[],
  kinesis: KinesisClient,
  clock: Clock,
  options: SendOptions,
  reasons: Set<string>,
): Promise<readonly ArchivedEvent[]> {
  let left = batch;
  for (let attempts = 1; ; attempts++) {
    const outcome = await putOnce(left, kinesis, options);
    for (let taken = left.length - outcome.left.length; taken > 0; taken--) options.onSent();
    left = outcome.left;
    if (left.length === 0) return left;
    if (attempts === MAX_ATTEMPTS) {
      reasons.add(outcome.reason);
      return left;
    }
    await pause(clock, Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempts - 1)));
  }
}

async function putOnce(
  events: readonly ArchivedEvent[],
  kinesis: KinesisClient,
  { streamName, replay }: SendOptions,
): Promise<{ left: readonly ArchivedEvent[]; reason: string }> {
  const Records = events.map((event) => ({
    PartitionKey: event.card_id,
    Data: new TextEncoder().encode(JSON.stringify({ ...event, replay })),
  }));
  try {
    const reply = await kinesis.send(new PutRecordsCommand({ StreamName: streamName, Records }));
    const left = events.filter((_event, index) => reply.Records?.[index]?.ErrorCode !== undefined);
    return { left, reason: reply.Records?.find(({ ErrorCode }) => ErrorCode !== undefined)?.ErrorCode ?? "" };
  } catch (error) {
    if (isForGood(error)) throw error;
    return { left: events, reason: (error as Error).name };
  }
}

/** Tells failures that no repetition mends: a stream that is not there, or may not be written to. */
function isForGood(error: unknown): boolean {
  const { $metadata, name } = error as { $metadata?: { httpStatusCode?: number }; name: string };
  const status = $metadata?.httpStatusCode;
  return status !== undefined && status >= 400 && status < 500 && !/Throttl|Exceeded/.test(name);
}

async function* batches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
