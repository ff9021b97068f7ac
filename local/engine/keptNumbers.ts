import type { DataFolder } from "../base/dataFolder";

interface Entry {
  urn: string;
  predecessors: number;
}

/**
 * How many resources of its URN were before the one that exists, by URN, over stops of the local cloud: names follow from it, and a
 * resource that has replaced another is to be found under its own again.
 */
export class KeptNumbers {
  readonly #predecessors = new Map<string, number>();
  readonly #record: (entry: Entry) => void;

  constructor(data: DataFolder) {
    const journal = data.journal<Entry>("deployment", {
      replay: ({ urn, predecessors }) => void this.#predecessors.set(urn, predecessors),
      snapshot: () => [...this.#predecessors].map(([urn, predecessors]) => ({ urn, predecessors })),
    });
    this.#record = (entry) => journal.append(entry);
  }

  /** The number of predecessors of the resource of this URN that was made last, at whatever start. */
  predecessorsOf(urn: string): number {
    return this.#predecessors.get(urn) ?? 0;
  }

  /** A resource was made. */
  made(urn: string, predecessors: number): void {
    if (this.predecessorsOf(urn) === predecessors) return;
    this.#predecessors.set(urn, predecessors);
    this.#record({ urn, predecessors });
  }
}
