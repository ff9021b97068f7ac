import { createHash, randomBytes } from "node:crypto";

/** A new event id: a UUID of version 7 (RFC 9562), so that ids sort by the millisecond they were made in. */
export function newEventId(nowMs: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  return asUuid(bytes, 7);
}

/**
 * The event id that an Idempotency-Key stands for: a UUID of version 8 (RFC 9562, custom) with 122 bits of a hash.
 * @param scope keeps the same key apart on different routes
 * @param index the event's place in a batch
 */
export function eventIdOfKey(scope: "event" | "batch", key: string, index = 0): string {
  return asUuid(createHash("sha256").update(`${scope}\n${index}\n${key}`).digest(), 8);
}

function asUuid(bytes: Buffer, version: 7 | 8): string {
  bytes[6] = (version << 4) | ((bytes[6] as number) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f);
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}
