import type {
  DescribeTableCommandInput,
  DescribeTableCommandOutput,
  DescribeTimeToLiveCommandInput,
  DescribeTimeToLiveCommandOutput,
  ListTablesCommandInput,
  ListTablesCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { REGION } from "../../../base/arn";
import type { RawAnswer } from "../../../edge/awsApi";
import { tableArn, tableNameOf } from "../tableArn";
import type { DynamoOperation, DynamoParts } from "./dynamoOperation";
import { forward, isArn } from "./forward";

export const describeTable: DynamoOperation<DescribeTableCommandInput, DescribeTableCommandOutput> = {
  parameters: { TableName: "text?" },
  permissions: ({ TableName }) => [{ action: "dynamodb:DescribeTable", resource: tableArn(tableNameOf(TableName)) }],
  run: ({ TableName }, parts) => described(tableNameOf(TableName), parts),
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

/** dynoxide's description, with the ARNs of the local cloud and the stream as the program asked for it. */
async function described(TableName: string, { server, tables }: DynamoParts) {
  const { Table: table } = await server.call<{ Table: Record<string, unknown> }>("DescribeTable", { TableName });
  const { LatestStreamArn: _, LatestStreamLabel: __, StreamSpecification: ___, ...rest } = table;
  const stream = tables.find(TableName)?.stream;
  const text = JSON.stringify(rest).replaceAll(":dynamodb:dynoxide:", `:dynamodb:${REGION}:`);
  return {
    Table: {
      ...JSON.parse(text),
      ...(stream && {
        StreamSpecification: { StreamEnabled: true, StreamViewType: stream.viewType },
        LatestStreamArn: stream.arn,
        LatestStreamLabel: stream.label,
      }),
    },
  };
}
