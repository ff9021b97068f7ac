import type { DataFolder } from "../../../base/dataFolder";
import type { EventSourceSpec } from "../lambda";
import type { OpenWindow, ShardPosition, StreamPosition } from "./streamPosition";
import { newShardPosition } from "./streamPosition";

/** How far a mapping has come in a shard, or in a part of one, as it is recorded. */
interface KeptShard {
  /** Where it began, for as long as nothing has been processed. */
  iterator?: string;
  /** Sequence number of the last record that was processed or discarded. */
  processed?: string;
  window?: OpenWindow;
}

type Entry = { mapping: string; stream: string; shard: string; at: KeptShard } | { deleted: string };

interface KeptMapping {
  stream: string;
  shards: Map<string, KeptShard>;
}

/**
 * The positions of event source mappings, recorded whenever records were processed: the next start of the local cloud goes on behind
 * them. What was under way then is delivered again, as streams allow.
 */
export class KeptPositions {
  readonly #mappings = new Map<string, KeptMapping>();
  readonly #append: (entry: Entry) => void;

  constructor(data: DataFolder) {
    const journal = data.journal<Entry>("event-sources", {
      replay: (entry) => this.#apply(entry),
      snapshot: () => this.#entries(),
    });
    this.#append = (entry) => {
      if (data.keeps) this.#apply(entry);
      journal.append(entry);
    };
  }

  /** Where the mapping is to go on: nowhere yet for a new one, or one that reads another stream by now. */
  of({ uuid, eventSourceArn }: EventSourceSpec): StreamPosition {
    const kept = this.#mappings.get(uuid);
    if (kept?.stream !== eventSourceArn) return new Map();
    return new Map(
      [...kept.shards].map(([shard, { iterator, processed, window }]): [string, ShardPosition] => [
        shard,
        { ...newShardPosition(), iterator, lastRead: processed, processed, window },
      ]),
    );
  }

  save({ uuid, eventSourceArn }: EventSourceSpec, shard: string, position: ShardPosition): void {
    const { processed, iterator, window } = position;
    const at = {
      ...(processed !== undefined ? { processed } : iterator !== undefined && { iterator }),
      ...(window && { window }),
    };
    this.#append({ mapping: uuid, stream: eventSourceArn, shard, at });
  }

  delete(uuid: string): void {
    this.#append({ deleted: uuid });
  }

  #apply(entry: Entry): void {
    if ("deleted" in entry) {
      this.#mappings.delete(entry.deleted);
      return;
    }
    const { mapping, stream, shard, at } = entry;
    const known = this.#mappings.get(mapping);
    const kept = known?.stream === stream ? known : { stream, shards: new Map<string, KeptShard>() };
    this.#mappings.set(mapping, kept);
    kept.shards.set(shard, at);
  }

  *#entries(): Generator<Entry> {
    for (const [mapping, { stream, shards }] of this.#mappings) {
      for (const [shard, at] of shards) yield { mapping, stream, shard, at };
    }
  }
}
