import type { DataFolder } from "./dataFolder";

/** Values by key that outlive the process. */
export interface KeptMap<Value> {
  /** Gives what an earlier process left, and what was set since. */
  entries(): ReadonlyMap<string, Value>;
  /** @param value what JSON can hold; it must not change afterwards, for it is written again when the journal is */
  set(key: string, value: Value): void;
  delete(key: string): void;
  clear(): void;
}

/** The maps of one service. */
export interface KeptMaps {
  /** False where everything is gone after a stop. */
  readonly keeps: boolean;
  /** A map by its name, such as `"orders/messages"`: the same name is the same map. What nobody asks for stays as it was. */
  map<Value>(name: string): KeptMap<Value>;
}

/** A value that was set; without a value, a key that was deleted; without a key, a map that was cleared. */
type Entry = readonly [map: string, key?: string, value?: unknown];

/** Keeps nothing. */
export const noMaps: KeptMaps = {
  keeps: false,
  map: <Value>() => ({ ...NO_MAP, entries: () => new Map<string, Value>() }),
};
const NO_VALUES: ReadonlyMap<string, unknown> = new Map();
const NO_MAP = { set() {}, delete() {}, clear() {} };

/**
 * Opens the maps of a service, which stand in its journal: a set, a delete or a clear is one entry of it, and those of one synchronous
 * step are there together or not at all.
 *
 * @throws JournalDamaged
 */
export function keptMaps(data: DataFolder, service: string): KeptMaps {
  if (!data.keeps) return noMaps;
  const maps = new Map<string, Map<string, unknown>>();
  const valuesOf = (name: string) => {
    const values = maps.get(name) ?? new Map<string, unknown>();
    maps.set(name, values);
    return values;
  };
  const journal = data.journal<Entry>(service, {
    replay([name, key, value]) {
      if (key === undefined) maps.delete(name);
      else if (value === undefined) maps.get(name)?.delete(key);
      else valuesOf(name).set(key, value);
    },
    *snapshot() {
      for (const [name, values] of maps) for (const [key, value] of values) yield [name, key, value];
    },
  });
  return {
    keeps: true,
    map<Value>(name: string): KeptMap<Value> {
      return {
        entries: () => (maps.get(name) ?? NO_VALUES) as ReadonlyMap<string, Value>,
        set(key, value) {
          valuesOf(name).set(key, value);
          journal.append([name, key, value]);
        },
        delete(key) {
          if (maps.get(name)?.delete(key)) journal.append([name, key]);
        },
        clear() {
          // Names may be many: of a map that is empty nothing is left.
          if (maps.delete(name)) journal.append([name]);
        },
      };
    },
  };
}
