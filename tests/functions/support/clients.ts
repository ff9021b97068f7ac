import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SendMessageBatchCommand, type SendMessageBatchCommandOutput, type SQSClient } from "@aws-sdk/client-sqs";

/** The name and input of a command, as a client's middleware sees them. */
export interface SentCommand {
  name: string;
  input: Record<string, unknown>;
}

/** Records the commands of a client, and lets a test fail some of them before they leave: throw from `beforeSend`. */
export function observe(
  client: DynamoDBClient,
  beforeSend: (command: SentCommand) => void = () => undefined,
): SentCommand[] {
  const commands: SentCommand[] = [];
  client.middlewareStack.add(
    (next, context) => async (request) => {
      const command = { name: String(context.commandName), input: request.input as Record<string, unknown> };
      commands.push(command);
      beforeSend(command);
      return next(request);
    },
    { step: "initialize", name: "observe", override: true },
  );
  return commands;
}

/** An error as the SDK throws it when DynamoDB answers. */
export function serviceError(name: string, fault: "client" | "server"): Error {
  return Object.assign(new Error(`${name} for a test`), { name, $fault: fault, $metadata: { attempts: 3 } });
}

/** A queue in memory that takes SendMessageBatch only. */
export interface FakeQueue {
  client: SQSClient;
  bodies: string[];
  batches: { Id: string; MessageBody: string }[][];
}

/** @param answer stands in for the queue's answer: throw, or tell which entries failed */
export function fakeQueue(
  answer: (entries: { Id: string; MessageBody: string }[]) => Partial<SendMessageBatchCommandOutput> = () => ({}),
): FakeQueue {
  const bodies: string[] = [];
  const batches: { Id: string; MessageBody: string }[][] = [];
  const send = async (command: unknown) => {
    if (!(command instanceof SendMessageBatchCommand))
      throw new TypeError("The fake queue knows SendMessageBatch only");
    const entries = (command.input.Entries ?? []) as { Id: string; MessageBody: string }[];
    batches.push(entries);
    const { Failed = [] } = answer(entries);
    const failedIds = Failed.map(({ Id }) => Id);
    bodies.push(...entries.filter(({ Id }) => !failedIds.includes(Id)).map(({ MessageBody }) => MessageBody));
    return { Failed };
  };
  return { client: { send } as unknown as SQSClient, bodies, batches };
}
