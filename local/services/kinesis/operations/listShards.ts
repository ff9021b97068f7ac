import type { ListShardsCommandInput, ListShardsCommandOutput } from "@aws-sdk/client-kinesis";
import { AwsError } from "../../../base/awsError";
import type { Shard } from "../shard";
import { decoded, encoded, type KinesisOperation, onStream, streamIn, wholeNumber } from "./kinesisOperation";

const MAX_LISTED = 10_000;

export const listShards: KinesisOperation<ListShardsCommandInput, ListShardsCommandOutput> = {
  parameters: { StreamARN: "text?", StreamName: "text?", NextToken: "text?", MaxResults: "number?" },
  permissions: ({ NextToken: given, ...input }) => onStream("kinesis:ListShards", { ...input, given }),
  run(input, parts) {
    const { NextToken, ExclusiveStartShardId = "", ShardFilter, MaxResults } = input;
    if (ShardFilter !== undefined) {
      throw new AwsError(
        "InvalidArgumentException",
        "ShardFilter is not supported locally: leave it out, and choose among all",
      );
    }
    if (NextToken !== undefined && input.StreamName !== undefined) {
      throw new AwsError("InvalidArgumentException", "NextToken and StreamName cannot be provided together.");
    }
    const [streamArn, start = ""] = NextToken === undefined ? [] : decoded(NextToken);
    const stream = streamIn(parts, streamArn === undefined ? input : { StreamARN: streamArn });
    const limit = wholeNumber("MaxResults", MaxResults, { fallback: 1000, max: MAX_LISTED });
    const after = streamArn === undefined ? ExclusiveStartShardId : start;
    const rest = stream.shards.filter(({ shardId }) => shardId > after);
    const page = rest.slice(0, limit);
    return {
      Shards: page.map(describedShard),
      ...(page.length < rest.length && { NextToken: encoded([stream.arn, page.at(-1)?.shardId ?? ""]) }),
    };
  },
};

export function describedShard(shard: Shard) {
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
