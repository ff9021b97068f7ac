import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";

/** An event as the event table holds it. */
export interface StoredEvent {
  eventId: string;
  /** The event's JSON text, as it was sent. */
  payload: string;
  /** ISO 8601. */
  receivedAt: string;
  /** Epoch seconds after which DynamoDB may delete the event. */
  expiresAt?: number;
  /** On the first event of a batch with an Idempotency-Key: what the whole batch holds. */
  batchFingerprint?: string;
}

export type StoreOutcome =
  | { stored: true }
  | { stored: false; earlier: { payload: string; batchFingerprint?: string } };

/**
 * Writes an event with one PutItem and no condition. When the SDK repeats the write after a lost answer, the item is identical,
 * and DynamoDB Streams records no change (Amazon DynamoDB Developer Guide, "Change data capture for DynamoDB Streams").
 */
export async function storeEvent(dynamo: DynamoDBClient, table: string, event: StoredEvent): Promise<void> {
  await dynamo.send(new PutItemCommand({ TableName: table, Item: itemOf(event) }));
}

/** Writes an event unless its id is taken, with one PutItem either way; then tells what the id stands for already. */
export async function storeEventOnce(dynamo: DynamoDBClient, table: string, event: StoredEvent): Promise<StoreOutcome> {
  try {
    await dynamo.send(
      new PutItemCommand({
        TableName: table,
        Item: itemOf(event),
        ConditionExpression: "attribute_not_exists(eventId)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    );
    return { stored: true };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException) || error.Item?.payload?.S === undefined) throw error;
    const { payload, batchFingerprint } = error.Item;
    return {
      stored: false,
      earlier: {
        payload: payload.S as string,
        ...(batchFingerprint?.S !== undefined && { batchFingerprint: batchFingerprint.S }),
      },
    };
  }
}

function itemOf(event: StoredEvent): Record<string, AttributeValue> {
  return {
    eventId: { S: event.eventId },
    payload: { S: event.payload },
    receivedAt: { S: event.receivedAt },
    ...(event.expiresAt !== undefined && { expiresAt: { N: String(event.expiresAt) } }),
    ...(event.batchFingerprint !== undefined && { batchFingerprint: { S: event.batchFingerprint } }),
  };
}
