import type { KeptMap } from "../base/keptMaps";

/**
 * How many resources of its URN were before the one that exists, by URN, over stops of the local cloud: names follow from it, and a
 * resource that has replaced another is to be found under its own again.
 */
export class KeptNumbers {
  constructor(private readonly kept: KeptMap<number>) {}

  /** The number of predecessors of the resource of this URN that was made last, at whatever start. */
  predecessorsOf(urn: string): number {
    return this.kept.entries().get(urn) ?? 0;
  }

  /** A resource was made. */
  made(urn: string, predecessors: number): void {
    if (this.predecessorsOf(urn) !== predecessors) this.kept.set(urn, predecessors);
  }
}
