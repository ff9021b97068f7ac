import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { fullJitter, type Random } from "../shared/backoff";
import { type Clock, sleep } from "../shared/clock";
import { DUE_INDEX, fromItem, type TrackedItem, toItem } from "./trackedItem";
import type { Tracked } from "./trackingRules";

export interface TrackingTableDependencies {
  dynamo: DynamoDBClient;
  table: string;
  clock: Clock;
  random: Random;
}

/** One step of a record: what it becomes, "delete", or `undefined` (also the same record) where it stays as it is. */
export type Step = (record: Tracked | undefined, now: number) => Tracked | "delete" | undefined;

/** The outcome of a step: the record as it is now, absent where there is none, and whether the step changed it. */
export interface Stepped {
  record: Tracked | undefined;
  changed: boolean;
}

export interface DueRecord extends Pick<Tracked, "lastSentAt" | "firstChangeAt"> {
  entityId: string;
  /** When its state should have been there. */
  since: number;
}

/** The records of the entities that have changed, in DynamoDB. */
export interface TrackingTable {
  /**
   * Takes one step, on the record's latest state: again where somebody else was faster.
   * @throws what the SDK throws, and Error where others are faster again and again
   */
  step(entityId: string, step: Step, signal: AbortSignal): Promise<Stepped>;
  /** Records of one shard that are due, the longest due first; the index may be a moment behind. @param limit at least 1 */
  findDue(shard: number, limit: number, signal: AbortSignal): Promise<DueRecord[]>;
}

const MOST_CONFLICTS = 20;
const CONFLICT_BACKOFF = { firstMs: 20, maxMs: 1000 };

/**
 * Every write is conditional on the version that it was computed from, so that whatever two processes do to a record at once, it
 * comes out as if they had done it one after the other.
 */
export function createTrackingTable(deps: TrackingTableDependencies): TrackingTable {
  const { dynamo, table: TableName, clock, random } = deps;

  const read = async (entityId: string, abortSignal: AbortSignal): Promise<TrackedItem | undefined> => {
    const { Item } = await dynamo.send(
      new GetItemCommand({ TableName, Key: { entityId: { S: entityId } }, ConsistentRead: true }),
      { abortSignal },
    );
    return Item;
  };
  /** @returns the item that was in the way, `"none"` where there was none; `undefined` where it was written */
  const write = async (
    entityId: string,
    from: Tracked | undefined,
    to: Tracked | "delete",
    abortSignal: AbortSignal,
  ): Promise<TrackedItem | "none" | undefined> => {
    const condition = {
      TableName,
      ...(from === undefined
        ? { ConditionExpression: "attribute_not_exists(entityId)" }
        : {
            ConditionExpression: "version = :version",
            ExpressionAttributeValues: { ":version": { N: String(from.version) } },
          }),
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    } as const;
    try {
      if (to === "delete") {
        await dynamo.send(new DeleteItemCommand({ ...condition, Key: { entityId: { S: entityId } } }), { abortSignal });
      } else {
        await dynamo.send(new PutItemCommand({ ...condition, Item: toItem(entityId, to) }), { abortSignal });
      }
      return undefined;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return error.Item ?? "none";
      throw error;
    }
  };

  return {
    async step(entityId, step, signal) {
      let item = await read(entityId, signal);
      for (let conflicts = 1; ; conflicts++) {
        const record = item === undefined ? undefined : fromItem(item);
        const next = step(record, clock.now());
        if (next === undefined || next === record) return { record, changed: false };
        const found = await write(entityId, record, next, signal);
        if (found === undefined) return { record: next === "delete" ? undefined : next, changed: true };
        if (conflicts === MOST_CONFLICTS) {
          throw new Error(`The record of ${JSON.stringify(entityId)} kept changing under ${conflicts} writes.`);
        }
        await sleep(clock, fullJitter(CONFLICT_BACKOFF, conflicts, random), signal);
        item = found === "none" ? undefined : found;
      }
    },
    async findDue(shard, limit, abortSignal) {
      const { Items = [] } = await dynamo.send(
        new QueryCommand({
          TableName,
          IndexName: DUE_INDEX,
          KeyConditionExpression: "#shard = :shard AND dueAt <= :now",
          // A reserved word.
          ExpressionAttributeNames: { "#shard": "shard" },
          ExpressionAttributeValues: { ":shard": { N: String(shard) }, ":now": { N: String(clock.now()) } },
          Limit: limit,
        }),
        { abortSignal },
      );
      return Items.map(({ entityId, dueAt, overdueSince, lastSentAt, firstChangeAt }) => ({
        entityId: entityId?.S ?? "",
        since: Number(overdueSince?.N ?? dueAt?.N),
        lastSentAt: Number(lastSentAt?.N),
        firstChangeAt: Number(firstChangeAt?.N),
      }));
    },
  };
}
