import type { Frame } from "./frame";
import type { Json } from "./json";
import type { BlockPast, StatePast } from "./past";
import { Variables } from "./variables";
import { childOf, unlessAborted } from "./waiting";

/** One thing of several that are done together. */
interface Part<T> {
  index: number;
  thing: T;
  past: BlockPast | undefined;
}

/**
 * Runs one thing for each, so many at a time, in order of the outputs; the first failure ends the others. Each has a frame of its own,
 * with variables of its own, whose events follow those of the one before it; the last one that ends is what the outer frame's next event follows.
 *
 * @param past what an earlier process did of each: those that had begun go on first
 */
export async function together<T>(
  frame: Frame,
  concurrency: number,
  things: readonly T[],
  run: (thing: T, inner: Frame, index: number) => Promise<Json>,
  past: StatePast | undefined,
): Promise<readonly Json[]> {
  const { signal, abort, release } = childOf(frame.signal);
  const outputs: Json[] = things.map(() => null);
  const parts = things.map((thing, index): Part<T> => ({ thing, index, past: past?.block(index) }));
  const waiting = [...parts.filter(({ past }) => past), ...parts.filter(({ past }) => !past)].values();
  const start = frame.lastEvent;
  let isOver = false;
  const ends = (inner: Frame) => {
    if (!isOver) frame.lastEvent = inner.lastEvent;
  };
  const worker = async () => {
    let lastEvent = start;
    for (const { index, thing, past } of waiting) {
      const { context, language } = frame;
      const inner: Frame = {
        ...{ context, language, signal, lastEvent: past?.lastEvent ?? lastEvent },
        ...{ block: `${frame.block}/${index}`, past, variables: new Variables(frame.variables) },
      };
      try {
        outputs[index] = await run(thing, inner, index);
        ends(inner);
      } catch (error) {
        ends(inner);
        isOver = true;
        throw error;
      } finally {
        inner.variables.end();
      }
      lastEvent = inner.lastEvent;
    }
  };
  try {
    await unlessAborted(
      Promise.all(Array.from({ length: Math.min(concurrency, things.length) }, worker)),
      frame.signal,
    );
    return outputs;
  } finally {
    abort();
    release();
  }
}
