import { AwsError } from "../../base/awsError";
import { sqsError } from "./sqsErrors";

interface Failed {
  readonly Id: string;
  readonly SenderFault: boolean;
  readonly Code: string;
  readonly Message: string;
}

const MAX_ENTRIES = 10;
const ENTRY_ID = /^[\w-]{1,80}$/;

/**
 * Checks a batch as a whole. Source: the "Errors" of the batch operations in the Amazon SQS API Reference.
 * @param kind how SQS calls an entry: `"SendMessageBatchRequestEntry"`
 * @throws AwsError
 */
export function checkBatch(entries: readonly ({ readonly Id?: unknown } | null)[] | undefined, kind: string): void {
  if (entries === undefined || entries.length === 0) {
    throw sqsError("EmptyBatchRequest", `There should be at least one ${kind} in the request.`);
  }
  if (entries.length > MAX_ENTRIES) {
    throw sqsError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`,
    );
  }
  const seen = new Set<unknown>();
  for (const entry of entries) {
    const Id = entry?.Id;
    if (typeof Id !== "string" || !ENTRY_ID.test(Id)) {
      throw sqsError(
        "InvalidBatchEntryId",
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
      );
    }
    if (seen.has(Id)) throw sqsError("BatchEntryIdsNotDistinct", `Id ${Id} repeated.`);
    seen.add(Id);
  }
}

/** Runs each entry of a batch; one that is refused fails alone. A list without entries is left out of the answer. */
export function runBatch<Entry extends { readonly Id?: string | undefined }, Success extends object>(
  entries: readonly Entry[],
  run: (entry: Entry) => Success,
): {
  readonly Successful: readonly (Success & { Id: string })[] | undefined;
  readonly Failed: readonly Failed[] | undefined;
} {
  const successful: (Success & { Id: string })[] = [];
  const failed: Failed[] = [];
  for (const entry of entries) {
    const Id = entry.Id ?? "";
    try {
      successful.push({ Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({ Id, SenderFault: error.status < 500, Code: error.code, Message: error.message });
    }
  }
  return {
    Successful: successful.length > 0 ? successful : undefined,
    Failed: failed.length > 0 ? failed : undefined,
  };
}
