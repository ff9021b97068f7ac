import type { KeptMap } from "./keptMaps";

/**
 * A map that begins with what an earlier process left and writes down its changes, where they are kept; where nothing is, it is a map like
 * any other.
 */
export class WrittenMap<Value> extends Map<string, Value> {
  readonly #kept: KeptMap<Value>;

  constructor(kept: KeptMap<Value>) {
    super();
    for (const [key, value] of kept.entries()) super.set(key, value);
    this.#kept = kept;
  }

  /** @param value as a {@link KeptMap} takes it */
  override set(key: string, value: Value): this {
    this.#kept.set(key, value);
    return super.set(key, value);
  }

  override delete(key: string): boolean {
    this.#kept.delete(key);
    return super.delete(key);
  }

  override clear(): void {
    this.#kept.clear();
    super.clear();
  }
}
