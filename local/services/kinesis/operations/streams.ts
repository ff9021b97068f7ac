import type {
  DescribeStreamCommandInput,
  DescribeStreamCommandOutput,
  DescribeStreamSummaryCommandInput,
  DescribeStreamSummaryCommandOutput,
  ListStreamsCommandInput,
  ListStreamsCommandOutput,
} from "@aws-sdk/client-kinesis";
import type { Stream } from "../stream";
import { type KinesisOperation, onStream, streamIn } from "./kinesisOperation";
import { describedShard } from "./listShards";

export const describeStreamSummary: KinesisOperation<
  DescribeStreamSummaryCommandInput,
  DescribeStreamSummaryCommandOutput
> = {
  parameters: { StreamARN: "text?", StreamName: "text?" },
  permissions: (input) => onStream("kinesis:DescribeStreamSummary", input),
  run(input, parts) {
    const stream = streamIn(parts, input);
    return {
      StreamDescriptionSummary: { ...described(stream), OpenShardCount: stream.openShards.length, ConsumerCount: 0 },
    };
  },
};

export const describeStream: KinesisOperation<DescribeStreamCommandInput, DescribeStreamCommandOutput> = {
  parameters: { StreamARN: "text?", StreamName: "text?" },
  permissions: (input) => onStream("kinesis:DescribeStream", input),
  run(input, parts) {
    const stream = streamIn(parts, input);
    return {
      StreamDescription: { ...described(stream), Shards: stream.shards.map(describedShard), HasMoreShards: false },
    };
  },
};

/** Knows no resource types (Service Authorization Reference, "Amazon Kinesis Data Streams"). */
export const listStreams: KinesisOperation<ListStreamsCommandInput, ListStreamsCommandOutput> = {
  parameters: {},
  permissions: () => [{ action: "kinesis:ListStreams", resource: "*" }],
  run(_input, parts) {
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
};

function described({ arn, createdAt, spec }: Stream) {
  return {
    StreamName: spec.name,
    StreamARN: arn,
    StreamStatus: "ACTIVE" as const,
    StreamModeDetails: { StreamMode: spec.onDemand ? ("ON_DEMAND" as const) : ("PROVISIONED" as const) },
    RetentionPeriodHours: spec.retentionHours,
    StreamCreationTimestamp: createdAt / 1000,
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    ...(spec.keyId === undefined
      ? { EncryptionType: "NONE" as const }
      : { EncryptionType: "KMS" as const, KeyId: spec.keyId }),
  };
}
