import { AwsError } from "../../base/awsError";
import type { Chaos } from "../../base/chaos";
import type { AwsService } from "../../edge/awsService";

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
 * Injects the throttling of an on-demand table where the chaos strikes, before the call reaches the store; SDKs retry it. Functions and
 * workers are struck, not the person at the laptop: a fault is to test the program, not to spoil its inspection.
 * Source: DynamoDB Developer Guide, "Error handling with DynamoDB", `ThrottlingException`.
 */
export function throttle(chaos: Chaos): NonNullable<AwsService["fault"]> {
  return ({ principal, target, operation }) => {
    if (principal.kind !== "role") return undefined;
    if (!target?.startsWith("DynamoDB_20120810.") || !DATA_PLANE.has(operation)) return undefined;
    if (!chaos.strikes("throttleDynamo")) return undefined;
    return new AwsError(
      "ThrottlingException",
      "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or " +
        "index so please try again shortly. If exceptions persist, check if you have a hot key: " +
        "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html",
    );
  };
}
