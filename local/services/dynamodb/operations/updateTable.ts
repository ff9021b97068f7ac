import type { UpdateTableCommandInput, UpdateTableCommandOutput } from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../../base/awsError";
import type { Request } from "../../../edge/wireTypes";
import { described } from "../describedTable";
import type { TableSpec } from "../dynamodb";
import { attributeDefinitions, invalid, requestedCapacity, requestedIndex } from "../requestedTable";
import { tableArn, tableNameOf } from "../tableArn";
import { keyArnOf } from "./createTable";
import type { DynamoOperation } from "./dynamoOperation";

type Changes = Request<UpdateTableCommandInput>;

export const updateTable: DynamoOperation<UpdateTableCommandInput, UpdateTableCommandOutput> = {
  parameters: { TableName: "text?", GlobalSecondaryIndexUpdates: "list?", AttributeDefinitions: "list?" },
  permissions: ({ TableName }) => [{ action: "dynamodb:UpdateTable", resource: tableArn(tableNameOf(TableName)) }],
  async run(input, parts) {
    const name = tableNameOf(input.TableName);
    if (input.ReplicaUpdates !== undefined) throw invalid("global tables are not supported locally");
    const { spec } = parts.tables.of(name);
    const changed = withStream(withIndexes(withThroughput(spec, input), input), input);
    const { SSESpecification: sse, DeletionProtectionEnabled: deletionProtection = spec.deletionProtection } = input;
    const { keyArn: before, ...rest } = changed;
    const keyArn = sse === undefined ? before : keyArnOf(sse, parts);
    await parts.tables.update({ ...rest, deletionProtection, ...(keyArn !== undefined && { keyArn }) });
    if (sse !== undefined) parts.kms.encrypt(tableArn(name), keyArn);
    return { TableDescription: { ...(await described(name, parts)), TableStatus: "UPDATING" } };
  },
};

function withThroughput(spec: TableSpec, { BillingMode, ProvisionedThroughput: given }: Changes): TableSpec {
  if (BillingMode === undefined && given === undefined) return spec;
  const { capacity: before, ...rest } = spec;
  const mode = BillingMode ?? (before ? "PROVISIONED" : "PAY_PER_REQUEST");
  const capacity = requestedCapacity(mode, given);
  return { ...rest, ...(capacity && { capacity }) };
}

/** Source: Amazon DynamoDB API Reference, "UpdateTable": one index is made or deleted in a call. */
function withIndexes(spec: TableSpec, { GlobalSecondaryIndexUpdates: updates = [], ...given }: Changes): TableSpec {
  if (updates.filter(({ Create, Delete }) => Create ?? Delete).length > 1) {
    throw new AwsError(
      "LimitExceededException",
      "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table",
    );
  }
  let indexes = spec.globalSecondaryIndexes;
  for (const { Create, Delete, Update } of updates) {
    const named = Delete?.IndexName ?? Update?.IndexName;
    if (named !== undefined && !indexes.some(({ name }) => name === named)) {
      throw new AwsError("ResourceNotFoundException", "Requested resource not found");
    }
    if (Delete) indexes = indexes.filter(({ name }) => name !== named);
    if (Update?.ProvisionedThroughput) {
      const capacity = requestedCapacity("PROVISIONED", Update.ProvisionedThroughput);
      indexes = indexes.map((index) => (index.name === named && capacity ? { ...index, capacity } : index));
    }
    if (Create) {
      if (indexes.some(({ name }) => name === Create.IndexName)) {
        throw new AwsError("ValidationException", "Attempting to create an index which already exists");
      }
      const capacity = spec.capacity && requestedCapacity("PROVISIONED", Create.ProvisionedThroughput);
      indexes = [...indexes, { ...requestedIndex(Create), ...(capacity && { capacity }) }];
    }
  }
  const keys = new Set([spec, ...indexes, ...(spec.localSecondaryIndexes ?? [])].flatMap(keysOf));
  const added = attributeDefinitions(given.AttributeDefinitions);
  const kept = spec.attributeDefinitions.filter(({ name }) => !added.some((each) => each.name === name));
  return {
    ...spec,
    globalSecondaryIndexes: indexes,
    attributeDefinitions: [...kept, ...added].filter(({ name }) => keys.has(name)),
  };
}

function keysOf(schema: { hashKey?: string; rangeKey?: string }): string[] {
  return [schema.hashKey, schema.rangeKey].filter((key) => key !== undefined);
}

function withStream(spec: TableSpec, { StreamSpecification: stream }: Changes): TableSpec {
  if (stream === undefined) return spec;
  const { streamViewType, ...rest } = spec;
  if (!stream.StreamEnabled) {
    if (streamViewType === undefined) throw invalidStream("Table is not enabled for a stream", spec);
    return rest;
  }
  if (streamViewType !== undefined) throw invalidStream("Table already has an enabled stream", spec);
  if (stream.StreamViewType === undefined) throw invalid("StreamViewType is required when StreamEnabled is true");
  return { ...rest, streamViewType: stream.StreamViewType };
}

function invalidStream(problem: string, { name }: TableSpec): AwsError {
  return new AwsError("ValidationException", `${problem}: TableName: ${name}`);
}
