import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";

/** Days that the book on a run is kept: longer than any of its deliveries can be late. */
const KEPT_DAYS = 35;
const DAY_MS = 86_400_000;

/** A task's claim: who is at work, and for how long that is known. */
export interface Claim {
  owner: string;
  /** Scheduled time of the run. */
  runTime: string;
  /** Milliseconds since the Unix epoch. */
  leaseUntil: number;
}

/**
 * The book on runs, in DynamoDB: `done/<job>/<time>` for each run that is done, and a lock, which one task holds at a time:
 * `lock/<job>`, or `lock/<job>/<time>` where runs may overlap.
 */
export interface RunTable {
  /** Takes the lock if nobody's lease holds. @returns who holds it where it does */
  claim(
    lock: string,
    claim: Claim,
    now: number,
  ): Promise<{ claimed: true; doneUntil?: number } | { claimed: false; holder: Claim }>;
  /** @returns whether the lock was still the owner's */
  renew(lock: string, owner: string, leaseUntil: number): Promise<boolean>;
  /** Gives the lock back. @param doneUntil scheduled time up to which nothing is left to do */
  release(lock: string, owner: string, doneUntil?: number): Promise<void>;
  isDone(job: string, runTime: string): Promise<boolean>;
  markDone(job: string, runTime: string, now: number): Promise<void>;
}

export function createRunTable({ dynamo, table: TableName }: { dynamo: DynamoDBClient; table: string }): RunTable {
  const update = (id: string, UpdateExpression: string, ConditionExpression: string, values: Record<string, Value>) =>
    dynamo.send(
      new UpdateItemCommand({
        ...{ TableName, Key: { id: { S: id } }, UpdateExpression, ConditionExpression },
        ExpressionAttributeNames: Object.fromEntries(
          NAMES.filter((name) => `${UpdateExpression} ${ConditionExpression}`.includes(`#${name}`)).map((name) => [
            `#${name}`,
            name,
          ]),
        ),
        ExpressionAttributeValues: Object.fromEntries(
          Object.entries(values).map(([name, value]) => [
            `:${name}`,
            typeof value === "number" ? { N: String(value) } : { S: value },
          ]),
        ),
        ReturnValues: "ALL_NEW",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    );

  return {
    async claim(lock, { owner, runTime, leaseUntil }, now) {
      try {
        const { Attributes = {} } = await update(
          lock,
          "SET #owner = :owner, #runTime = :runTime, #leaseUntil = :leaseUntil, #expiresAt = :expiresAt",
          "attribute_not_exists(#leaseUntil) OR #leaseUntil < :now",
          { owner, runTime, leaseUntil, now, expiresAt: expiry(now) },
        );
        return { claimed: true, ...(Attributes.doneUntil?.N && { doneUntil: Number(Attributes.doneUntil.N) }) };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const { owner: holder, runTime: time, leaseUntil: until } = error.Item ?? {};
        return {
          claimed: false,
          holder: { owner: holder?.S ?? "", runTime: time?.S ?? "", leaseUntil: Number(until?.N) },
        };
      }
    },
    async renew(lock, owner, leaseUntil) {
      try {
        await update(lock, "SET #leaseUntil = :leaseUntil", "#owner = :owner", { owner, leaseUntil });
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
    async release(lock, owner, doneUntil) {
      const set = doneUntil === undefined ? "" : "SET #doneUntil = :doneUntil ";
      try {
        await update(lock, `${set}REMOVE #owner, #leaseUntil, #runTime`, "#owner = :owner", {
          owner,
          ...(doneUntil !== undefined && { doneUntil }),
        });
      } catch (error) {
        // Somebody else's by now: nothing is left to give back.
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
    async isDone(job, runTime) {
      const { Item } = await dynamo.send(
        new GetItemCommand({ TableName, Key: { id: { S: doneId(job, runTime) } }, ConsistentRead: true }),
      );
      return Item !== undefined;
    },
    async markDone(job, runTime, now) {
      const Item = {
        id: { S: doneId(job, runTime) },
        doneAt: { N: String(now) },
        expiresAt: { N: String(expiry(now)) },
      };
      await dynamo.send(new PutItemCommand({ TableName, Item }));
    },
  };
}

type Value = string | number;

const NAMES = ["owner", "runTime", "leaseUntil", "expiresAt", "doneUntil"];

function doneId(job: string, runTime: string): string {
  return `done/${job}/${runTime}`;
}

/** In seconds, as DynamoDB's time to live has it. */
function expiry(now: number): number {
  return Math.floor((now + KEPT_DAYS * DAY_MS) / 1000);
}
