import type { DeleteTableCommandInput, DeleteTableCommandOutput } from "@aws-sdk/client-dynamodb";
import { described } from "../describedTable";
import { tableArn, tableNameOf } from "../tableArn";
import type { DynamoOperation } from "./dynamoOperation";

export const deleteTable: DynamoOperation<DeleteTableCommandInput, DeleteTableCommandOutput> = {
  parameters: { TableName: "text?" },
  permissions: ({ TableName }) => [{ action: "dynamodb:DeleteTable", resource: tableArn(tableNameOf(TableName)) }],
  async run({ TableName }, parts) {
    const { name } = parts.tables.of(tableNameOf(TableName));
    const before = await described(name, parts);
    await parts.deleteTable(name);
    parts.inventory.deletedByCall(tableArn(name));
    return { TableDescription: { ...before, TableStatus: "DELETING" } };
  },
};
