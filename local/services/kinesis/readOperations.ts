import { ACCOUNT_ID } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { AwsCall } from "../../edge/awsService";
import { invalid, type Operation, streamIn, text, wholeNumber } from "./requests";
import type { Shard, StoredRecord } from "./shard";
import { positionIn, type Stream } from "./stream";

/** Source: GetShardIterator: "A shard iterator expires 5 minutes after it is returned to the requester." */
const ITERATOR_LIFE_MS = 5 * 60_000;
/** Source: GetRecords: "up to 10 MB of data, up to 10000 records per call". */
const MAX_READ_RECORDS = 10_000;
const MAX_READ_BYTES = 10 * 1024 * 1024;
const MAX_LISTED = 10_000;

export const READ_OPERATIONS: Readonly<Record<string, Operation>> = {
  DescribeStreamSummary(parts, call) {
    const stream = streamIn(parts, call);
    return {
      StreamDescriptionSummary: {
        ...described(stream),
        OpenShardCount: stream.openShards.length,
        ConsumerCount: 0,
      },
    };
  },

  DescribeStream(parts, call) {
    const stream = streamIn(parts, call);
    return {
      StreamDescription: { ...described(stream), Shards: stream.shards.map(shardOf), HasMoreShards: false },
    };
  },

  ListStreams(parts) {
    const streams = [...parts.streams.values()];
    return {
      StreamNames: streams.map(({ spec }) => spec.name).sort(),
      StreamSummaries: streams.map((stream) => {
        const { StreamName, StreamARN, StreamStatus, StreamModeDetails, StreamCreationTimestamp } = described(stream);
        return { StreamName, StreamARN, StreamStatus, StreamModeDetails, StreamCreationTimestamp };
      }),
      HasMoreStreams: false,
    };
  },

  ListShards(parts, call) {
    const { NextToken, ExclusiveStartShardId, ShardFilter } = call.params;
    if (ShardFilter !== undefined) {
      throw new AwsError(
        "InvalidArgumentException",
        "ShardFilter is not supported locally: leave it out, and choose among all",
      );
    }
    const [streamArn, start = ""] = typeof NextToken === "string" ? decoded(NextToken) : [];
    const stream =
      streamArn === undefined ? streamIn(parts, call) : streamIn(parts, { params: { StreamARN: streamArn } });
    const limit = wholeNumber(call.params, "MaxResults", { fallback: 1000, max: MAX_LISTED });
    const after = streamArn === undefined ? String(ExclusiveStartShardId ?? "") : start;
    const rest = stream.shards.filter(({ shardId }) => shardId > after);
    const page = rest.slice(0, limit);
    return {
      Shards: page.map(shardOf),
      ...(page.length < rest.length && { NextToken: encoded([stream.arn, page.at(-1)?.shardId ?? ""]) }),
    };
  },

  GetShardIterator(parts, call) {
    const stream = streamIn(parts, call);
    stream.trim();
    const shard = stream.shard(text(call.params, "ShardId"));
    return { ShardIterator: iterator(stream, shard, startOf(shard, call), parts.clock.now()) };
  },

  GetRecords({ clock, metrics, streamOf }, { params }) {
    const now = clock.now();
    const [streamArn = "", shardId = "", position = "", issued = ""] = decoded(text(params, "ShardIterator"));
    if (issued === "") throw new AwsError("InvalidArgumentException", "Invalid ShardIterator.");
    if (now > Number(issued) + ITERATOR_LIFE_MS) {
      throw new AwsError(
        "ExpiredIteratorException",
        `Iterator expired. The iterator was created at time ${new Date(Number(issued)).toISOString()} while right now it is ` +
          `${new Date(now).toISOString()} which is further in the future than the tolerated delay of ${ITERATOR_LIFE_MS} milliseconds.`,
      );
    }
    const stream = streamOf(streamArn.split("/").at(-1) ?? "");
    const { name } = stream.spec;
    const shard = stream.shard(shardId);
    if (!shard.admitsRead(now)) {
      throw new AwsError(
        "ProvisionedThroughputExceededException",
        `Rate exceeded for shard ${shardId} in stream ${name} under account ${ACCOUNT_ID}.`,
      );
    }
    stream.trim();
    const limit = wholeNumber(params, "Limit", { fallback: MAX_READ_RECORDS, max: MAX_READ_RECORDS });
    const { records, next } = withinBytes(shard.read(Number(position), limit));
    const behind = shard.read(next, 1).records[0];
    metrics.put({
      namespace: "AWS/Kinesis",
      metricName: "GetRecords.IteratorAgeMilliseconds",
      dimensions: { StreamName: name },
      value: behind === undefined ? 0 : now - behind.arrival,
      unit: "Milliseconds",
    });
    const atEnd = shard.isClosed && next === shard.end;
    return {
      Records: records.map((record) => ({
        SequenceNumber: record.sequenceNumber,
        ApproximateArrivalTimestamp: record.arrival / 1000,
        Data: record.data.toString("base64"),
        PartitionKey: record.partitionKey,
        EncryptionType: "NONE",
      })),
      ...(!atEnd && { NextShardIterator: iterator(stream, shard, next, now) }),
      MillisBehindLatest: behind === undefined ? 0 : now - behind.arrival,
    };
  },
};

