import type { Clock, Timer } from "../clock";

export interface BatcherDependencies<T, R> {
  clock: Clock;
  /** Items in a batch, at most. */
  maxItems: number;
  /** Milliseconds that an item waits for others, at most. */
  lingerMs: number;
  /** Answers for each item, in their order; an `Error` is the failure of that item alone, a rejection that of all. */
  send(items: readonly T[]): Promise<readonly (R | Error)[]>;
}

/** Gathers items that are asked for one by one into requests that take many. */
export interface Batcher<T, R> {
  /** @throws the item's own error, or that of its whole batch */
  add(item: T): Promise<R>;
}

interface Waiting<T, R> {
  item: T;
  resolve(result: R): void;
  reject(error: unknown): void;
}

/** A full batch leaves at once, any other `lingerMs` after its first item. */
export function createBatcher<T, R>(deps: BatcherDependencies<T, R>): Batcher<T, R> {
  let batch: Waiting<T, R>[] = [];
  let timer: Timer | undefined;

  const flush = () => {
    timer?.cancel();
    timer = undefined;
    const leaving = batch;
    batch = [];
    void deliver(leaving, deps.send);
  };

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        batch.push({ item, resolve, reject });
        if (batch.length >= deps.maxItems) flush();
        else timer ??= deps.clock.after(deps.lingerMs, flush);
      }),
  };
}

async function deliver<T, R>(batch: readonly Waiting<T, R>[], send: BatcherDependencies<T, R>["send"]): Promise<void> {
  try {
    const results = await send(batch.map(({ item }) => item));
    for (const [index, { resolve, reject }] of batch.entries()) {
      const result = results[index] as R | Error;
      if (result instanceof Error) reject(result);
      else resolve(result);
    }
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
