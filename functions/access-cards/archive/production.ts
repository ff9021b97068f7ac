import { ConditionalCheckFailedException, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { markedPosition, markName } from "../../shared/exactlyOnce/mark";
import type { CardEventType } from "../event";
import type { Ledger } from "./fileAccount";
import { hourKey, LEDGER_KEY, producedAttribute } from "./ledgerItem";

/** An event that was produced, with its place in its shard. */
export interface ProducedEvent {
  hour: string;
  type: CardEventType;
  /** Comparable as a string; from `positionOf`. */
  position: string;
}

export interface Counted {
  counted: number;
  alreadyCounted: number;
  /** Why some are not counted, and the position of the first of them. */
  failure?: { error: unknown; position: string };
}

/** Each conflict comes from a rival that moves the mark, so a few rounds always do. */
const MOST_CONFLICTS = 10;

/**
 * Adds events of one shard to what their hours produced, each exactly once: an hour's totals and how far the shard is in them are one
 * item, which one write changes or leaves (`summaryWriter.ts` of the event aggregator says why that is enough).
 *
 * An hour keeps the marks of all shards that brought events of it. They are few, and late events find them.
 * @param shardId of a stream whose records come in order and one batch at a time
 * @param events in order
 */
export async function countProduced(
  ledger: Ledger,
  shardId: string,
  events: readonly ProducedEvent[],
): Promise<Counted> {
  const result: Counted = { counted: 0, alreadyCounted: 0 };
  const byHour = new Map<string, ProducedEvent[]>();
  for (const event of events) byHour.set(event.hour, [...(byHour.get(event.hour) ?? []), event]);
  for (const [hour, group] of byHour) {
    const { counted, alreadyCounted, failure } = await countHour(ledger, markName(shardId), hour, group);
    result.counted += counted;
    result.alreadyCounted += alreadyCounted;
    if (failure !== undefined && (result.failure === undefined || failure.position < result.failure.position)) {
      result.failure = failure;
    }
  }
  return result;
}

async function countHour(
  ledger: Ledger,
  mark: string,
  hour: string,
  events: readonly ProducedEvent[],
): Promise<Counted> {
  let pending = events;
  for (let conflicts = 0; conflicts <= MOST_CONFLICTS; conflicts += 1) {
    const [first] = pending;
    if (first === undefined) return { counted: 0, alreadyCounted: events.length };
    const alreadyCounted = events.length - pending.length;
    try {
      await add(ledger, mark, hour, pending);
      return { counted: pending.length, alreadyCounted };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) {
        return { counted: 0, alreadyCounted, failure: { error, position: first.position } };
      }
      const marked = markedPosition(error.Item, mark);
      pending = pending.filter(({ position }) => position > marked);
    }
  }
  const error = new Error(`The hour ${hour} kept changing under ${MOST_CONFLICTS} writes`);
  return { counted: 0, alreadyCounted: 0, failure: { error, position: events[0]?.position ?? "" } };
}

async function add(
  { dynamo, ledgerTable }: Ledger,
  mark: string,
  hour: string,
  events: readonly ProducedEvent[],
): Promise<void> {
  const counts = new Map<CardEventType, number>();
  for (const { type } of events) counts.set(type, (counts.get(type) ?? 0) + 1);
  const types = [...counts];
  await dynamo.send(
    new UpdateItemCommand({
      TableName: ledgerTable,
      Key: { [LEDGER_KEY]: { S: hourKey(hour) } },
      ConditionExpression: "attribute_not_exists(#mark) OR #mark < :first",
      UpdateExpression: `SET #mark = :last ADD ${types.map((_, index) => `#t${index} :t${index}`).join(", ")}`,
      ExpressionAttributeNames: {
        "#mark": mark,
        ...Object.fromEntries(types.map(([type], index) => [`#t${index}`, producedAttribute(type)])),
      },
      ExpressionAttributeValues: {
        ":first": { S: events[0]?.position ?? "" },
        ":last": { S: events.at(-1)?.position ?? "" },
        ...Object.fromEntries(types.map(([, number], index) => [`:t${index}`, { N: String(number) }])),
      },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    }),
  );
}
