import { ANY, type Table } from "../table";
import { api, argument, FIRST, from, NO_STREAM, put, read, row, SECOND } from "./rows";
import type { KinesisInput } from "./subject";

const IDS = { see: "Shards.*.ShardId" };
const [THIRD, FOURTH] = ["shardId-000000000002", "shardId-000000000003"];
const reshard = (ShardCount: number) => ["Reshard", { ShardCount }] as const;

export const shards: Table<KinesisInput> = {
  service: "Amazon Kinesis Data Streams",
  topic: "streams and shards",
  rows: [
    row(
      "a stream is summed up",
      api("DescribeStreamSummary"),
      [["DescribeStreamSummary", {}]],
      {
        StreamName: "orders",
        StreamARN: "arn:aws:kinesis:us-east-1:000000000000:stream/orders",
        StreamStatus: "ACTIVE",
        StreamModeDetails: { StreamMode: "PROVISIONED" },
        RetentionPeriodHours: 24,
        StreamCreationTimestamp: ANY,
        EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
        EncryptionType: "NONE",
        OpenShardCount: 2,
        ConsumerCount: 0,
      },
      { shards: 2, see: "StreamDescriptionSummary" },
    ),
    row(
      "a stream on demand says so",
      api("DescribeStreamSummary"),
      [["DescribeStreamSummary", {}]],
      { StreamMode: "ON_DEMAND" },
      {
        onDemand: true,
        see: "StreamDescriptionSummary.StreamModeDetails",
      },
    ),
    row(
      "a stream that is not there is not described",
      api("DescribeStreamSummary"),
      [["DescribeStreamSummary", { StreamName: "absent" }]],
      NO_STREAM,
    ),
    row(
      "shards share the hash keys",
      api("ListShards"),
      [["ListShards", {}]],
      [
        { StartingHashKey: "0", EndingHashKey: "170141183460469231731687303715884105727" },
        {
          StartingHashKey: "170141183460469231731687303715884105728",
          EndingHashKey: "340282366920938463463374607431768211455",
        },
      ],
      { shards: 2, see: "Shards.*.HashKeyRange" },
    ),
    row("an open shard has no last number", api("ListShards"), [["ListShards", {}]], [undefined], {
      see: "Shards.*.SequenceNumberRange.EndingSequenceNumber",
    }),
    row(
      "a page of shards has a token for the next",
      api("ListShards"),
      [
        ["ListShards", { MaxResults: 1 }, "first"],
        ["ListShards", { StreamName: undefined, NextToken: "$first.NextToken" }],
      ],
      [SECOND],
      { shards: 2, ...IDS },
    ),
    row(
      "shards are listed behind one",
      api("ListShards"),
      [["ListShards", { ExclusiveStartShardId: FIRST }]],
      [SECOND],
      { shards: 2, ...IDS },
    ),
    row(
      "a token and a name exclude each other",
      api("ListShards"),
      [
        ["ListShards", { MaxResults: 1 }, "first"],
        ["ListShards", { NextToken: "$first.NextToken" }],
      ],
      argument("NextToken and StreamName cannot be provided together."),
      { shards: 2 },
    ),
    row(
      "a shard that was split is listed with its children",
      api("ListShards"),
      [reshard(2), ["ListShards", {}]],
      [FIRST, SECOND, THIRD],
      IDS,
    ),
    row("a child has its parent", api("ListShards"), [reshard(2), ["ListShards", {}]], [undefined, FIRST, FIRST], {
      see: "Shards.*.ParentShardId",
    }),
    row(
      "a shard that was merged has two parents",
      api("ListShards"),
      [reshard(1), ["ListShards", {}]],
      [undefined, undefined, SECOND],
      { shards: 2, see: "Shards.*.AdjacentParentShardId" },
    ),
    row(
      "a closed shard has a last number",
      api("ListShards"),
      [reshard(2), ["ListShards", {}]],
      [ANY, undefined, undefined],
      { see: "Shards.*.SequenceNumberRange.EndingSequenceNumber" },
    ),
    row(
      "a record goes to a shard that is open",
      api("PutRecord"),
      [reshard(2), put("a", { ExplicitHashKey: "0" })],
      SECOND,
      { see: "ShardId" },
    ),
    row(
      "a closed shard is read to its end",
      api("GetRecords"),
      [put("a"), reshard(2), from("TRIM_HORIZON"), read()],
      undefined,
      { see: "NextShardIterator" },
    ),
    row("streams are listed", api("ListStreams"), [["ListStreams", {}]], ["orders"], { see: "StreamNames" }),
    row(
      "a stream's shards are described",
      api("DescribeStream"),
      [["DescribeStream", {}]],
      [FIRST, SECOND, THIRD, FOURTH],
      { shards: 4, see: "StreamDescription.Shards.*.ShardId" },
    ),
  ],
};
