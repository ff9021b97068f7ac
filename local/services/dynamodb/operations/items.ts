import type {
  DeleteItemCommandInput,
  DeleteItemCommandOutput,
  GetItemCommandInput,
  GetItemCommandOutput,
  PutItemCommandInput,
  PutItemCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
  ScanCommandInput,
  ScanCommandOutput,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from "@aws-sdk/client-dynamodb";
import type { RawAnswer } from "../../../edge/awsApi";
import type { AwsCall } from "../../../edge/awsService";
import type { Permission } from "../../../iam/iam";
import { leadingKeysOf } from "../leadingKeys";
import { tableArn, tableNameOf } from "../tableArn";
import type { DynamoOperation, DynamoParts } from "./dynamoOperation";
import { forward, isArn, leadingKeys } from "./forward";

// Operations on the items of one table or of one of its indexes.
// Source of the permissions: Service Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB".

export const getItem: DynamoOperation<GetItemCommandInput, GetItemCommandOutput> = {
  parameters: { TableName: "text?", Key: "map?" },
  permissions: (input, parts) => onItems("GetItem", input, parts),
  run: (input, parts, call) => onTable(input, parts, call, false),
};

export const putItem: DynamoOperation<PutItemCommandInput, PutItemCommandOutput> = {
  parameters: { TableName: "text?", Item: "map?" },
  permissions: (input, parts) => onItems("PutItem", input, parts),
  run: (input, parts, call) => onTable(input, parts, call, true),
};

export const updateItem: DynamoOperation<UpdateItemCommandInput, UpdateItemCommandOutput> = {
  parameters: { TableName: "text?", Key: "map?" },
  permissions: (input, parts) => onItems("UpdateItem", input, parts),
  run: (input, parts, call) => onTable(input, parts, call, true),
};

export const deleteItem: DynamoOperation<DeleteItemCommandInput, DeleteItemCommandOutput> = {
  parameters: { TableName: "text?", Key: "map?" },
  permissions: (input, parts) => onItems("DeleteItem", input, parts),
  run: (input, parts, call) => onTable(input, parts, call, true),
};

export const query: DynamoOperation<QueryCommandInput, QueryCommandOutput> = {
  parameters: { TableName: "text?" },
  permissions: (input, parts) => onItems("Query", input, parts),
  run: (input, parts, call) => onTable(input, parts, call, false),
};

export const scan: DynamoOperation<ScanCommandInput, ScanCommandOutput> = {
  parameters: { TableName: "text?" },
  permissions: (input, parts) => onItems("Scan", input, parts),
  run: (input, parts, call) => onTable(input, parts, call, false),
};

interface ItemsInput {
  readonly TableName?: string | undefined;
  readonly IndexName?: string | undefined;
}

function onItems(operation: string, input: ItemsInput, { tables }: DynamoParts): readonly Permission[] {
  const name = tableNameOf(input.TableName);
  const index = input.IndexName === undefined ? undefined : String(input.IndexName);
  const hashKey = tables.hashKey(name, index);
  return [
    {
      action: `dynamodb:${operation}`,
      resource: index === undefined ? tableArn(name) : `${tableArn(name)}/index/${index}`,
      ...leadingKeys(hashKey === undefined ? undefined : leadingKeysOf(operation, { ...input }, hashKey)),
    },
  ];
}

/** Answers as the store does: none of these answers names its table but in the capacity it took. */
function onTable(input: ItemsInput, parts: DynamoParts, call: AwsCall, writes: boolean): Promise<RawAnswer> {
  const TableName = tableNameOf(input.TableName);
  const params = isArn(input.TableName) ? { ...input, TableName } : undefined;
  return forward<RawAnswer>(call, parts, { tables: [TableName], writes, params });
}
