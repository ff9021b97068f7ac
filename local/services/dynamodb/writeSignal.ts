/** Wakes those who wait for a write to a table. */
export class WriteSignal {
  readonly #waiting = new Map<string, Set<() => void>>();

  notify(tableName: string): void {
    const waiting = this.#waiting.get(tableName);
    this.#waiting.delete(tableName);
    for (const wake of waiting ?? []) wake();
  }

  /** Wakes everybody, for good reason or none: they look, and find the stream gone. */
  notifyAll(): void {
    for (const tableName of [...this.#waiting.keys()]) this.notify(tableName);
  }

  next(tableName: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(tableName) ?? new Set();
      this.#waiting.set(tableName, waiting);
      const wake = () => {
        waiting.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      waiting.add(wake);
      signal.addEventListener("abort", wake, { once: true });
    });
  }
}
