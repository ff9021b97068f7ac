import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { Message } from "@aws-sdk/client-sqs";
import { isTransient } from "../shared/awsErrors";
import { parseJson } from "../shared/http/jsonText";
import type { MessageContext } from "../shared/queueWorker/message";
import { type RetryOptions, retry } from "../shared/queueWorker/retry";
import { Refused, Unavailable } from "../shared/serviceErrors";

/** The worker that stores: it goes into each item. */
export interface Storer {
  hostName: string;
  taskArn: string;
}

export interface ItemStoreDependencies {
  dynamo: DynamoDBClient;
  table: string;
  storer: Storer;
  retry: RetryOptions;
}

/** The table that messages end up in. */
export interface ItemStore {
  /** Tells if the message was stored before. @throws when DynamoDB does not answer */
  has(message: Message, context: MessageContext): Promise<boolean>;
  /** @returns `false` where the message was there already @throws when DynamoDB does not take it */
  put(message: Message, context: MessageContext): Promise<boolean>;
}

/**
 * Stores each message once: a second delivery, and a repeat of a write whose answer was lost, meet the first one's item.
 */
export function createItemStore({ dynamo, table, storer, retry: options }: ItemStoreDependencies): ItemStore {
  return {
    has: (message, context) =>
      retry(options, { id: itemId(message), ...context }, async () => {
        const Key = { id: { S: itemId(message) } };
        const command = new GetItemCommand({ TableName: table, Key, ConsistentRead: true, ProjectionExpression: "id" });
        try {
          return (await dynamo.send(command, { abortSignal: context.signal })).Item !== undefined;
        } catch (error) {
          throw inWords(error);
        }
      }),
    async put(message, context) {
      const id = itemId(message);
      const receivedAt = options.clock.now();
      return retry(options, { id, ...context }, async () => {
        const { hostName, taskArn } = storer;
        const attributes = {
          id,
          body: message.Body ?? "",
          messageId: message.MessageId ?? "",
          hostName,
          taskArn,
          sentAt: isoTime(Number(message.Attributes?.SentTimestamp)),
          receivedAt: isoTime(receivedAt),
          storedAt: isoTime(options.clock.now()),
        };
        const Item = Object.fromEntries(Object.entries(attributes).map(([name, text]) => [name, { S: text }]));
        const command = new PutItemCommand({
          TableName: table,
          Item: { ...Item, receiveCount: { N: `${context.receiveCount}` } },
          ConditionExpression: "attribute_not_exists(id)",
        });
        try {
          await dynamo.send(command, { abortSignal: context.signal });
          return true;
        } catch (error) {
          if (error instanceof ConditionalCheckFailedException) return false;
          throw inWords(error);
        }
      });
    },
  };
}

/**
 * Identifies a message: by the `id` of its body, where that is a JSON object with one, otherwise by SQS's own id, which
 * two deliveries of a message share, but not two sends of it.
 */
export function itemId({ Body: body = "", MessageId: messageId = "" }: Message): string {
  try {
    const { id } = parseJson(body) as { id?: unknown };
    if (typeof id === "string" && id !== "" && Buffer.byteLength(id) <= LONGEST_KEY_BYTES) return id;
  } catch {
    // A text of another kind.
  }
  return messageId;
}

/** Bytes of a partition key: DynamoDB's limit. */
const LONGEST_KEY_BYTES = 2_048;

/** A message that was sent before its queue told times has none. */
function isoTime(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString() : "";
}

function inWords(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (isTransient(error)) return new Unavailable(`DynamoDB: ${error.message}`, { cause: error });
  return error.name === "ValidationException" ? new Refused(`DynamoDB: ${error.message}`, { cause: error }) : error;
}
