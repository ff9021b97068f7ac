import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { type Clock, pause } from "./clock";

export interface OneAtATimeDependencies {
  dynamo: DynamoDBClient;
  table: string;
  /** Key of the item that holds the lease; the table's attribute `expiresAt` is its time to live. */
  key: { attribute: string; value: string };
  clock: Clock;
  /** Makes a name that no other run has. */
  newToken(): string;
  /** Milliseconds that a run may take: who dies at it keeps others off for so long. */
  leaseMs: number;
  /** Milliseconds that a run waits for its turn before it gives up. */
  waitMs: number;
  /** Hears of a run that gave up. */
  onGivenUp(): void;
}

/** Milliseconds between two tries for the lease. */
const TRY_EVERY_MS = 1000;

/** Seconds after which DynamoDB deletes the item of a run that has died. */
const KEPT_SECONDS = 86_400;

/**
 * Lets only one run of a function be under way, by a lease in DynamoDB. Another one waits for its turn, so that what it was called for is
 * looked at after the run that may have missed it. A reserved concurrency of 1 does that, too, but accounts with a limit of 10 to 100
 * cannot reserve any (Lambda Developer Guide, "Configuring reserved concurrency for a function").
 *
 * @returns makes a run; it resolves to `undefined` where its turn did not come
 */
export function oneAtATime<T>(deps: OneAtATimeDependencies, run: () => Promise<T>): () => Promise<T | undefined> {
  return async () => {
    const owner = deps.newToken();
    const until = deps.clock.now() + deps.waitMs;
    while (!(await claim(deps, owner))) {
      if (deps.clock.now() >= until) {
        deps.onGivenUp();
        return undefined;
      }
      await pause(deps.clock, TRY_EVERY_MS);
    }
    try {
      return await run();
    } finally {
      await release(deps, owner);
    }
  };
}

async function claim({ dynamo, table, key, clock, leaseMs }: OneAtATimeDependencies, owner: string): Promise<boolean> {
  const now = clock.now();
  const leaseUntil = now + leaseMs;
  try {
    await dynamo.send(
      new PutItemCommand({
        TableName: table,
        Item: {
          [key.attribute]: { S: key.value },
          owner: { S: owner },
          leaseUntil: { N: `${leaseUntil}` },
          expiresAt: { N: `${Math.ceil(leaseUntil / 1000) + KEPT_SECONDS}` },
        },
        ConditionExpression: "attribute_not_exists(#key) OR #leaseUntil < :now OR #owner = :owner",
        ExpressionAttributeNames: { "#key": key.attribute, "#leaseUntil": "leaseUntil", "#owner": "owner" },
        ExpressionAttributeValues: { ":now": { N: `${now}` }, ":owner": { S: owner } },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

async function release({ dynamo, table, key }: OneAtATimeDependencies, owner: string): Promise<void> {
  try {
    await dynamo.send(
      new DeleteItemCommand({
        TableName: table,
        Key: { [key.attribute]: { S: key.value } },
        ConditionExpression: "#owner = :owner",
        ExpressionAttributeNames: { "#owner": "owner" },
        ExpressionAttributeValues: { ":owner": { S: owner } },
      }),
    );
  } catch (error) {
    // Somebody else's by now: nothing is left to give back.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
