const MONTHS = [
  ...["January", "February", "March", "April", "May", "June"],
  ...["July", "August", "September", "October", "November", "December"],
];

interface Fields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
  dayOfYear: number;
}

/** Letters of a pattern: what each stands for, and how often it may be repeated. */
const LETTERS: Readonly<Record<string, { most: number; write(fields: Fields, count: number): string }>> = {
  y: { most: 4, write: ({ year }, count) => (count === 2 ? padded(year % 100, 2) : padded(year, count)) },
  u: { most: 4, write: ({ year }, count) => (count === 2 ? padded(year % 100, 2) : padded(year, count)) },
  M: { most: 4, write: ({ month }, count) => (count > 2 ? monthName(month, count) : padded(month, count)) },
  d: { most: 2, write: ({ day }, count) => padded(day, count) },
  D: { most: 3, write: ({ dayOfYear }, count) => padded(dayOfYear, count) },
  H: { most: 2, write: ({ hour }, count) => padded(hour, count) },
  m: { most: 2, write: ({ minute }, count) => padded(minute, count) },
  s: { most: 2, write: ({ second }, count) => padded(second, count) },
  S: { most: 9, write: ({ millisecond }, count) => padded(millisecond, 3).padEnd(9, "0").slice(0, count) },
};

/** A piece of a pattern: a text, or a letter and how often it stands there. */
type Piece = { text: string } | { letter: string; count: number };

/**
 * Writes an instant by a pattern of Java's `DateTimeFormatter`, of which the letters y, u, M, d, D, H, m, s and S are known.
 *
 * @param instant milliseconds since the Unix epoch
 * @param timeZone IANA's name
 * @throws Error as of {@link checkPattern}
 */
export function formatInstant(pattern: string, instant: number, timeZone: string): string {
  const fields = fieldsOf(instant, timeZone);
  return piecesOf(pattern)
    .map((piece) => ("text" in piece ? piece.text : (LETTERS[piece.letter]?.write(fields, piece.count) ?? "")))
    .join("");
}

/** @throws Error for a letter that the local cloud does not know, or a quotation without end */
export function checkPattern(pattern: string): void {
  for (const piece of piecesOf(pattern)) {
    if ("text" in piece) continue;
    const known = LETTERS[piece.letter];
    if (known && piece.count <= known.most) continue;
    const hint = piece.letter === "Y" ? " (it is the year of the week; the year is yyyy)" : "";
    throw new Error(
      `"${piece.letter.repeat(piece.count)}" of the pattern "${pattern}" is not supported locally yet${hint}; ` +
        `known letters: ${Object.keys(LETTERS).join(", ")}`,
    );
  }
}

/** @throws Error for a name that is none of IANA's */
export function checkTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone });
  } catch {
    throw new Error(`customTimeZone: "${timeZone}" is no time zone of IANA's, such as "Europe/Zurich"`);
  }
}

function piecesOf(pattern: string): Piece[] {
  const pieces: Piece[] = [];
  const tokens = pattern.matchAll(/''|'((?:[^']|'')+)'|(([a-zA-Z])\3*)|([^a-zA-Z']+)|(')/g);
  for (const [token, quotation, letters, letter, text, stray] of tokens) {
    if (stray !== undefined) throw new Error(`the pattern "${pattern}" has a quotation without end`);
    if (letter !== undefined) pieces.push({ letter, count: letters?.length ?? 1 });
    else pieces.push({ text: token === "''" ? "'" : (quotation?.replaceAll("''", "'") ?? text ?? "") });
  }
  return pieces;
}

function fieldsOf(instant: number, timeZone: string): Fields {
  const parts = partsIn(timeZone).formatToParts(instant);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const [year, month, day] = [of("year"), of("month"), of("day")];
  return {
    ...{ year, month, day, hour: of("hour"), minute: of("minute"), second: of("second") },
    millisecond: new Date(instant).getUTCMilliseconds(),
    dayOfYear: (Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 0)) / 86_400_000,
  };
}

const FORMATTERS = new Map<string, Intl.DateTimeFormat>();

/** One for each zone: making one takes longer than using it a hundred times. */
function partsIn(timeZone: string): Intl.DateTimeFormat {
  const known = FORMATTERS.get(timeZone);
  if (known) return known;
  const formatter = new Intl.DateTimeFormat("en-US", {
    ...{ timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" },
    ...{ hour: "numeric", minute: "numeric", second: "numeric" },
  });
  FORMATTERS.set(timeZone, formatter);
  return formatter;
}

function monthName(month: number, count: number): string {
  const name = MONTHS[month - 1] ?? "";
  return count === 3 ? name.slice(0, 3) : name;
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}
