import type { DynamoDBStreamEvent } from "aws-lambda";

/** A batch of a DynamoDB stream, from an event source mapping with a tumbling window. */
export interface WindowedStreamEvent extends DynamoDBStreamEvent {
  shardId?: string;
  window?: { start: string; end: string };
  state?: Record<string, unknown>;
  isFinalInvokeForWindow?: boolean;
  isWindowTerminatedEarly?: boolean;
}

export interface WindowedStreamResult {
  /** At most one: the record from which on Lambda is to deliver again. */
  batchItemFailures: { itemIdentifier: string }[];
  /** Required of a function with a tumbling window; always empty here, because the window is there for its `shardId` only. */
  state: Record<string, never>;
}

/**
 * The shard that a batch comes from, by whose marks repeats are known.
 * @throws an Error when the event has none, which is so without a tumbling window
 */
export function shardOf({ shardId }: WindowedStreamEvent): string {
  if (shardId === undefined) {
    throw new Error(
      "The event has no shardId, which keeps repeats from counting twice: set tumblingWindowInSeconds on the event source mapping",
    );
  }
  return shardId;
}

/** Answers Lambda: the whole batch is done, or it is to deliver again from the record with this sequence number on. */
export function batchResult(retryFrom: string | undefined): WindowedStreamResult {
  return { batchItemFailures: retryFrom === undefined ? [] : [{ itemIdentifier: retryFrom }], state: {} };
}
