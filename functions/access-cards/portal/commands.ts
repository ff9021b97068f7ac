import { createHash, randomUUID } from "node:crypto";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { CARD_TABLE_KEY, commandKey } from "../cardItem";
import type { Command } from "../command";
import type { Caller } from "./caller";
import type { CardTable } from "./cardList";

/** A person's command about a card. */
export type Wish =
  | { command: "register"; card_id: string; employee_id: string; holder: string }
  | { command: "block" | "unblock"; card_id: string };

export interface CommandTopic {
  sns: SNSClient;
  topicArn: string;
}

/**
 * Publishes a command. What a client repeats with its key has the same id, and is carried out once.
 * @param key the client's own, of its request
 * @returns the command's id
 */
export async function publishCommand(
  { sns, topicArn }: CommandTopic,
  wish: Wish,
  { subject, email }: Caller,
  key: string | undefined,
  at: number,
): Promise<string> {
  const command_id = key === undefined ? randomUUID() : idOf([subject, key, JSON.stringify(wish)]);
  const command: Command = { ...wish, command_id, by: email, at };
  await sns.send(new PublishCommand({ TopicArn: topicArn, Message: JSON.stringify(command) }));
  return command_id;
}

/** Reads the outcome of a command. One of which nothing is known is on its way, or was too long ago. */
export async function commandOutcome(
  { dynamo, cardTable }: CardTable,
  commandId: string,
): Promise<{ status: "pending" | "done" | "refused"; reason?: string }> {
  const Key = { [CARD_TABLE_KEY]: { S: commandKey(commandId) } };
  const { Item: item } = await dynamo.send(new GetItemCommand({ TableName: cardTable, Key, ConsistentRead: true }));
  if (item === undefined) return { status: "pending" };
  const reason = item.reason?.S;
  const status = item.outcome?.S === "done" ? "done" : "refused";
  return { status, ...(reason !== undefined && { reason }) };
}

/** A UUID of what makes a request one (RFC 9562, version 8). */
function idOf(parts: readonly string[]): string {
  const digits = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}
