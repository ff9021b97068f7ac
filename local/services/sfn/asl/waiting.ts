import type { Clock } from "../../../base/clock";

/** The execution was stopped or timed out: nothing catches this, and nobody waits for what still runs. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** Settles as the promise does, or rejects as soon as the signal aborts. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    promise.catch(() => undefined);
    throw new Interrupted();
  }
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new Interrupted());
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** @throws Interrupted when the signal aborts first; no timer is left behind */
export async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  const { promise, cancel } = timer(clock, ms);
  try {
    await unlessAborted(promise, signal);
  } finally {
    cancel();
  }
}

export function timer(clock: Clock, ms: number): { promise: Promise<void>; cancel(): void } {
  let cancel = () => {};
  const promise = new Promise<void>((resolve) => {
    const pending = clock.after(Math.max(0, ms), resolve);
    cancel = () => pending.cancel();
  });
  return { promise, cancel };
}

/** A controller that aborts with its parent, until it is released. */
export function childOf(parent: AbortSignal): { signal: AbortSignal; abort(): void; release(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  if (parent.aborted) abort();
  parent.addEventListener("abort", abort, { once: true });
  return { signal: controller.signal, abort, release: () => parent.removeEventListener("abort", abort) };
}
