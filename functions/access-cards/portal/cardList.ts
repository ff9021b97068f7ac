import { type AttributeValue, type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { CARD_INDEX, CARD_TABLE_KEY, type CardStatus, cardKey, EMPLOYEE_INDEX, LISTED } from "../cardItem";

export interface CardTable {
  dynamo: DynamoDBClient;
  cardTable: string;
}

/** A card as HR sees it. */
export interface ListedCard {
  card_id: string;
  employee_id: string;
  holder: string;
  status: CardStatus;
  /** Milliseconds since the Unix epoch. */
  registered_at: number;
}

/**
 * A page of cards, in the order of their ids.
 * @param employeeId of whom; @default everybody
 * @param after the card behind which the page starts
 */
export async function listCards(
  { dynamo, cardTable }: CardTable,
  { employeeId, after, limit }: { employeeId?: string | undefined; after?: string | undefined; limit: number },
): Promise<{ cards: ListedCard[]; last?: string }> {
  const index =
    employeeId === undefined
      ? { name: CARD_INDEX, attribute: "listed", value: LISTED }
      : { name: EMPLOYEE_INDEX, attribute: "employee_id", value: employeeId };
  const { Items: items = [], LastEvaluatedKey: key } = await dynamo.send(
    new QueryCommand({
      TableName: cardTable,
      IndexName: index.name,
      KeyConditionExpression: "#hash = :hash",
      ExpressionAttributeNames: { "#hash": index.attribute },
      ExpressionAttributeValues: { ":hash": { S: index.value } },
      Limit: limit,
      ...(after !== undefined && {
        ExclusiveStartKey: {
          [index.attribute]: { S: index.value },
          card_id: { S: after },
          [CARD_TABLE_KEY]: { S: cardKey(after) },
        },
      }),
    }),
  );
  const last = key?.card_id?.S;
  return { cards: items.map(listed), ...(last !== undefined && { last }) };
}

/** The ids of all cards that an employee has or had. */
export async function cardIdsOf(table: CardTable, employeeId: string, limit: number): Promise<string[]> {
  const { cards } = await listCards(table, { employeeId, limit });
  return cards.map(({ card_id }) => card_id);
}

function listed(item: Record<string, AttributeValue>): ListedCard {
  return {
    card_id: item.card_id?.S ?? "",
    employee_id: item.employee_id?.S ?? "",
    holder: item.holder?.S ?? "",
    status: item.status?.S === "blocked" ? "blocked" : "active",
    registered_at: Number(item.registered_at?.N),
  };
}
