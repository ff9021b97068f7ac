import { createHash } from "node:crypto";

/** The longest partition key that DynamoDB takes (Developer Guide, "Service, account, and table quotas"). */
const MAX_KEY_BYTES = 2048;

/** The `next` of a page: where the scan goes on, with a checksum that tells a damaged token from a whole one. It is no secret. */
export function pageToken(lastKey: string): string {
  const key = Buffer.from(lastKey, "utf8");
  return Buffer.concat([checksum(key), key]).toString("base64url");
}

/** The key that a token goes on from; `undefined` for anything that {@link pageToken} did not make. */
export function readPageToken(token: string): string | undefined {
  const bytes = Buffer.from(token, "base64url");
  const key = bytes.subarray(CHECKSUM_BYTES);
  const isWhole =
    key.length > 0 && key.length <= MAX_KEY_BYTES && checksum(key).equals(bytes.subarray(0, CHECKSUM_BYTES));
  return isWhole && bytes.toString("base64url") === token ? key.toString("utf8") : undefined;
}

const CHECKSUM_BYTES = 6;

function checksum(key: Buffer): Buffer {
  return createHash("sha256").update("page\n").update(key).digest().subarray(0, CHECKSUM_BYTES);
}
