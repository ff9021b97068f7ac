import { type AttributeValue, type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";

/** An item of the ledger as plain values. @returns nothing where there is none */
export async function ledgerItem(
  client: DynamoDBClient,
  table: string,
  key: string,
): Promise<Record<string, unknown> | undefined> {
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: table, Key: { pk: { S: key } }, ConsistentRead: true }),
  );
  return item === undefined ? undefined : plain(item);
}

function plain(item: Record<string, AttributeValue>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(item).map(([name, { S, N, M }]) => [name, M === undefined ? (S ?? Number(N)) : plain(M)]),
  );
}
