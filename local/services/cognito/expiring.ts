import { randomBytes } from "node:crypto";
import type { Clock } from "../../base/clock";
import { type KeptMap, noMaps } from "../../base/keptMaps";
import { WrittenMap } from "../../base/writtenMap";

interface Entry<Value> {
  readonly value: Value;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
}

/** Things that are known by a secret, for a while. */
export class Expiring<Value> {
  readonly #clock: Clock;
  readonly #lifetimeMs: number;
  readonly #entries: WrittenMap<Entry<Value>>;

  constructor(clock: Clock, lifetimeMs: number, kept: KeptMap<Entry<Value>> = noMaps.map("expiring")) {
    this.#clock = clock;
    this.#lifetimeMs = lifetimeMs;
    this.#entries = new WrittenMap(kept);
  }

  /** @returns the secret: 256 bits, which nobody guesses */
  add(value: Value): string {
    const now = this.#clock.now();
    for (const [secret, { expiresAt }] of this.#entries) if (expiresAt <= now) this.#entries.delete(secret);
    const secret = randomBytes(32).toString("base64url");
    this.#entries.set(secret, { value, expiresAt: now + this.#lifetimeMs });
    return secret;
  }

  get(secret: string): Value | undefined {
    const entry = this.#entries.get(secret);
    return entry && entry.expiresAt > this.#clock.now() ? entry.value : undefined;
  }

  /** The same, once: afterwards it is gone. */
  take(secret: string): Value | undefined {
    const value = this.get(secret);
    this.#entries.delete(secret);
    return value;
  }
}
