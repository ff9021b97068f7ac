import type { KinesisStreamBatchResponse, KinesisStreamEvent, KinesisStreamRecord } from "aws-lambda";
import { isTransient } from "../../shared/awsErrors";
import { positionOf } from "../../shared/exactlyOnce/mark";
import { createTelemetry } from "../../shared/telemetry";
import type { Ledger } from "./fileAccount";
import { hourOf } from "./ledgerItem";
import { countProduced, type ProducedEvent } from "./production";
import { eventReader, type Reading } from "./readEvent";

interface StreamedEvent extends ProducedEvent {
  sequenceNumber: string;
}

/**
 * Counts the events of the stream by the hour they happened in and their type, each record exactly once. What the archive refuses or
 * leaves out (no event, an impossible one, a replay) is left out here too, so that the two counts can be held against each other.
 * @throws Error for records of more than one shard, which no event source sends; what the SDK throws on faults that no repeat cures
 */
export function createCounter(ledger: Ledger): (event: KinesisStreamEvent) => Promise<KinesisStreamBatchResponse> {
  const { logger, count } = createTelemetry();
  const read = eventReader();
  return async ({ Records: records }) => {
    const [shardId, ...others] = new Set(records.map(shardOf));
    if (shardId === undefined) return { batchItemFailures: [] };
    if (others.length > 0) throw new Error(`A batch has records of the shards ${[shardId, ...others].join(", ")}`);
    const events = records.flatMap((record) => streamed(record, read(record.kinesis.data)));
    const { counted, alreadyCounted, failure } = await countProduced(ledger, shardId, events);
    count({ EventsCounted: counted, EventsAlreadyCounted: alreadyCounted, BatchesToRetry: failure ? 1 : 0 });
    if (failure === undefined) return { batchItemFailures: [] };
    if (!isTransient(failure.error)) throw failure.error;
    const retry = events.find(({ position }) => position === failure.position) as StreamedEvent;
    logger.error("Some records need another delivery", { shardId, ...retry, error: failure.error as Error });
    return { batchItemFailures: [{ itemIdentifier: retry.sequenceNumber }] };
  };
}

/**
 * `eventID` is `<shard>:<sequence number>` (Lambda Developer Guide, "Using Lambda with Kinesis"). With the stream's name, because shards of
 * another stream in its place have the same names, and sequence numbers that may be lower.
 */
function shardOf({ eventID, eventSourceARN }: KinesisStreamRecord): string {
  return `${eventSourceARN.split("/").at(-1)}/${eventID.slice(0, eventID.lastIndexOf(":"))}`;
}

function streamed({ kinesis: { sequenceNumber } }: KinesisStreamRecord, reading: Reading): StreamedEvent[] {
  if ("fault" in reading || reading.event.replay !== undefined) return [];
  const { event } = reading;
  return [{ hour: hourOf(event), type: event.type, position: positionOf(sequenceNumber), sequenceNumber }];
}
