import type { CardEvent } from "../api/types";
import type { Day } from "../logic/days";
import { reasonInWords } from "../logic/reasons";
import { placeIn, type Span, type TimelineDay, timelineOf } from "../logic/timeline";
import { titleOf } from "./eventTable";
import { clockOf, dayOf, durationOf } from "./times";

/** Width of a day's picture, of which CSS makes what there is room for. */
const WIDTH = 1_000;
const HEIGHT = 24;
const HOURS = [0, 6, 12, 18, 24];

/** Shows when somebody was inside, day by day: a picture for the eye, and the same in words. */
export function Timeline({ events, days, now }: { events: readonly CardEvent[]; days: readonly Day[]; now: number }) {
  const timeline = timelineOf(events, days, now);
  const busy = timeline.filter(({ spans, marks }) => spans.length + marks.length > 0);
  const quiet = timeline.length - busy.length;
  return (
    <>
      <ol className="timeline">
        {busy.map((day) => (
          <DayRow key={day.day.date} {...day} />
        ))}
      </ol>
      {quiet > 0 && <p className="hint">{quiet === 1 ? "One day" : `${quiet} days`} without events not shown.</p>}
    </>
  );
}

function DayRow({ day, spans, marks, inside }: TimelineDay) {
  return (
    <li>
      <p className="dayTitle">
        <strong>{dayOf(day.from)}</strong> <span className="quietText">{durationOf(inside)} inside</span>
      </p>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" className="dayPicture">
        <rect className="ground" x="0" y="4" width={WIDTH} height={HEIGHT - 8} />
        {HOURS.slice(1, -1).map((hour) => (
          <path key={hour} className="hour" d={`M${(hour / 24) * WIDTH} 0V${HEIGHT}`} />
        ))}
        {spans.map((span) => (
          <rect
            key={span.from}
            className={`span ${span.ends}`}
            x={placeIn(day, span.from) * WIDTH}
            y="4"
            width={Math.max(2, (placeIn(day, span.to) - placeIn(day, span.from)) * WIDTH)}
            height={HEIGHT - 8}
          />
        ))}
        {marks.map((event) => (
          <path
            key={event.id}
            className={`mark ${event.type}`}
            d={`M${placeIn(day, event.occurred_at) * WIDTH} 0v${HEIGHT}`}
          />
        ))}
      </svg>
      <p className="hours" aria-hidden="true">
        {HOURS.map((hour) => (
          <span key={hour}>{hour}</span>
        ))}
      </p>
      <ul className="dayWords">
        {wordsFor(day, spans, marks).map(({ key, words }) => (
          <li key={key}>{words}</li>
        ))}
      </ul>
    </li>
  );
}

/** Tells all that happened on a day, in order. */
function wordsFor(day: Day, spans: readonly Span[], marks: readonly CardEvent[]): { key: string; words: string }[] {
  return [
    ...spans.map((span) => ({ at: span.from, key: `span ${span.from}`, words: spanInWords(span, day) })),
    ...marks.map((event) => ({ at: event.occurred_at, key: event.id, words: markInWords(event) })),
  ].sort((one, other) => one.at - other.at);
}

/** `12:31 Denied: the area is full` */
function markInWords({ occurred_at, type, reason }: CardEvent): string {
  return `${clockOf(occurred_at)} ${titleOf(type)}${reason ? `: ${reasonInWords(reason)}` : ""}`;
}

/** `08:59 to 12:03 at hq, 3 h 4 min` */
function spanInWords({ from, to, area, begins, ends }: Span, day: Day): string {
  const start = from === day.from ? (begins === "before" ? "inside before" : "from midnight") : clockOf(from);
  const place = area === undefined ? "" : ` at ${area}`;
  if (ends === "unknown") return `${start}${place}, exit not recorded`;
  const end = to === day.to ? "midnight" : clockOf(to);
  if (ends === "open" && to !== day.to) return `${start}${place}, still inside at ${end}`;
  return `${start} to ${end}${place}, ${durationOf(to - from)}`;
}
