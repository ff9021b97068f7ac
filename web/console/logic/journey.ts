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

/** A hop as it is kept to be compared: without payloads. */
export type KeptHop = Pick<Hop, "kind" | "action" | "caller" | "target" | "outcome" | "ms" | "attempt">;

export interface KeptJourney {
  name: string;
  /** Milliseconds since the Unix epoch. */
  at: number;
  ms: number;
  hops: readonly KeptHop[];
}

/** Journeys that a browser keeps, and hops of each: what is kept is bounded. */
const MOST_KEPT = 5;
const MOST_HOPS = 200;

/** Makes what is kept of a journey. */
export function keptJourney(hops: readonly Hop[]): KeptJourney {
  const kept = hops.slice(0, MOST_HOPS).map(({ kind, action, caller, target, outcome, ms, attempt }) => ({
    ...{ kind, action, caller, target, outcome },
    ...(ms !== undefined && { ms }),
    ...(attempt !== undefined && { attempt }),
  }));
  return { name: hops[0]?.action ?? "", at: hops[0]?.at ?? 0, ms: durationOf(hops), hops: kept };
}

/** Adds one to those that are kept; the oldest make room. */
export function keptWith(kept: readonly KeptJourney[], more: KeptJourney): readonly KeptJourney[] {
  return [more, ...kept.filter(({ name, at }) => name !== more.name || at !== more.at)].slice(0, MOST_KEPT);
}

/** Hops of two journeys beside each other: one of them is absent where only the other went that way. */
export interface Pair {
  words: string;
  here?: KeptHop;
  there?: KeptHop;
}

/** Puts each hop beside the one of the other journey that did the same, the first beside the first. */
export function beside(here: readonly KeptHop[], there: readonly KeptHop[]): readonly Pair[] {
  const left = new Map<string, KeptHop[]>();
  for (const hop of there) left.set(wordsOfHop(hop), [...(left.get(wordsOfHop(hop)) ?? []), hop]);
  const pairs = here.map((hop): Pair => {
    const words = wordsOfHop(hop);
    const other = left.get(words)?.shift();
    return { words, here: hop, ...(other && { there: other }) };
  });
  return [...pairs, ...[...left].flatMap(([words, hops]) => hops.map((hop): Pair => ({ words, there: hop })))];
}

function wordsOfHop({ action, caller, target, attempt }: KeptHop): string {
  return `${action}, ${caller} → ${target}${attempt !== undefined && attempt > 1 ? `, attempt ${attempt}` : ""}`;
}
