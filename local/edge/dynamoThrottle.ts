import { AwsError } from "../base/awsError";
import type { Chaos } from "../base/chaos";
import type { AwsCall } from "./awsService";

/** Operations that read and write items: the ones whose rate DynamoDB limits. */
const DATA_PLANE: ReadonlySet<string> = new Set([
  "BatchExecuteStatement",
  "BatchGetItem",
  "BatchWriteItem",
  "DeleteItem",
  "ExecuteStatement",
  "ExecuteTransaction",
  "GetItem",
  "PutItem",
  "Query",
  "Scan",
  "TransactGetItems",
  "TransactWriteItems",
  "UpdateItem",
]);

/**
 * Injects the throttling of an on-demand table, before the call reaches the store. Functions and workers are struck, not the
 * person at the laptop: a fault is to test the program, not to spoil its inspection.
 * Source: DynamoDB Developer Guide, "Error handling with DynamoDB", `ThrottlingException`.
 *
 * @throws AwsError `ThrottlingException` where the chaos strikes; SDKs retry it
 */
export function throttleDynamo(chaos: Chaos, signingName: string, call: AwsCall): void {
  if (signingName !== "dynamodb" || call.principal.kind !== "role") return;
  if (!call.target?.startsWith("DynamoDB_20120810.") || !DATA_PLANE.has(call.operation)) return;
  if (!chaos.strikes("throttleDynamo")) return;
  throw new AwsError(
    "ThrottlingException",
    "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or " +
      "index so please try again shortly. If exceptions persist, check if you have a hot key: " +
      "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html",
  );
}
