import type {
  BatchGetItemCommandInput,
  BatchGetItemCommandOutput,
  BatchWriteItemCommandInput,
  BatchWriteItemCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { isRecord } from "../../../base/isRecord";
import type { RawAnswer } from "../../../edge/awsApi";
import type { AwsCall } from "../../../edge/awsService";
import type { OnWire } from "../../../edge/wireTypes";
import type { Permission } from "../../../iam/iam";
import { leadingKeysOfBatch } from "../leadingKeys";
import { tableArn, tableNameOf } from "../tableArn";
import type { DynamoOperation, DynamoParts } from "./dynamoOperation";
import { forward, isArn, leadingKeys, malformed } from "./forward";

export const batchGetItem: DynamoOperation<BatchGetItemCommandInput, BatchGetItemCommandOutput> = {
  parameters: { RequestItems: "map" },
  permissions: ({ RequestItems }, parts) => onTables("dynamodb:BatchGetItem", RequestItems, parts),
  run: (input, parts, call) => batch<OnWire<Omit<BatchGetItemCommandOutput, "$metadata">>>(input, parts, call, false),
};

export const batchWriteItem: DynamoOperation<BatchWriteItemCommandInput, BatchWriteItemCommandOutput> = {
  parameters: { RequestItems: "map" },
  permissions: ({ RequestItems }, parts) => {
    refuseDoubles(RequestItems);
    return onTables("dynamodb:BatchWriteItem", RequestItems, parts);
  },
  run: (input, parts, call) => batch<OnWire<Omit<BatchWriteItemCommandOutput, "$metadata">>>(input, parts, call, true),
};

interface BatchInput {
  /** By a table's name or ARN. */
  readonly RequestItems: Readonly<Record<string, unknown>>;
}

/** @throws AwsError for a request that puts and deletes: one would be carried out on the permission of the other */
function refuseDoubles(requests: BatchInput["RequestItems"]): void {
  for (const request of Object.values(requests).flat()) {
    if (isRecord(request) && request.PutRequest !== undefined && request.DeleteRequest !== undefined) {
      throw malformed("RequestItems");
    }
  }
}

function onTables(action: string, requests: BatchInput["RequestItems"], { tables }: DynamoParts): Permission[] {
  return Object.entries(requests).map(([given, asked]) => {
    const name = tableNameOf(given);
    const hashKey = tables.hashKey(name);
    const keys = hashKey === undefined ? undefined : leadingKeysOfBatch(asked, hashKey);
    return { action, resource: tableArn(name), ...leadingKeys(keys) };
  });
}

/** Forwards a batch. Its answer speaks of tables as the request did: by ARN where it gave an ARN. */
function batch<Output extends object>(
  input: BatchInput,
  parts: DynamoParts,
  call: AwsCall,
  writes: boolean,
): Promise<Output | RawAnswer> {
  const given = Object.entries(input.RequestItems);
  const RequestItems = Object.fromEntries(given.map(([name, items]) => [tableNameOf(name), items]));
  const names = new Map(given.map(([name]) => [tableNameOf(name), name]));
  const renamed = (tables: unknown) =>
    isRecord(tables)
      ? Object.fromEntries(Object.entries(tables).map(([name, value]) => [names.get(name) ?? name, value]))
      : tables;
  return forward<Output>(call, parts, {
    tables: given.map(([name]) => tableNameOf(name)),
    writes,
    params: given.some(([name]) => isArn(name)) ? { ...input, RequestItems } : undefined,
    renamed: (answer) => Object.fromEntries(Object.entries(answer).map(([member, value]) => [member, renamed(value)])),
  });
}
