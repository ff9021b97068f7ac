import { CreateTableCommand, type DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  CARD_INDEX,
  CARD_TABLE_KEY,
  cardKey,
  EMPLOYEE_INDEX,
  INDEXED_CARD_ATTRIBUTES,
  LISTED,
} from "../../../../functions/access-cards/cardItem";

/** Makes a card table with its indexes. */
export async function createCardTable(client: DynamoDBClient, name: string): Promise<void> {
  const index = (IndexName: string, hash: string) => ({
    IndexName,
    KeySchema: [
      { AttributeName: hash, KeyType: "HASH" as const },
      { AttributeName: "card_id", KeyType: "RANGE" as const },
    ],
    Projection: { ProjectionType: "INCLUDE" as const, NonKeyAttributes: [...INDEXED_CARD_ATTRIBUTES] },
  });
  await client.send(
    new CreateTableCommand({
      TableName: name,
      AttributeDefinitions: [CARD_TABLE_KEY, "card_id", "listed", "employee_id"].map((AttributeName) => ({
        AttributeName,
        AttributeType: "S",
      })),
      KeySchema: [{ AttributeName: CARD_TABLE_KEY, KeyType: "HASH" }],
      GlobalSecondaryIndexes: [
        { ...index(CARD_INDEX, "listed"), Projection: { ProjectionType: "ALL" } },
        { ...index(EMPLOYEE_INDEX, "employee_id"), Projection: { ProjectionType: "ALL" } },
      ],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
}

export async function putCard(
  client: DynamoDBClient,
  table: string,
  cardId: string,
  employeeId: string,
): Promise<void> {
  await client.send(
    new PutItemCommand({
      TableName: table,
      Item: {
        [CARD_TABLE_KEY]: { S: cardKey(cardId) },
        listed: { S: LISTED },
        card_id: { S: cardId },
        employee_id: { S: employeeId },
        holder: { S: `Holder of ${cardId}` },
        status: { S: "active" },
        registered_at: { N: "1763708400000" },
        outbox: { S: "{}" },
      },
    }),
  );
}
