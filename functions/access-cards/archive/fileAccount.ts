import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { archivedAttribute, CARD_EVENT_TYPES, fileKey, hourKey, LEDGER_KEY, type TypeCounts } from "./ledgerItem";
import type { ObjectContent } from "./objectContent";
import type { ObjectNotice } from "./objectNotice";

export interface Ledger {
  dynamo: DynamoDBClient;
  ledgerTable: string;
}

/** The ledger's account of an object. */
export interface FileRecord {
  sequencer: string;
  counts: TypeCounts;
}

/** Reads the ledger's account of an object so far. */
export async function knownFile({ dynamo, ledgerTable }: Ledger, key: string): Promise<FileRecord | undefined> {
  const { Item: item } = await dynamo.send(
    new GetItemCommand({ TableName: ledgerTable, Key: { [LEDGER_KEY]: { S: fileKey(key) } }, ConsistentRead: true }),
  );
  return item === undefined ? undefined : { sequencer: item.sequencer?.S ?? "", counts: countsOf(item.counts) };
}

/**
 * Enters an object and moves its hour's totals by what is new, both or neither.
 * @param known what the ledger said of the object: where it says something else by now, nothing is entered
 * @returns false where another call changed the object's record or its hour at the same time: ask the ledger again
 */
export async function enterFile(
  { dynamo, ledgerTable }: Ledger,
  notice: ObjectNotice,
  content: ObjectContent & { hour: string },
  known: FileRecord | undefined,
): Promise<boolean> {
  const changes = CARD_EVENT_TYPES.map((type) => ({
    type,
    by: (content.counts[type] ?? 0) - (known?.counts[type] ?? 0),
  })).filter(({ by }) => by !== 0);
  try {
    await dynamo.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName: ledgerTable, Item: fileItem(notice, content), ...unchanged(known) } },
          ...(changes.length === 0
            ? []
            : [
                {
                  Update: {
                    TableName: ledgerTable,
                    Key: { [LEDGER_KEY]: { S: hourKey(content.hour) } },
                    UpdateExpression: `ADD ${changes.map((_, index) => `#t${index} :t${index}`).join(", ")}`,
                    ExpressionAttributeNames: Object.fromEntries(
                      changes.map(({ type }, index) => [`#t${index}`, archivedAttribute(type)]),
                    ),
                    ExpressionAttributeValues: Object.fromEntries(
                      changes.map(({ by }, index) => [`:t${index}`, { N: String(by) }]),
                    ),
                  },
                },
              ]),
        ],
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof TransactionCanceledException && isConflict(error)) return false;
    throw error;
  }
}

function isConflict({ CancellationReasons: reasons = [] }: TransactionCanceledException): boolean {
  return reasons.every(({ Code: code }) =>
    ["None", "ConditionalCheckFailed", "TransactionConflict"].includes(code ?? "None"),
  );
}

function unchanged(known: FileRecord | undefined) {
  return known === undefined
    ? { ConditionExpression: `attribute_not_exists(${LEDGER_KEY})` }
    : {
        ConditionExpression: "sequencer = :known",
        ExpressionAttributeValues: { ":known": { S: known.sequencer } },
      };
}

function fileItem(
  { key, etag, sequencer }: ObjectNotice,
  { count, bytes, counts, hour }: ObjectContent & { hour: string },
): Record<string, AttributeValue> {
  return {
    [LEDGER_KEY]: { S: fileKey(key) },
    etag: { S: etag },
    sequencer: { S: sequencer },
    hour: { S: hour },
    count: { N: String(count) },
    bytes: { N: String(bytes) },
    counts: { M: Object.fromEntries(Object.entries(counts).map(([type, number]) => [type, { N: String(number) }])) },
  };
}

function countsOf(attribute: AttributeValue | undefined): TypeCounts {
  return Object.fromEntries(Object.entries(attribute?.M ?? {}).map(([type, { N: number }]) => [type, Number(number)]));
}
