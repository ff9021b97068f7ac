import {
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { Clock } from "../shared/clock";

/** Seconds for which a notice of leaving is kept: far longer than ECS lists a task that has ended. */
const KEPT_SECONDS = 3_600;

/** Keys of one request: DynamoDB's limit (API reference, "BatchGetItem"). */
const MAX_KEYS = 100;

/** One worker's notice of leaving, given and taken back. */
export interface WorkerRoster {
  announce(): Promise<void>;
  withdraw(): Promise<void>;
}

export function createWorkerRoster(dynamo: DynamoDBClient, table: string, taskArn: string, clock: Clock): WorkerRoster {
  return {
    async announce() {
      const now = clock.now();
      const Item = {
        taskArn: { S: taskArn },
        leavesAt: { S: new Date(now).toISOString() },
        expiresAt: { N: `${Math.floor(now / 1000) + KEPT_SECONDS}` },
      };
      await dynamo.send(new PutItemCommand({ TableName: table, Item }));
    },
    async withdraw() {
      await dynamo.send(new DeleteItemCommand({ TableName: table, Key: { taskArn: { S: taskArn } } }));
    },
  };
}

/** Finds the tasks that have said that they leave. Read consistently: a notice counts from the moment it is written. */
export async function leavingTasks(
  dynamo: DynamoDBClient,
  table: string,
  taskArns: readonly string[],
): Promise<ReadonlySet<string>> {
  const leaving = new Set<string>();
  for (let from = 0; from < taskArns.length; from += MAX_KEYS) {
    const Keys = taskArns.slice(from, from + MAX_KEYS).map((taskArn) => ({ taskArn: { S: taskArn } }));
    let request: BatchGetItemCommandOutput["UnprocessedKeys"] = { [table]: { Keys, ConsistentRead: true } };
    while (request && Object.keys(request).length > 0) {
      const answer: BatchGetItemCommandOutput = await dynamo.send(new BatchGetItemCommand({ RequestItems: request }));
      for (const item of answer.Responses?.[table] ?? []) leaving.add(item.taskArn?.S ?? "");
      request = answer.UnprocessedKeys;
    }
  }
  return leaving;
}
