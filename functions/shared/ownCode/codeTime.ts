import type { Clock } from "../clock";

/** The time that code of one's own has for one call. */
export interface CodeTime {
  /** Aborts when the time is over, when the worker has to end, and at the latest when the call has ended. */
  signal: AbortSignal;
  /** Milliseconds that are left. */
  leftMs(): number;
  /** Waits for work that may not listen to the signal. @throws the signal's reason, as soon as it aborts */
  bound<T>(work: Promise<T>): Promise<T>;
  /** The call has ended. */
  end(): void;
}

/**
 * Gives a call its time.
 * @param outer aborts when the worker has to end
 * @param argument the component's argument that says how long it is, for the message
 */
export function codeTime(clock: Clock, timeoutMs: number, outer: AbortSignal, argument: string): CodeTime {
  const endsAt = clock.now() + timeoutMs;
  const end = new AbortController();
  const timer = clock.after(timeoutMs, () =>
    end.abort(new Error(`not done within ${timeoutMs / 1000} s (${argument})`)),
  );
  const stop = () => end.abort(outer.reason);
  if (outer.aborted) stop();
  outer.addEventListener("abort", stop, { once: true });
  const aborted = new Promise<never>((_, reject) => {
    end.signal.addEventListener("abort", () => reject(end.signal.reason), { once: true });
  });
  // Nobody may be waiting when the call has ended.
  aborted.catch(() => undefined);
  return {
    signal: end.signal,
    leftMs: () => Math.max(0, endsAt - clock.now()),
    bound: (work) => Promise.race([work, aborted]),
    end() {
      timer.cancel();
      outer.removeEventListener("abort", stop);
      end.abort(new Error("the call has ended"));
    },
  };
}
