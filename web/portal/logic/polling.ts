import { ApiError } from "../api/client";
import type { Wait } from "../api/wait";

/** The latest news of something that a page follows. */
export interface Polled<T> {
  /** The last value that came. */
  value?: T;
  /** The reason why the value is old. */
  problem?: string;
}

const PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;

export interface PollOptions<T> {
  read(signal: AbortSignal): Promise<T>;
  wait: Wait;
  signal: AbortSignal;
  onChange(polled: Polled<T>): void;
  wordsOf(error: unknown): string;
}

/** Reads again and again, less often while that fails; ends when it is aborted, or refused for good. */
export async function poll<T>({ read, wait, signal, onChange, wordsOf }: PollOptions<T>): Promise<void> {
  let polled: Polled<T> = {};
  for (let failures = 0; !signal.aborted; ) {
    try {
      polled = { value: await read(signal) };
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      failures++;
      polled = { ...polled, problem: wordsOf(error) };
      if (error instanceof ApiError && !error.passing) {
        onChange(polled);
        return;
      }
    }
    onChange(polled);
    await wait(Math.min(PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS), signal).catch(() => undefined);
  }
}
