import type {
  DescribeTableCommandInput,
  DescribeTableCommandOutput,
  DescribeTimeToLiveCommandInput,
  DescribeTimeToLiveCommandOutput,
  ListTablesCommandInput,
  ListTablesCommandOutput,
} from "@aws-sdk/client-dynamodb";
import type { RawAnswer } from "../../../edge/awsApi";
import { described } from "../describedTable";
import { tableArn, tableNameOf } from "../tableArn";
import type { DynamoOperation } from "./dynamoOperation";
import { forward, isArn } from "./forward";

export const describeTable: DynamoOperation<DescribeTableCommandInput, DescribeTableCommandOutput> = {
  parameters: { TableName: "text?" },
  permissions: ({ TableName }) => [{ action: "dynamodb:DescribeTable", resource: tableArn(tableNameOf(TableName)) }],
  run: async ({ TableName }, parts) => ({ Table: await described(tableNameOf(TableName), parts) }),
};

export const describeTimeToLive: DynamoOperation<DescribeTimeToLiveCommandInput, DescribeTimeToLiveCommandOutput> = {
  parameters: { TableName: "text?" },
  permissions: ({ TableName }) => [
    { action: "dynamodb:DescribeTimeToLive", resource: tableArn(tableNameOf(TableName)) },
  ],
  run: (input, parts, call) =>
    forward<RawAnswer>(call, parts, {
      ...{ tables: [], writes: false },
      params: isArn(input.TableName) ? { ...input, TableName: tableNameOf(input.TableName) } : undefined,
    }),
};

export const listTables: DynamoOperation<ListTablesCommandInput, ListTablesCommandOutput> = {
  parameters: {},
  permissions: () => [{ action: "dynamodb:ListTables", resource: "*" }],
  run: (_input, parts, call) => forward<RawAnswer>(call, parts, { tables: [], writes: false }),
};
