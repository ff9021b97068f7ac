import { sequenceNumberOf } from "./sourceRecord";
import type { ShardPosition, StreamPosition } from "./streamPosition";

/**
 * The parts of a shard that are processed side by side, as keys of a {@link StreamPosition}: each of them reads the whole shard and
 * keeps the records of its partition keys.
 * Source: "Using Lambda to process records from Amazon Kinesis Data Streams", `ParallelizationFactor`.
 */
export function laneKeys(shardId: string, lanes: number): readonly string[] {
  return lanes === 1 ? [shardId] : Array.from({ length: lanes }, (_, lane) => `${shardId}#${lane}/${lanes}`);
}

export function shardOfLane(key: string): string {
  return key.split("#")[0] ?? key;
}

/**
 * Carries the position of a mapping over to another number of lanes: all of them go on where the slowest was, so records may come
 * twice, which streams allow, and none is left out.
 */
export function fitLanes(position: StreamPosition, lanes: number): void {
  for (const shardId of new Set([...position.keys()].map(shardOfLane))) {
    const wanted = laneKeys(shardId, lanes);
    const known = [...position].filter(([key]) => shardOfLane(key) === shardId);
    if (known.every(([key]) => wanted.includes(key))) continue;
    for (const [key] of known) position.delete(key);
    const slowest = slowestOf(known.map(([, shard]) => shard));
    const unprocessed = known
      .flatMap(([, shard]) => shard.unprocessed)
      .sort((a, b) => (BigInt(sequenceNumberOf(a)) < BigInt(sequenceNumberOf(b)) ? -1 : 1));
    for (const key of wanted) position.set(key, { ...slowest, unprocessed: [...unprocessed] });
  }
}

function slowestOf(shards: readonly ShardPosition[]): ShardPosition {
  const place = ({ lastRead, readToEnd }: ShardPosition): bigint =>
    lastRead === undefined ? -1n : BigInt(lastRead) * 2n + (readToEnd ? 1n : 0n);
  return shards.reduce((slowest, shard) => (place(shard) < place(slowest) ? shard : slowest));
}
