/** A function's verdict on a batch, with `ReportBatchItemFailures` on. */
export type BatchVerdict = { kind: "success" } | { kind: "failure" } | { kind: "partial"; failed: ReadonlySet<string> };

/**
 * Reads `{ batchItemFailures: [{ itemIdentifier }] }`. Nothing, `null`, `{}`, `[]` and an empty list of failures are success; an
 * empty, missing or unknown identifier, or anything of another shape, fails the whole batch.
 * Source: "Success and failure conditions" in "Configuring partial batch response" (DynamoDB, SQS).
 * @param identifiers those of the batch: sequence numbers or message ids
 */
export function batchVerdict(payload: unknown, identifiers: readonly string[]): BatchVerdict {
  if (payload === null || payload === undefined || payload === "" || (Array.isArray(payload) && payload.length === 0)) {
    return { kind: "success" };
  }
  if (typeof payload !== "object" || Array.isArray(payload)) {
    return { kind: "failure" };
  }
  const { batchItemFailures } = payload as { batchItemFailures?: unknown };
  if (batchItemFailures === undefined || batchItemFailures === null) {
    return { kind: "success" };
  }
  if (!Array.isArray(batchItemFailures)) {
    return { kind: "failure" };
  }
  const known = new Set(identifiers);
  const failed = new Set<string>();
  for (const item of batchItemFailures as unknown[]) {
    const identifier =
      typeof item === "object" && item !== null ? (item as Record<string, unknown>).itemIdentifier : "";
    if (typeof identifier !== "string" || !known.has(identifier)) {
      return { kind: "failure" };
    }
    failed.add(identifier);
  }
  return failed.size === 0 ? { kind: "success" } : { kind: "partial", failed };
}
