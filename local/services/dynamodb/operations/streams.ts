import type {
  DescribeStreamCommandInput,
  DescribeStreamCommandOutput,
  GetRecordsCommandInput,
  GetRecordsCommandOutput,
  GetShardIteratorCommandInput,
  GetShardIteratorCommandOutput,
  ListStreamsCommandInput,
  ListStreamsCommandOutput,
} from "@aws-sdk/client-dynamodb-streams";
import { AwsError } from "../../../base/awsError";
import type { OnWire } from "../../../edge/wireTypes";
import type { Permission } from "../../../iam/iam";
import { fromAwsSequence, toAwsSequence } from "../streamRecord";
import { type Streams, startingSequence } from "../streams";
import { tableNameOf, tableNameOfStream } from "../tableArn";
import type { Tables } from "../tables";
import type { DynamoOperation } from "./dynamoOperation";

// The four operations of the DynamoDB Streams API, which has the signing name of DynamoDB.
// Source of the permissions: Service Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB".

export const listStreams: DynamoOperation<ListStreamsCommandInput, ListStreamsCommandOutput> = {
  parameters: {},
  permissions: () => [{ action: "dynamodb:ListStreams", resource: "*" }],
  run: ({ TableName }, { tables }) => ({ Streams: streamsOf(tables, TableName) }),
};

export const describeStream: DynamoOperation<DescribeStreamCommandInput, DescribeStreamCommandOutput> = {
  parameters: { StreamArn: "text?" },
  permissions: ({ StreamArn }) => onStream("dynamodb:DescribeStream", StreamArn),
  run: ({ StreamArn }, { streams }) => ({ StreamDescription: described(streams, StreamArn) }),
};

export const getShardIterator: DynamoOperation<GetShardIteratorCommandInput, GetShardIteratorCommandOutput> = {
  parameters: { StreamArn: "text?", ShardId: "text?", ShardIteratorType: "text?" },
  permissions: ({ StreamArn }) => onStream("dynamodb:GetShardIterator", StreamArn),
  async run({ StreamArn, ShardId, ShardIteratorType, SequenceNumber }, { streams }) {
    const position = positionOf(ShardIteratorType, SequenceNumber);
    return { ShardIterator: await streams.iterator(StreamArn, String(ShardId), position) };
  },
};

export const getRecords: DynamoOperation<GetRecordsCommandInput, GetRecordsCommandOutput> = {
  parameters: { ShardIterator: "text?" },
  permissions: ({ ShardIterator }) => onStream("dynamodb:GetRecords", String(ShardIterator).split("|")[0]),
  async run({ ShardIterator, Limit = 1000 }, { streams }) {
    const { records, nextIterator } = await streams.records(String(ShardIterator), Limit);
    // Lambda adds the stream's ARN to each record; the API does not.
    const Records = records.map(({ eventSourceARN: _, ...record }) => record);
    return { Records: Records as OnWire<GetRecordsCommandOutput["Records"]>, NextShardIterator: nextIterator };
  },
};

function onStream(action: string, streamArn: string | undefined): readonly Permission[] {
  tableNameOfStream(streamArn);
  return [{ action, resource: String(streamArn) }];
}

function streamsOf(tables: Tables, tableName: string | undefined) {
  const only = tableName === undefined ? undefined : tableNameOf(tableName);
  return [...tables.all()].flatMap(({ name, stream }) =>
    stream && (only ?? name) === name ? [{ StreamArn: stream.arn, TableName: name, StreamLabel: stream.label }] : [],
  );
}

function described(streams: Streams, streamArn: string) {
  const { table, stream } = streams.find(streamArn);
  return {
    StreamArn: stream.arn,
    StreamLabel: stream.label,
    StreamStatus: "ENABLED" as const,
    StreamViewType: stream.viewType,
    CreationRequestDateTime: stream.createdAt / 1000,
    TableName: table.name,
    KeySchema: table.keyAttributes.map((AttributeName, position) => ({
      AttributeName,
      KeyType: position === 0 ? ("HASH" as const) : ("RANGE" as const),
    })),
    Shards: [{ ShardId: stream.shardId, SequenceNumberRange: { StartingSequenceNumber: startingSequence(stream) } }],
  };
}

function positionOf(type: unknown, sequence: unknown): "TRIM_HORIZON" | "LATEST" | { after: string } {
  if (type === "TRIM_HORIZON" || type === "LATEST") return type;
  const stored = fromAwsSequence(String(sequence));
  if (stored !== undefined && type === "AFTER_SEQUENCE_NUMBER") return { after: toAwsSequence(stored) };
  if (stored !== undefined && type === "AT_SEQUENCE_NUMBER") return { after: toAwsSequence(stored - 1) };
  throw new AwsError(
    "ValidationException",
    `Invalid ShardIteratorType ${String(type)} with SequenceNumber ${String(sequence)}`,
  );
}
