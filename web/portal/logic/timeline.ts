import type { CardEvent } from "../api/types";
import type { Day } from "./days";

/** A time that an employee spent inside. */
export interface Span {
  from: number;
  to: number;
  area?: string;
  /** `before`: was inside already when what was asked for begins. */
  begins: "entered" | "before";
  /** `unknown`: came in again without having left; `open`: has not left, as far as what was asked for tells. */
  ends: "left" | "unknown" | "open";
}

/** A day of the timeline, for the eye. */
export interface TimelineDay {
  day: Day;
  spans: readonly Span[];
  /** Refusals, and what happened to cards. */
  marks: readonly CardEvent[];
  /** Milliseconds inside, as far as they are known. */
  inside: number;
}

const PRESENCE: readonly string[] = ["entered", "left"];

/**
 * Works out when an employee was inside, whichever of his cards he came in with.
 *
 * A time whose exit nobody recorded ends, as unknown, where the next entry is; one that is still going on ends now, or with what
 * was asked for.
 *
 * @param events in the order in which they happened
 * @param range what was asked for; `to` is not part of it
 */
export function spansOf(events: readonly CardEvent[], range: { from: number; to: number }, now: number): Span[] {
  const spans: Span[] = [];
  let entry: { at: number; area?: string } | undefined;
  let first = true;
  const close = (to: number, ends: Span["ends"]) => {
    if (entry) spans.push({ from: entry.at, to, ...areaOf(entry), begins: "entered", ends });
    entry = undefined;
  };
  for (const event of events) {
    if (!PRESENCE.includes(event.type)) continue;
    if (event.type === "entered") {
      close(event.occurred_at, "unknown");
      entry = { at: event.occurred_at, ...areaOf(event) };
    } else if (entry) {
      close(event.occurred_at, "left");
    } else if (first) {
      spans.push({ from: range.from, to: event.occurred_at, begins: "before", ends: "left" });
    }
    first = false;
  }
  if (entry) close(Math.max(entry.at, Math.min(now, range.to)), "open");
  return spans;
}

/** The same, day by day: a span over midnight is in both days. Days on which nothing happened have neither spans nor marks. */
export function timelineOf(events: readonly CardEvent[], days: readonly Day[], now: number): TimelineDay[] {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return [];
  const spans = spansOf(events, { from: first.from, to: last.to }, now);
  const marks = events.filter(({ type }) => !PRESENCE.includes(type));
  return days.map((day) => {
    const parts = spans.filter((span) => touches(span, day)).map((span) => within(span, day));
    return {
      day,
      spans: parts,
      marks: marks.filter(({ occurred_at }) => occurred_at >= day.from && occurred_at < day.to),
      inside: parts.reduce((sum, { from, to, ends }) => sum + (ends === "unknown" ? 0 : to - from), 0),
    };
  });
}

/** A moment's place in its day: 0 at the start, 1 at the end. */
export function placeIn({ from, to }: Day, time: number): number {
  return Math.min(1, Math.max(0, (time - from) / (to - from)));
}

function touches(span: Span, day: Day): boolean {
  return span.from < day.to && (span.to > day.from || (span.from === span.to && span.from >= day.from));
}

function within(span: Span, day: Day): Span {
  return { ...span, from: Math.max(span.from, day.from), to: Math.min(span.to, day.to) };
}

function areaOf({ area }: { area?: string | null }): { area?: string } {
  return typeof area === "string" ? { area } : {};
}
