const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const clockWithSeconds = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "full" });
const date = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

/** The name of the time zone in which all times are shown. */
export const TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A moment, to the second. */
export function Time({ at }: { at: number }) {
  return <time dateTime={new Date(at).toISOString()}>{dateTime.format(at)}</time>;
}

/** A moment's date. */
export function OnDay({ at }: { at: number }) {
  return <time dateTime={new Date(at).toISOString()}>{date.format(at)}</time>;
}

/** `08:59` */
export const clockOf = (at: number): string => clock.format(at);
export const clockWithSecondsOf = (at: number): string => clockWithSeconds.format(at);
/** `Monday, 2 March 2026` */
export const dayOf = (at: number): string => day.format(at);

/** `3 h 5 min`; whole minutes. */
export function durationOf(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  const hours = Math.floor(minutes / 60);
  if (minutes === 0 && milliseconds > 0) return "less than a minute";
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}
