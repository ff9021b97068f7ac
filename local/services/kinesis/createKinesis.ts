import { ACCOUNT_ID, REGION } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { type KeptMaps, noMaps } from "../../base/keptMaps";
import type { Services } from "../../services";
import { WriteSignal } from "../dynamodb/writeSignal";
import type { Kinesis, KinesisReader, KinesisRecord } from "./kinesis";
import { kinesisApi } from "./kinesisApi";
import type { StoredRecord } from "./shard";
import { positionIn, Stream, sequenceNumberOf } from "./stream";

/**
 * Kinesis Data Streams in memory, of our own. Of the packages, `kinesalite` keeps no shard to its limits and stands on the levelup family, which its authors have replaced;
 * `kinesis-local` took 300 records a second. What the SDK, Lambda and programs need of a stream is an ordered list a shard.
 *
 * @param kept what streams held in an earlier process: one goes on with it when the program makes it again by its name
 */
export function createKinesis(
  { clock, metrics, report }: Pick<Services, "clock" | "metrics" | "report">,
  kept: KeptMaps = noMaps,
): Kinesis {
  const streams = new Map<string, Stream>();
  const writes = new WriteSignal();
  const warned = new Set<string>();
  const full = (name: string): void => {
    if (warned.has(name)) return;
    warned.add(name);
    report.warn("kinesis", `the stream ${name} has outgrown its memory here: its oldest records go before their time`);
  };

  const streamOf = (name: string): Stream => {
    const found = streams.get(name);
    if (found) return found;
    throw new AwsError("ResourceNotFoundException", `Stream ${name} under account ${ACCOUNT_ID} not found.`);
  };
  const ofArn = (streamArn: string): Stream => streamOf(streamArn.split("/").at(-1) ?? "");

  const reader: KinesisReader = {
    shards: async (streamArn) =>
      ofArn(streamArn).shards.map(({ shardId, parentShardIds, isClosed: closed }) => ({
        shardId,
        parentShardIds,
        closed,
      })),
    async iterator(streamArn, shardId, start) {
      return `${streamArn}|${shardId}|${positionIn(ofArn(streamArn).shard(shardId), start)}`;
    },
    async records(iterator, limit) {
      const [streamArn = "", shardId = "", position] = iterator.split("|");
      const stream = ofArn(streamArn);
      stream.trim();
      const shard = stream.shard(shardId);
      const { records, next } = shard.read(Number(position), limit);
      const atEnd = shard.isReadTo(next);
      return {
        records: records.map((record) => toEventRecord(record, streamArn, shardId)),
        ...(!atEnd && { nextIterator: `${streamArn}|${shardId}|${next}` }),
      };
    },
    written: (streamArn, signal) => writes.next(streamArn, signal),
  };

  return {
    api: kinesisApi({ clock, metrics, streams, streamOf, written: (streamArn) => writes.notify(streamArn) }),
    createStream(spec) {
      if (streams.has(spec.name)) {
        throw new AwsError("ResourceInUseException", `Stream ${spec.name} under account ${ACCOUNT_ID} already exists.`);
      }
      const stream = new Stream(spec, clock, full, kept);
      streams.set(spec.name, stream);
      return { arn: stream.arn };
    },
    updateStream(spec) {
      const stream = streamOf(spec.name);
      stream.update(spec);
      // Readers of shards that have closed look for their children.
      writes.notify(stream.arn);
    },
    deleteStream(name) {
      const stream = streams.get(name);
      streams.delete(name);
      stream?.forget();
      if (stream) writes.notify(stream.arn);
    },
    reader,
  };
}

function toEventRecord(record: StoredRecord, streamArn: string, shardId: string): KinesisRecord {
  const sequenceNumber = sequenceNumberOf(record);
  return {
    kinesis: {
      kinesisSchemaVersion: "1.0",
      partitionKey: record.partitionKey,
      sequenceNumber,
      data: record.data,
      approximateArrivalTimestamp: record.arrival / 1000,
    },
    eventSource: "aws:kinesis",
    eventVersion: "1.0",
    eventID: `${shardId}:${sequenceNumber}`,
    eventName: "aws:kinesis:record",
    awsRegion: REGION,
    eventSourceARN: streamArn,
  };
}
