import type { KeptMap, KeptMaps } from "../../../base/keptMaps";
import type { EventSourceSpec } from "../lambda";
import type { OpenWindow, ShardPosition, StreamPosition } from "./streamPosition";
import { newShardPosition } from "./streamPosition";

/** How far a mapping has come in a shard, or in a part of one, as it is recorded. */
interface KeptShard {
  /** ARN of the stream that it read. */
  stream: string;
  /** Where it began, for as long as nothing has been processed. */
  iterator?: string;
  /** Sequence number of the last record that was processed or discarded. */
  processed?: string;
  window?: OpenWindow;
}

/**
 * The positions of event source mappings, recorded whenever records were processed: the next start of the local cloud goes on behind
 * them. What was under way then is delivered again, as streams allow.
 */
export class KeptPositions {
  constructor(private readonly maps: KeptMaps) {}

  /** Where the mapping is to go on: nowhere yet for a new one, or one that reads another stream by now. */
  of({ uuid, eventSourceArn }: EventSourceSpec): StreamPosition {
    const kept = [...this.#shardsOf(uuid).entries()].filter(([, { stream }]) => stream === eventSourceArn);
    return new Map(
      kept.map(([shard, { iterator, processed, window }]): [string, ShardPosition] => [
        shard,
        { ...newShardPosition(), iterator, lastRead: processed, processed, window },
      ]),
    );
  }

  save({ uuid, eventSourceArn: stream }: EventSourceSpec, shard: string, position: ShardPosition): void {
    const { processed, iterator, window } = position;
    this.#shardsOf(uuid).set(shard, {
      stream,
      ...(processed !== undefined ? { processed } : iterator !== undefined && { iterator }),
      ...(window && { window }),
    });
  }

  delete(uuid: string): void {
    this.#shardsOf(uuid).clear();
  }

  /** By shard. */
  #shardsOf(uuid: string): KeptMap<KeptShard> {
    return this.maps.map(uuid);
  }
}