function described({ arn, createdAt, spec }: Stream) {
  return {
    StreamName: spec.name,
    StreamARN: arn,
    StreamStatus: "ACTIVE",
    StreamModeDetails: { StreamMode: spec.onDemand ? "ON_DEMAND" : "PROVISIONED" },
    RetentionPeriodHours: spec.retentionHours,
    StreamCreationTimestamp: createdAt / 1000,
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    EncryptionType: "NONE",
  };
}

function shardOf(shard: Shard): Record<string, unknown> {
  const [ParentShardId, AdjacentParentShardId] = shard.parentShardIds;
  return {
    ShardId: shard.shardId,
    ...(ParentShardId !== undefined && { ParentShardId }),
    ...(AdjacentParentShardId !== undefined && { AdjacentParentShardId }),
    HashKeyRange: { StartingHashKey: String(shard.first), EndingHashKey: String(shard.last) },
    SequenceNumberRange: {
      StartingSequenceNumber: shard.startingSequenceNumber,
      ...(shard.endingSequenceNumber !== undefined && { EndingSequenceNumber: shard.endingSequenceNumber }),
    },
  };
}

function startOf(shard: Shard, { params }: AwsCall): number {
  const type = text(params, "ShardIteratorType");
  switch (type) {
    case "TRIM_HORIZON":
    case "LATEST":
      return positionIn(shard, type);
    case "AT_SEQUENCE_NUMBER":
      return positionIn(shard, { at: text(params, "StartingSequenceNumber") });
    case "AFTER_SEQUENCE_NUMBER":
      return positionIn(shard, { after: text(params, "StartingSequenceNumber") });
    case "AT_TIMESTAMP":
      return positionIn(shard, { from: Number(params.Timestamp) * 1000 });
    default:
      throw invalid(
        `Value '${type}' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]`,
      );
  }
}

function iterator({ arn }: Stream, { shardId }: Shard, position: number, now: number): string {
  return encoded([arn, shardId, String(position), String(now)]);
}

function encoded(parts: readonly string[]): string {
  return Buffer.from(parts.join("|")).toString("base64");
}

function decoded(token: string): string[] {
  return Buffer.from(token, "base64").toString().split("|");
}

function withinBytes(read: { records: readonly StoredRecord[]; next: number }): typeof read {
  let bytes = 0;
  const fitting = read.records.findIndex(({ data }) => {
    bytes += data.length;
    return bytes > MAX_READ_BYTES;
  });
  if (fitting < 0) return read;
  return { records: read.records.slice(0, fitting), next: read.next - (read.records.length - fitting) };
}
