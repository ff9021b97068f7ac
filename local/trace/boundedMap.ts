/** A map that keeps the newest of its entries. */
export class BoundedMap<Value> {
  readonly #entries = new Map<string, Value>();
  /** Goes on where the last eviction was: from the beginning, it would pass all that has been deleted there. */
  #oldest = this.#entries.keys();

  constructor(private readonly most: number) {}

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Value | undefined {
    return this.#entries.get(key);
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  values(): Iterable<Value> {
    return this.#entries.values();
  }

  /** @returns the entry that made room */
  set(key: string, value: Value): Value | undefined {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return this.#entries.size > this.most ? this.evict() : undefined;
  }

  /** Takes the oldest entry away. */
  evict(): Value | undefined {
    const { value: key } = this.#oldest.next();
    if (key === undefined) return undefined;
    const evicted = this.#entries.get(key);
    this.#entries.delete(key);
    return evicted;
  }

  /** @returns true where it was there */
  delete(key: string): boolean {
    return this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
    this.#oldest = this.#entries.keys();
  }
}
