/** Keeps values by a number, and gives those with the least number first (a binary heap). */
export class Heap<Value> {
  #keys: number[] = [];
  #values: Value[] = [];

  get size(): number {
    return this.#keys.length;
  }

  /** The least number. */
  get firstKey(): number | undefined {
    return this.#keys[0];
  }

  get first(): Value | undefined {
    return this.#values[0];
  }

  push(key: number, value: Value): void {
    let at = this.#keys.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const parentKey = this.#keys[parent] as number;
      if (parentKey <= key) break;
      this.#put(at, parentKey, this.#values[parent] as Value);
      at = parent;
    }
    this.#put(at, key, value);
  }

  pop(): Value | undefined {
    const first = this.#values[0];
    const key = this.#keys.pop();
    const value = this.#values.pop();
    if (key !== undefined && this.#keys.length > 0) this.#sink(0, key, value as Value);
    return first;
  }

  /** Drops every value that is not wanted any longer. */
  keep(isWanted: (key: number, value: Value) => boolean): void {
    const [keys, values] = [this.#keys, this.#values];
    this.#keys = [];
    this.#values = [];
    for (const [at, key] of keys.entries()) {
      const value = values[at] as Value;
      if (isWanted(key, value)) this.push(key, value);
    }
  }

  /** Puts an entry where it belongs, at a place or below it. */
  #sink(from: number, key: number, value: Value): void {
    const { length } = this.#keys;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= length) break;
      if (child + 1 < length && (this.#keys[child + 1] as number) < (this.#keys[child] as number)) child++;
      const childKey = this.#keys[child] as number;
      if (childKey >= key) break;
      this.#put(at, childKey, this.#values[child] as Value);
      at = child;
    }
    this.#put(at, key, value);
  }

  #put(at: number, key: number, value: Value): void {
    this.#keys[at] = key;
    this.#values[at] = value;
  }
}
