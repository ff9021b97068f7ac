import type { CreateTableCommandInput, CreateTableCommandOutput, SSESpecification } from "@aws-sdk/client-dynamodb";
import { tagsIn } from "../../../base/tagList";
import type { Given } from "../../../edge/wireTypes";
import { creating } from "../../../iam/creating";
import { described } from "../describedTable";
import { requestedTable, storedRequest } from "../requestedTable";
import { tableArn, tableNameOf } from "../tableArn";
import type { DynamoOperation, DynamoParts } from "./dynamoOperation";

/** Source of the second permission: Amazon DynamoDB Developer Guide, "Tagging resources in DynamoDB". */
export const createTable: DynamoOperation<CreateTableCommandInput, CreateTableCommandOutput> = {
  parameters: { TableName: "text?", AttributeDefinitions: "list?", KeySchema: "list?", Tags: "list?" },
  permissions({ TableName, Tags }) {
    const actions = { create: "dynamodb:CreateTable", tag: "dynamodb:TagResource" };
    return creating(tableArn(tableNameOf(TableName)), tagsIn(Tags), actions);
  },
  async run(input, parts) {
    const name = tableNameOf(input.TableName);
    const request = { ...input, TableName: name };
    const spec = requestedTable(request, keyArnOf(input.SSESpecification, parts));
    const { arn } = await parts.tables.create(spec, storedRequest(request));
    parts.kms.encrypt(arn, spec.keyArn);
    parts.inventory.tag(arn, tagsIn(input.Tags));
    return { TableDescription: { ...(await described(name, parts)), TableStatus: "CREATING" } };
  },
};

/** The key of one's own that a call names. @throws AwsError `NotFoundException` */
export function keyArnOf(
  sse: Given<SSESpecification> | undefined,
  { kms }: Pick<DynamoParts, "kms">,
): string | undefined {
  const { Enabled, KMSMasterKeyId: key } = sse ?? {};
  return Enabled && key !== undefined && !key.includes("alias/aws/") ? kms.keyArn(key) : undefined;
}
