import { randomBytes } from "node:crypto";
import type { Clock } from "../../base/clock";
import { type KeptMap, noMaps } from "../../base/keptMaps";

interface Entry<Value> {
  readonly value: Value;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
}

/** Things that are known by a secret, for a while. */
export class Expiring<Value> {
  readonly #clock: Clock;
  readonly #lifetimeMs: number;
  readonly #entries: Map<string, Entry<Value>>;
  readonly #kept: KeptMap<Entry<Value>>;

  constructor(clock: Clock, lifetimeMs: number, kept: KeptMap<Entry<Value>> = noMaps.map("expiring")) {
    this.#clock = clock;
    this.#lifetimeMs = lifetimeMs;
    this.#entries = new Map(kept.entries());
    this.#kept = kept;
  }

  /** @returns the secret: 256 bits, which nobody guesses */
  add(value: Value): string {
    const now = this.#clock.now();
    for (const [secret, { expiresAt }] of this.#entries) if (expiresAt <= now) this.#delete(secret);
    const secret = randomBytes(32).toString("base64url");
    const entry = { value, expiresAt: now + this.#lifetimeMs };
    this.#entries.set(secret, entry);
    this.#kept.set(secret, entry);
    return secret;
  }

  get(secret: string): Value | undefined {
    const entry = this.#entries.get(secret);
    return entry && entry.expiresAt > this.#clock.now() ? entry.value : undefined;
  }

  /** The same, once: afterwards it is gone. */
  take(secret: string): Value | undefined {
    const value = this.get(secret);
    this.#delete(secret);
    return value;
  }

  #delete(secret: string): void {
    this.#entries.delete(secret);
    this.#kept.delete(secret);
  }
}
