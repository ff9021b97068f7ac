import type { SourceRecord } from "./sourceRecord";

/** A tumbling window in progress; times are milliseconds since the Unix epoch. */
export interface OpenWindow {
  start: number;
  end: number;
  /** The state that the function returned last; `{}` at first. */
  state: unknown;
}

/** How far a mapping has come in one shard. It outlives the poller, so that an updated mapping goes on where it was. */
export interface ShardPosition {
  /** Where to read on; `undefined` before the first read and at the end of a closed shard. */
  iterator: string | undefined;
  /** Sequence number of the last record that was read, to go on behind it if the iterator expires. */
  lastRead: string | undefined;
  /** Sequence number of the last record that was processed or discarded. */
  processed: string | undefined;
  /** Read, but neither processed nor discarded yet, in order. */
  unprocessed: SourceRecord[];
  /** The shard is closed and read to its end. */
  readToEnd: boolean;
  window: OpenWindow | undefined;
}

export function newShardPosition(): ShardPosition {
  return {
    ...{ iterator: undefined, lastRead: undefined, processed: undefined },
    ...{ unprocessed: [], readToEnd: false, window: undefined },
  };
}

/** By shard, or by part of a shard where several are processed side by side. */
export type StreamPosition = Map<string, ShardPosition>;

/** A shard is done when its children may start: everything in it was processed or discarded. */
export function isDone(shard: ShardPosition): boolean {
  return shard.readToEnd && shard.unprocessed.length === 0 && shard.window === undefined;
}
