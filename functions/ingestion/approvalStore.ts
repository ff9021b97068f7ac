import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { EntryStatus } from "./entry";
import type { Item } from "./entryList";

export type Decision = "approved" | "rejected";

export interface Approvals {
  dynamo: DynamoDBClient;
  entryTable: string;
}

/** An entry as it is now. */
export async function readEntry({ dynamo, entryTable }: Approvals, id: string): Promise<Item | undefined> {
  const { Item: item } = await dynamo.send(
    new GetItemCommand({ TableName: entryTable, Key: { id: { S: id } }, ConsistentRead: true }),
  );
  return item;
}

/** Notes which task waits for the decision about an entry, and until when; `undefined` where nothing is to be decided any more. */
export async function noteTask(
  approvals: Approvals,
  id: string,
  { taskToken, expiresAt }: { taskToken: string; expiresAt: string },
): Promise<Item | undefined> {
  return update(approvals, id, {
    change: "SET task_token = :token, expires_at = :expires",
    condition: "#status = :pending AND attribute_not_exists(decision)",
    values: { ":token": taskToken, ":expires": expiresAt },
  });
}

/** Records a decision, of which there is one: `false` where somebody was first, or where it is too late. */
export async function recordDecision(
  approvals: Approvals,
  id: string,
  { decision, at }: { decision: Decision; at: string },
): Promise<boolean> {
  const item = await update(approvals, id, {
    change: "SET decision = :decision, decided_at = :at",
    condition: "#status = :pending AND attribute_not_exists(decision) AND expires_at > :at",
    values: { ":decision": decision, ":at": at },
  });
  return item !== undefined;
}

/** Carries a recorded decision out; `false` where that has been done. */
export async function carryOut(approvals: Approvals, id: string, decision: Decision, at: string): Promise<boolean> {
  const status: EntryStatus = decision === "approved" ? "stored" : "rejected";
  const item = await update(approvals, id, {
    change: `SET #status = :status, ${status === "stored" ? "stored_at" : "closed_at"} = :at REMOVE pending, task_token`,
    condition: "#status = :pending AND decision = :decision",
    values: { ":status": status, ":decision": decision, ":at": at },
  });
  return item !== undefined;
}

/** Closes an entry that nobody decided about; `false` where somebody has. */
export async function expire(approvals: Approvals, id: string, at: string): Promise<boolean> {
  const item = await update(approvals, id, {
    change: "SET #status = :expired, closed_at = :at REMOVE pending, task_token",
    condition: "#status = :pending AND attribute_not_exists(decision)",
    values: { ":expired": "expired", ":at": at },
  });
  return item !== undefined;
}

/** Changes an entry that is pending; `undefined` where the condition does not hold. */
async function update(
  { dynamo, entryTable }: Approvals,
  id: string,
  { change, condition, values }: { change: string; condition: string; values: Record<string, string> },
): Promise<Item | undefined> {
  try {
    const { Attributes: item } = await dynamo.send(
      new UpdateItemCommand({
        TableName: entryTable,
        Key: { id: { S: id } },
        UpdateExpression: change,
        ConditionExpression: condition,
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: Object.fromEntries(
          Object.entries({ ...values, ":pending": "pending" }).map(([name, value]) => [name, { S: value }]),
        ),
        ReturnValues: "ALL_NEW",
      }),
    );
    return item ?? {};
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
