const plain = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });
const short = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 4 });
const NONE = "–";

export function inWords(value: number | null | undefined): string {
  if (value === null || value === undefined) return NONE;
  return Math.abs(value) >= 100_000 ? short.format(value) : plain.format(value);
}

/** @param seconds since the Unix epoch */
export function timeOfDay(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString("en-GB");
}

/** @param step between two of them, in seconds: whole minutes need no seconds */
export function clockTime(seconds: number, step: number): string {
  return step < 60 ? timeOfDay(seconds) : timeOfDay(seconds).slice(0, 5);
}

/** Finds the newest value that is there. */
export function latest(values: readonly (number | null)[]): number | null {
  return values.findLast((value) => value !== null) ?? null;
}

export function extent(values: readonly (number | null)[]): { least: number | null; most: number | null } {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return { least: null, most: null };
  return { least: Math.min(...known), most: Math.max(...known) };
}
