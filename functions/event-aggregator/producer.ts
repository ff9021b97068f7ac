import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";

export interface ProducerDependencies {
  dynamo: DynamoDBClient;
  eventTable: string;
  /** Days until DynamoDB may delete a stored event; absent: events are kept. */
  eventTtlDays?: number;
}

/** Handles `POST /trigger-event` and `POST /trigger-events`. */
export function createProducer(
  _dependencies: ProducerDependencies,
): (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2> {
  return async () => ({ statusCode: 501 });
}
