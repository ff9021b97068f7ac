import type { PartProgress } from "../base/report";

/** Least time between two accounts, in milliseconds: more often, nobody could read them. */
const EACH_MS = 100;

/** Keeps account of the resources that sections of a program wait for, and tells now and then. */
export class PendingResources {
  readonly #pending = new Map<string, Set<string>>();
  readonly #tell: (progress: readonly PartProgress[]) => void;
  #toldAt = 0;
  #isDue = false;

  constructor(tell: (progress: readonly PartProgress[]) => void) {
    this.#tell = tell;
  }

  started(section: string, resource: string): void {
    const pending = this.#pending.get(section) ?? new Set();
    this.#pending.set(section, pending.add(resource));
  }

  ended(section: string, resource: string): void {
    const pending = this.#pending.get(section);
    if (!pending?.delete(resource)) return;
    if (this.#isDue || (pending.size > 0 && performance.now() - this.#toldAt < EACH_MS)) return;
    this.#isDue = true;
    // Later: what follows from this resource may ask for more.
    setImmediate(() => {
      this.#isDue = false;
      this.#toldAt = performance.now();
      this.#tell([...this.#pending].map(([part, resources]) => ({ part, waitsFor: [...resources] })));
    });
  }
}
