import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { fullJitter } from "../shared/backoff";
import { parseJson } from "../shared/http/jsonText";
import { checked } from "../shared/schema";
import { createTelemetry } from "../shared/telemetry";
import { type Command, cardCommand } from "./command";
import { carryOut } from "./commandWrites";

export interface CommandsDependencies {
  dynamo: DynamoDBClient;
  cardTable: string;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Waits so many milliseconds. */
  pause(ms: number): Promise<void>;
}

/** Times that a command is looked at in one delivery, where others write to the same cards. */
const MAX_CONFLICTS = 10;
const BACKOFF = { firstMs: 20, maxMs: 400 };

/**
 * Carries out commands about cards, each once, however often it comes: what became of it is written together with what it does. A command
 * that cannot be followed is refused, which is an outcome too, with a reason. A message that is no command goes back to the queue, and
 * from there to the dead letters.
 */
export function createCommands({ dynamo, cardTable, now, pause }: CommandsDependencies) {
  const { logger, count } = createTelemetry();
  const schema = cardCommand();

  const handle = async (command: Command): Promise<void> => {
    for (let conflicts = 0; conflicts <= MAX_CONFLICTS; conflicts += 1) {
      if (conflicts > 0) await pause(fullJitter(BACKOFF, conflicts, Math.random));
      const outcome = await carryOut(dynamo, cardTable, command, now());
      if (outcome === "conflict") continue;
      if (outcome !== "repeat") count({ [outcome === "done" ? "CommandsDone" : "CommandsRefused"]: 1 });
      return;
    }
    throw new Error(`the cards of command ${command.command_id} kept changing`);
  };

  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const failed = new Set<string>();
    const giveBack = (messageId: string, error: unknown) => {
      logger.error("A command needs another delivery", { messageId, error: error as Error });
      failed.add(messageId);
    };
    const cards = new Map<string, { messageId: string; command: Command }[]>();
    for (const { messageId, body } of Records) {
      try {
        const command = checked(schema, parseJson(body));
        cards.set(command.card_id, [...(cards.get(command.card_id) ?? []), { messageId, command }]);
      } catch (error) {
        giveBack(messageId, error);
      }
    }
    // Those about one card one after the other: they would only be in each other's way.
    const inTurn = async (commands: readonly { messageId: string; command: Command }[]) => {
      for (const { messageId, command } of commands) {
        await handle(command).catch((error: unknown) => giveBack(messageId, error));
      }
    };
    await Promise.all([...cards.values()].map(inTurn));
    return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
  };
}
