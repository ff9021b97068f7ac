import { callService, type ErrorNames } from "./callService";
import type { Integration } from "./integration";

const NAMES: ErrorNames = {
  prefix: "DynamoDB",
  service: "AmazonDynamoDBv2",
  other: "AmazonDynamoDBException",
  modelled: new Set([
    "ConditionalCheckFailedException",
    "InternalServerErrorException",
    "ItemCollectionSizeLimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceededException",
    "ResourceNotFoundException",
    "ThrottlingException",
    "TransactionConflictException",
  ]),
};

const EXPRESSIONS = ["ExpressionAttributeNames", "ExpressionAttributeValues"];
const RETURNED = ["ReturnConsumedCapacity", "ReturnItemCollectionMetrics", "ReturnValues"];
/** Parameters of before expressions, which Step Functions still takes. */
const WRITTEN = ["ConditionExpression", ...EXPRESSIONS, ...RETURNED, "ReturnValuesOnConditionCheckFailure"];

/** Source: Step Functions Developer Guide, "Perform DynamoDB CRUD operations with Step Functions". */
export const dynamoDbIntegrations: Readonly<Record<string, Integration>> = {
  "dynamodb:getItem": operation(
    "GetItem",
    ["Key"],
    [...["ConsistentRead", "ProjectionExpression", "ExpressionAttributeNames", "ReturnConsumedCapacity"]],
  ),
  "dynamodb:putItem": operation("PutItem", ["Item"], WRITTEN),
  "dynamodb:updateItem": operation("UpdateItem", ["Key"], ["UpdateExpression", ...WRITTEN]),
  "dynamodb:deleteItem": operation("DeleteItem", ["Key"], WRITTEN),
};

function operation(name: string, required: readonly string[], optional: readonly string[]): Integration {
  return {
    takesToken: false,
    parameters: ["TableName", ...required, ...optional],
    required: ["TableName", ...required],
    call: ({ iam, dynamodb }, principal, params) =>
      callService(
        { iam },
        dynamodb.api,
        principal,
        { operation: name, target: `DynamoDB_20120810.${name}`, params },
        NAMES,
      ),
  };
}
