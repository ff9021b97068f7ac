export type Outcome = "running" | "ok" | "failed" | "denied";

export interface CallLine {
  id: string;
  kind: "request" | "call" | "invocation" | "state";
  action: string;
  at: number;
  ms?: number;
  outcome: Outcome;
  code?: string;
  attempt?: number;
  caller: string;
  target: string;
  system?: string;
}

export interface Verdict {
  action: string;
  resource: string;
  allowed: boolean;
  statement?: Readonly<Record<string, unknown>>;
  source?: string;
}

export interface Payload {
  text: string;
  bytes: number;
  isCutOff: boolean;
}

export interface Hop extends CallLine {
  who: string;
  resource: string;
  verdicts: readonly Verdict[];
  parent?: string;
  causes: number;
  request?: Payload;
  response?: Payload;
}

/** The place of a hop in a waterfall. */
export interface Bar {
  depth: number;
  /** Shares of the whole time, from 0 to 1. */
  from: number;
  share: number;
}

/** Lays hops out over the time that they take together; one that goes on reaches to now. */
export function barsOf(hops: readonly Hop[], now: number): ReadonlyMap<string, Bar> {
  const start = Math.min(...hops.map(({ at }) => at));
  const end = Math.max(...hops.map(({ at, ms }) => at + (ms ?? now - at)), start + 1);
  const bars = new Map<string, Bar>();
  for (const { id, at, ms, parent } of hops) {
    const above = parent === undefined ? undefined : bars.get(parent);
    bars.set(id, {
      depth: above === undefined ? 0 : above.depth + 1,
      from: (at - start) / (end - start),
      share: (ms ?? now - at) / (end - start),
    });
  }
  return bars;
}

/** The time from the first hop's beginning to the last one's end. */
export function durationOf(hops: readonly Hop[]): number {
  if (hops.length === 0) return 0;
  return Math.max(...hops.map(({ at, ms = 0 }) => at + ms)) - Math.min(...hops.map(({ at }) => at));
}

export const OUTCOMES: Readonly<Record<Outcome, { words: string; mark: string }>> = {
  running: { words: "goes on", mark: "" },
  ok: { words: "ok", mark: "good" },
  failed: { words: "failed", mark: "bad" },
  denied: { words: "denied", mark: "bad" },
};
