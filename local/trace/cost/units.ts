import type { AwsCall } from "../../edge/awsService";

/** Milliseconds of an invocation by itself, and of each call to AWS that it makes, one after the other: laptops differ, this does not. */
const INVOCATION_MS = 5;
const CALL_MS = 5;
/** GB; the components' default. */
const FUNCTION_GB = 0.5;

/** GB-seconds of an invocation that makes so many calls to AWS, and waits so long for somebody else. */
export function gbSeconds(calls: number, waitingMs = 0): number {
  return (FUNCTION_GB * (INVOCATION_MS + calls * CALL_MS + waitingMs)) / 1000;
}

/** GB-seconds that a function waits for one call. */
export const CALL_GB_SECONDS = gbSeconds(1) - gbSeconds(0);

/**
 * Request units, with items of at most 1 KB to write and 4 KB to read, and indexes left out
 * (Amazon DynamoDB Developer Guide, "Read and write operations").
 */
export function unitsOf({ operation, params }: Pick<AwsCall, "operation" | "params">): {
  writes: number;
  reads: number;
} {
  const consistency = params.ConsistentRead === true ? 1 : 0.5;
  switch (operation) {
    case "PutItem":
    case "UpdateItem":
    case "DeleteItem":
      return { writes: 1, reads: 0 };
    case "BatchWriteItem":
      return { writes: Object.values(objectOf(params.RequestItems)).flatMap(listOf).length, reads: 0 };
    case "TransactWriteItems":
      return { writes: 2 * listOf(params.TransactItems).length, reads: 0 };
    case "GetItem":
    case "Query":
    case "Scan":
      return { writes: 0, reads: consistency };
    case "BatchGetItem":
      return { writes: 0, reads: sum(Object.values(objectOf(params.RequestItems)).map(readsOf)) };
    case "TransactGetItems":
      return { writes: 0, reads: 2 * listOf(params.TransactItems).length };
    default:
      return { writes: 0, reads: 0 };
  }
}

function readsOf(request: unknown): number {
  const { Keys, ConsistentRead } = objectOf(request);
  return listOf(Keys).length * (ConsistentRead === true ? 1 : 0.5);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
