import type { Frame } from "./frame";
import type { Json } from "./json";
import { Variables } from "./variables";
import { childOf, unlessAborted } from "./waiting";

/**
 * Runs one thing for each, so many at a time, in order of the outputs; the first failure ends the others. Each has a frame of its own,
 * with variables of its own, whose events follow those of the one before it; the last one that ends is what the outer frame's next event follows.
 */
export async function together<T>(
  frame: Frame,
  concurrency: number,
  things: readonly T[],
  run: (thing: T, inner: Frame, index: number) => Promise<Json>,
): Promise<readonly Json[]> {
  const { signal, abort, release } = childOf(frame.signal);
  const outputs: Json[] = things.map(() => null);
  const waiting = things.entries();
  const start = frame.lastEvent;
  let isOver = false;
  const ends = (inner: Frame) => {
    if (!isOver) frame.lastEvent = inner.lastEvent;
  };
  const worker = async () => {
    let lastEvent = start;
    for (const [index, thing] of waiting) {
      const { context, language } = frame;
      const inner: Frame = { context, language, signal, lastEvent, variables: new Variables(frame.variables) };
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
