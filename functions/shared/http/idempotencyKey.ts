import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { headerOf, type Problem, problem } from "./reply";

/**
 * Reads the Idempotency-Key header (IETF draft-ietf-httpapi-idempotency-key-header): bare, or quoted as the draft has it.
 * @returns `key` is absent when the header is; a problem when it is empty, longer than 255 characters, or not printable ASCII
 */
export function readIdempotencyKey(event: APIGatewayProxyEventV2): { key?: string } | { problem: Problem } {
  const header = headerOf(event, "idempotency-key");
  if (header === undefined) return {};
  const bare = header.trim();
  const key = /^".*"$/.test(bare) ? bare.slice(1, -1) : bare;
  if (/^[\x20-\x7e]{1,255}$/.test(key)) return { key };
  const detail = `The Idempotency-Key must be 1 to 255 printable ASCII characters, such as a UUID; this one has ${key.length}.`;
  return { problem: problem("invalid-idempotency-key", 400, "Invalid Idempotency-Key", detail) };
}
