import { useEffect, useState } from "react";
import { wordsOf } from "../api/client";

export type Loaded<T> =
  | { state: "loading"; value?: T }
  | { state: "ready"; value: T }
  | { state: "failed"; problem: string; value?: T };

/**
 * Loads when the component appears, and anew whenever `load` or `version` is another one; what came before stays until then.
 *
 * @param load must be the same function as long as it loads the same
 */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>, version = 0): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: "loading" });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version is another load, though nothing reads it.
  useEffect(() => {
    const controller = new AbortController();
    const set = (next: (before: Loaded<T>) => Loaded<T>) => {
      if (!controller.signal.aborted) setLoaded(next);
    };
    set(({ value }) => ({ state: "loading", ...(value !== undefined && { value }) }));
    load(controller.signal).then(
      (value) => set(() => ({ state: "ready", value })),
      (error: unknown) =>
        set(({ value }) => ({ state: "failed", problem: wordsOf(error), ...(value !== undefined && { value }) })),
    );
    return () => controller.abort();
  }, [load, version]);
  return loaded;
}
