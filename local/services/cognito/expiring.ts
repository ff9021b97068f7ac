import { randomBytes } from "node:crypto";
import type { Clock } from "../../base/clock";

/** Things that are known by a secret, for a while. */
export class Expiring<Value> {
  readonly #clock: Clock;
  readonly #lifetimeMs: number;
  readonly #entries = new Map<string, { value: Value; expiresAt: number }>();

  constructor(clock: Clock, lifetimeMs: number) {
    this.#clock = clock;
    this.#lifetimeMs = lifetimeMs;
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
