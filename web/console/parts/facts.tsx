import type { ReactNode } from "react";
import { dateTimeOf, laidOut, momentOf, spanOf } from "../logic/words";

type Fact = readonly [name: string, value: ReactNode];

/** Facts of one thing: a name and a value each. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The time since a moment; the moment itself on hover. */
export function Ago({ at, now = Date.now() }: { at: number; now?: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={dateTimeOf(at)}>
      {spanOf(Math.max(0, now - at))} ago
    </time>
  );
}

/** A moment of what happens many times a second, at the beginning of a line. */
export function Moment({ at }: { at: number }) {
  return (
    <time className="quietText" dateTime={new Date(at).toISOString()}>
      {momentOf(at)}
    </time>
  );
}

/** A document, laid out where it is JSON. It scrolls by itself, so a keyboard must reach it. */
export function Payload({ label, text }: { label: string; text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by a keyboard (WCAG 2.1.1).
    <section className="payload" tabIndex={0} aria-label={label}>
      <pre>{laidOut(text)}</pre>
    </section>
  );
}

/** The fact that says where a thing belongs; none where it belongs to no system. */
export function placeFact(place: { system?: string; component?: string }): readonly Fact[] {
  return place.system === undefined ? [] : [["System", <PlaceCell key="place" {...place} />]];
}

/** The system and the component that a thing belongs to. */
export function PlaceCell({ system, component }: { system?: string; component?: string }) {
  return (
    <span className="place">
      {system ?? "–"}
      {component !== undefined && <span className="quietText"> {component}</span>}
    </span>
  );
}
