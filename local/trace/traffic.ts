import type { Span } from "./span";

/** The time over which traffic is counted, in parts that are forgotten one by one. */
const PART_MS = 10_000;
const PARTS = 6;
const MOST_WAYS = 5_000;

interface Part {
  number: number;
  count: number;
  failed: number;
  ms: number;
}

/** Calls of the last minute from one place to another. */
export interface Way {
  /** ARN of a role, a function, a queue, ...; `api:ID`; or the name of who calls from outside. */
  from: string;
  to: string;
  perSecond: number;
  failed: number;
  averageMs: number;
}

/** Counts calls from place to place, whatever becomes of the spans. */
export class Traffic {
  readonly #ways = new Map<string, { from: string; to: string; parts: Part[] }>();

  count(from: string, to: string, { at, outcome, ms = 0 }: Pick<Span, "at" | "outcome" | "ms">): void {
    const key = `${from} ${to}`;
    let way = this.#ways.get(key);
    if (way === undefined) {
      if (this.#ways.size >= MOST_WAYS) return;
      way = { from, to, parts: [] };
      this.#ways.set(key, way);
    }
    const number = Math.floor(at / PART_MS);
    let part = way.parts.at(-1);
    if (part?.number !== number) {
      part = { number, count: 0, failed: 0, ms: 0 };
      way.parts = [...way.parts.slice(1 - PARTS), part];
    }
    part.count += 1;
    part.ms += ms;
    if (outcome === "failed" || outcome === "denied") part.failed += 1;
  }

  /** Every way that was ever gone, with the traffic of the last minute. */
  ways(now: number): readonly Way[] {
    const oldest = Math.floor(now / PART_MS) - PARTS;
    return [...this.#ways.values()].map(({ from, to, parts }) => {
      const recent = parts.filter(({ number }) => number > oldest);
      const sum = (member: "count" | "failed" | "ms") => recent.reduce((total, part) => total + part[member], 0);
      const count = sum("count");
      const perSecond = count / ((PARTS * PART_MS) / 1000);
      return { from, to, perSecond, failed: sum("failed"), averageMs: count === 0 ? 0 : sum("ms") / count };
    });
  }

  clear(): void {
    this.#ways.clear();
  }
}
