import { randomFillSync } from "node:crypto";

const POOL_BYTES = 8192;

const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/**
 * Random digits for ids, which every request needs several of: drawn in advance, for each draw from the system takes longer than the
 * rest of an id. Secrets are drawn one by one.
 */
export function randomHex(bytes: number): string {
  return drawn(bytes).toString("hex");
}

/** The same in base64. */
export function randomBase64(bytes: number): string {
  return drawn(bytes).toString("base64");
}

/** Bytes that are good until the next draw. */
function drawn(bytes: number): Buffer {
  if (used + bytes > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.subarray(used - bytes, used);
}
