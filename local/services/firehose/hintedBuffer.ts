import type { Clock, Timer } from "../../base/clock";

/** Gathers items until they have reached a size, or the first of them has waited for long enough. */
export class HintedBuffer<T> {
  #items: T[] = [];
  #bytes = 0;
  #timer: Timer | undefined;

  /**
   * @param hints asked when a batch begins
   * @param full gets what has been gathered: never nothing
   */
  constructor(
    private readonly clock: Clock,
    private readonly hints: () => { bytes: number; milliseconds: number },
    private readonly full: (items: readonly T[]) => void,
  ) {}

  add(item: T, bytes: number): void {
    const { bytes: most, milliseconds } = this.hints();
    this.#items.push(item);
    this.#bytes += bytes;
    if (this.#bytes >= most) this.flush();
    else this.#timer ??= this.clock.after(milliseconds, () => this.flush());
  }

  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#items.length === 0) return;
    const items = this.#items;
    this.#items = [];
    this.#bytes = 0;
    this.full(items);
  }
}
