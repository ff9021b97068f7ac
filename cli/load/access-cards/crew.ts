import { build, type Histogram } from "hdr-histogram-js";
import type { Clock } from "../../../local/base/clock";
import { createProgress, type Terminal } from "../progress";
import { createSchedule } from "../schedule";

export interface CrewOptions {
  /** Requests under way at once, at most. */
  concurrency: number;
  /** Turns a second; absent: as answers come. */
  rate?: number;
  /** Once it says so, nobody begins anything more. */
  isOver?: () => boolean;
}

/** Microseconds, to three significant digits. */
export function latencies(): Histogram {
  return build({ lowestDiscernibleValue: 1, numberOfSignificantValueDigits: 3 });
}

/** Does something for each item, several at once; each is told when it was due, in milliseconds since the Unix epoch. */
export async function forEach<T>(
  items: readonly T[],
  work: (item: T, dueAt: number) => Promise<void>,
  { concurrency, rate, isOver = () => false }: CrewOptions,
  { clock, terminal }: { clock: Clock; terminal: Terminal },
): Promise<void> {
  if (items.length === 0) return;
  const turns = items.entries();
  const schedule = createSchedule(clock, rate);
  const progress = createProgress(terminal, clock, items.length);
  const worker = async () => {
    // The workers share one iterator: each takes the next item that nobody has taken yet.
    for (const [index, item] of turns) {
      const dueAt = await schedule.turn(index);
      if (isOver()) return;
      await work(item, dueAt);
      progress.advance();
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
  progress.stop();
}
