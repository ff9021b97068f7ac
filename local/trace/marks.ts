import { BoundedMap } from "./boundedMap";
import type { Span } from "./span";

const MOST = 20_000;

/**
 * Tells what follows from what by marks: ids of messages, keys of items, places in streams. A message may be received before the call that
 * sent it has its answer, so what follows from a mark may come first.
 */
export class Marks {
  readonly #made = new BoundedMap<string>(MOST);
  readonly #awaited = new BoundedMap<readonly Span[]>(MOST);

  made(mark: string, span: string): void {
    this.#made.set(mark, span);
    const following = this.#awaited.get(mark) ?? [];
    for (const each of following) addCause(each, span);
    if (following.length > 0) this.#awaited.delete(mark);
  }

  follow(mark: string, span: Span): void {
    const made = this.#made.get(mark);
    if (made !== undefined) addCause(span, made);
    else this.#awaited.set(mark, [...(this.#awaited.get(mark) ?? []), span]);
  }

  clear(): void {
    this.#made.clear();
    this.#awaited.clear();
  }
}

function addCause(span: Span, cause: string): void {
  if (!span.causes.includes(cause)) span.causes = [...span.causes, cause];
}
