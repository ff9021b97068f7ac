import { AwsError } from "../../base/awsError";
import type { AwsCall } from "../../edge/awsService";
import type { Permission } from "../../iam/iam";
import { fromAwsSequence, toAwsSequence } from "./streamRecord";
import { type Streams, startingSequence } from "./streams";
import { tableNameOf, tableNameOfStream } from "./tableArn";
import type { Tables } from "./tables";

const OPERATIONS = new Set(["ListStreams", "DescribeStream", "GetShardIterator", "GetRecords"]);

export function isStreamsOperation(operation: string): boolean {
  return OPERATIONS.has(operation);
}

/** Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB". */
export function streamsPermissions({ operation, params }: AwsCall): readonly Permission[] {
  const action = `dynamodb:${operation}`;
  if (operation === "ListStreams") return [{ action, resource: "*" }];
  const streamArn = operation === "GetRecords" ? String(params.ShardIterator).split("|")[0] : params.StreamArn;
  tableNameOfStream(streamArn);
  return [{ action, resource: String(streamArn) }];
}

/** The four operations of the DynamoDB Streams API. */
export async function answerStreams(
  { operation, params }: AwsCall,
  streams: Streams,
  tables: Tables,
): Promise<Record<string, unknown>> {
  switch (operation) {
    case "ListStreams":
      return { Streams: listStreams(tables, params.TableName) };
    case "DescribeStream":
      return { StreamDescription: describeStream(streams, String(params.StreamArn)) };
    case "GetShardIterator": {
      const position = positionOf(params.ShardIteratorType, params.SequenceNumber);
      return { ShardIterator: await streams.iterator(String(params.StreamArn), String(params.ShardId), position) };
    }
    default: {
      const limit = typeof params.Limit === "number" ? params.Limit : 1000;
      const { records, nextIterator } = await streams.records(String(params.ShardIterator), limit);
      // Lambda adds the stream's ARN to each record; the API does not.
      return { Records: records.map(({ eventSourceARN: _, ...record }) => record), NextShardIterator: nextIterator };
    }
  }
}

function listStreams(tables: Tables, tableName: unknown): object[] {
  const only = tableName === undefined ? undefined : tableNameOf(tableName);
  return [...tables.all()].flatMap(({ name, stream }) =>
    stream && (only ?? name) === name ? [{ StreamArn: stream.arn, TableName: name, StreamLabel: stream.label }] : [],
  );
}

function describeStream(streams: Streams, streamArn: string): object {
  const { table, stream } = streams.find(streamArn);
  return {
    StreamArn: stream.arn,
    StreamLabel: stream.label,
    StreamStatus: "ENABLED",
    StreamViewType: stream.viewType,
    CreationRequestDateTime: stream.createdAt / 1000,
    TableName: table.name,
    KeySchema: table.keyAttributes.map((AttributeName, position) => ({
      AttributeName,
      KeyType: position === 0 ? "HASH" : "RANGE",
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
