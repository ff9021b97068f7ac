import type { UpdateTimeToLiveCommandInput, UpdateTimeToLiveCommandOutput } from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../../base/awsError";
import { tableArn, tableNameOf } from "../tableArn";
import type { DynamoOperation } from "./dynamoOperation";

export const updateTimeToLive: DynamoOperation<UpdateTimeToLiveCommandInput, UpdateTimeToLiveCommandOutput> = {
  parameters: { TableName: "text?", TimeToLiveSpecification: "map" },
  permissions: ({ TableName }) => [{ action: "dynamodb:UpdateTimeToLive", resource: tableArn(tableNameOf(TableName)) }],
  async run({ TableName, TimeToLiveSpecification: given }, { tables }) {
    const { spec } = tables.of(tableNameOf(TableName));
    const { ttlAttribute, ...rest } = spec;
    const { AttributeName = "", Enabled = false } = given;
    if (Enabled && ttlAttribute !== undefined) throw invalid("TimeToLive is already enabled");
    if (!Enabled && ttlAttribute === undefined) throw invalid("TimeToLive is already disabled");
    if (!Enabled && ttlAttribute !== AttributeName) {
      throw invalid(`TimeToLive is active on a different AttributeName: current AttributeName is ${ttlAttribute}`);
    }
    await tables.update({ ...rest, ...(Enabled && { ttlAttribute: AttributeName }) });
    return { TimeToLiveSpecification: { AttributeName, Enabled } };
  },
};

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}
