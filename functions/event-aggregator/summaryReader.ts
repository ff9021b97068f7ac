import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";

export interface SummaryReaderDependencies {
  dynamo: DynamoDBClient;
  summaryTable: string;
}

/** Handles `GET /get-summary`. */
export function createSummaryReader(
  _dependencies: SummaryReaderDependencies,
): (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2> {
  return async () => ({ statusCode: 501 });
}
