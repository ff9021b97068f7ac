import type { Clock } from "../../local/base/clock";
import { pause } from "./poll";

/** Settings of an AWS client that outlives a restart or a freeze of half a minute, and gives up on what stays dead. */
export const PATIENT_CLIENT = {
  maxAttempts: 6,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
} as const;

const FIRST_BACKOFF_MS = 50;
const MAX_BACKOFF_MS = 5_000;
const LIMIT_MS = 120_000;
const READ_ATTEMPTS = 24;

/** Holds out while nobody answers, for two minutes over all sends of a run: one send after the other would take its own time to give up. */
export class Patience {
  #heardAt: number;

  constructor(private readonly clock: Clock) {
    this.#heardAt = clock.now();
  }

  /** There was an answer to go by. */
  heard(): void {
    this.#heardAt = this.clock.now();
  }

  /** @throws Error when there was none for too long */
  spend(reason: string): void {
    if (this.clock.now() - this.#heardAt < LIMIT_MS) return;
    throw new Error(
      `nothing was taken for ${LIMIT_MS / 1000} s (the last try: ${reason}); see whether the system runs, and start again`,
    );
  }
}

/** An answer that stays as it is, however often it is asked for. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** Makes the error of an answer that is none. @returns a {@link Refusal} unless another try may help */
export function answerError(status: number, message: string): Error {
  return status >= 500 || status === 429 ? new Error(message) : new Refusal(message);
}

/**
 * Reads until it works: for about 45 s, which outlives the restart of a database.
 * @throws Error of the last try
 */
export async function patiently<T>(clock: Clock, read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read();
    } catch (error) {
      if (attempt === READ_ATTEMPTS || error instanceof Refusal) throw error;
      await pause(clock, backoffMs(attempt));
    }
  }
}

/**
 * Gives a read up at once where nobody listens: before a run has begun, that is a system that was not started, and no outage.
 * @throws Refusal
 */
export async function unlessNobodyListens<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === "ECONNREFUSED" ? new Refusal(`nobody listens there (${message || code}): start the system`) : error;
  }
}

/** Exponential, with full jitter: senders that failed together do not come back together. */
export function backoffMs(failures: number): number {
  return Math.random() * Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failures - 1));
}
