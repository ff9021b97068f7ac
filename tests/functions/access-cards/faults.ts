import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { serviceError } from "../support/clients";

/** The fate of one write. */
export type Fate =
  | "done"
  /** DynamoDB takes no write just now. */
  | "throttled"
  /** The write is made, but its answer is lost for good. */
  | "answer lost"
  /** The write is made, its answer is lost, and the SDK repeats it. */
  | "repeated";

/**
 * Deals fates to a client's writes, one after the other; those beyond are done.
 * @returns ends it
 */
export function breakNow(client: DynamoDBClient, fates: readonly Fate[]): () => void {
  const waiting = [...fates];
  client.middlewareStack.add(
    (next, context) => async (request) => {
      const isWrite = /^(Update|Put|Transact)/.test(String(context.commandName));
      switch (isWrite ? waiting.shift() : "done") {
        case "throttled":
          throw serviceError("ThrottlingException", "client");
        case "answer lost":
          await next(request);
          throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET", $metadata: {} });
        case "repeated":
          await next(request);
          return next(request);
        default:
          return next(request);
      }
    },
    { step: "finalizeRequest", name: "fates", priority: "low", override: true },
  );
  return () => client.middlewareStack.remove("fates");
}
