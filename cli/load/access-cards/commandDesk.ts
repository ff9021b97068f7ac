import { BatchGetItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { PublishBatchCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { Clock } from "../../../local/base/clock";
import { patiently } from "../patience";
import { pause } from "../poll";
import { createProgress, type Terminal } from "../progress";
import type { CardHolder } from "./plan";

/** Messages of one request: AWS's limit. */
const MESSAGES_AT_ONCE = 10;
/** Keys of one request: AWS's limit. */
const KEYS_AT_ONCE = 100;
/** Requests under way at once. */
const PARALLEL = 8;
const LOOK_MS = 500;

export interface CommandDeskParts {
  sns: SNSClient;
  dynamo: DynamoDBClient;
  topicArn: string;
  cardTable: string;
  clock: Clock;
  terminal: Terminal;
  /** Milliseconds without any outcome after which to stop waiting. */
  quietMs: number;
}

/** Sends commands as a principal of the account, through the topic, and reads in the card table what has become of them. */
export class CommandDesk {
  constructor(private readonly parts: CommandDeskParts) {}

  /** @returns the cards whose command was done: not those whose command was refused, or not heard of again */
  async command(
    kind: "register" | "block",
    people: readonly CardHolder[],
    runId: string,
  ): Promise<ReadonlySet<string>> {
    const { clock, terminal, quietMs } = this.parts;
    let waiting = new Map<string, CardHolder>(people.map((person) => [`${kind}-${person.cardId}`, person]));
    await inChunks([...waiting], MESSAGES_AT_ONCE, (chunk) => patiently(clock, () => this.publish(kind, chunk, runId)));
    const done = new Set<string>();
    const progress = createProgress(terminal, clock, people.length);
    let changedAt = clock.now();
    while (waiting.size > 0 && clock.now() - changedAt < quietMs) {
      const outcomes = await patiently(clock, () => this.outcomes([...waiting.keys()]));
      if (outcomes.size === 0) {
        await pause(clock, LOOK_MS);
        continue;
      }
      changedAt = clock.now();
      for (const [commandId, outcome] of outcomes) {
        if (outcome === "done") done.add(waiting.get(commandId)?.cardId ?? "");
        progress.advance();
      }
      waiting = new Map([...waiting].filter(([commandId]) => !outcomes.has(commandId)));
    }
    progress.stop();
    return done;
  }

  private async publish(
    kind: "register" | "block",
    people: readonly (readonly [commandId: string, person: CardHolder])[],
    runId: string,
  ): Promise<void> {
    const { sns, topicArn, clock } = this.parts;
    let entries = people.map(([commandId, { cardId, employeeId, holder }], index) => ({
      Id: String(index),
      Message: JSON.stringify({
        command_id: commandId,
        command: kind,
        card_id: cardId,
        ...(kind === "register" && { employee_id: employeeId, holder }),
        by: runId,
        at: clock.now(),
      }),
    }));
    while (entries.length > 0) {
      const { Failed = [] } = await sns.send(
        new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries: entries }),
      );
      const failed = new Set(Failed.map(({ Id }) => Id));
      if (Failed.some(({ SenderFault }) => SenderFault))
        throw new Error(`the topic refuses commands: ${Failed[0]?.Message}`);
      entries = entries.filter(({ Id }) => failed.has(Id));
      if (entries.length > 0) await pause(clock, LOOK_MS);
    }
  }

  /** Reads the outcomes of those commands that have one. */
  private async outcomes(commandIds: readonly string[]): Promise<Map<string, string>> {
    const { dynamo, cardTable } = this.parts;
    const found = new Map<string, string>();
    await inChunks(commandIds, KEYS_AT_ONCE, async (chunk) => {
      const Keys = chunk.map((commandId) => ({ pk: { S: `command#${commandId}` } }));
      // The next look asks again for what did not fit into the answer.
      const { Responses = {} } = await dynamo.send(
        new BatchGetItemCommand({ RequestItems: { [cardTable]: { Keys, ConsistentRead: true } } }),
      );
      for (const { pk, outcome } of Responses[cardTable] ?? []) {
        found.set(pk?.S?.slice("command#".length) ?? "", outcome?.S ?? "");
      }
    });
    return found;
  }
}

async function inChunks<T>(
  items: readonly T[],
  size: number,
  work: (chunk: readonly T[]) => Promise<void>,
): Promise<void> {
  const starts = Array.from({ length: Math.ceil(items.length / size) }, (_, index) => index * size).values();
  const worker = async () => {
    for (const start of starts) await work(items.slice(start, start + size));
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}
