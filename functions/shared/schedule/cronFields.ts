interface Field {
  name: string;
  min: number;
  max: number;
  /** Names of the values from `min` on. */
  names?: readonly string[];
  /** Subtracted for croner, which counts the days of the week from 0. */
  shift?: number;
  /** Translates terms that only this field knows into croner's words, or gives `undefined`. */
  special?: (term: string) => string | undefined;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const DAY_OF_WEEK: Field = { name: "day-of-week", min: 1, max: 7, names: DAYS, shift: 1, special: dayOfWeek };

/** Source: EventBridge Scheduler User Guide, "Schedule types in EventBridge Scheduler", cron-based schedules. */
const FIELDS: readonly Field[] = [
  { name: "minutes", min: 0, max: 59 },
  { name: "hours", min: 0, max: 23 },
  { name: "day-of-month", min: 1, max: 31, special: dayOfMonth },
  { name: "month", min: 1, max: 12, names: MONTHS },
  DAY_OF_WEEK,
  { name: "year", min: 1970, max: 2199 },
];

/**
 * AWS's six fields, of which the year may be left out, as croner's seven, with the days of the week from 0 (Sunday) and every step with its range.
 * @throws Error that names the field
 */
export function cronerPattern(text: string): string {
  const given = text.trim().split(/\s+/);
  const parts = given.length === FIELDS.length - 1 ? [...given, "*"] : given;
  if (parts.length !== FIELDS.length) {
    const names = FIELDS.map(({ name }) => name).join(" ");
    throw new Error(
      `a cron expression has six fields (${names}; the year may be left out), not ${text.trim() === "" ? 0 : parts.length}`,
    );
  }
  if ((parts[2] === "?") === (parts[4] === "?")) {
    throw new Error(`exactly one of day-of-month ("${parts[2]}") and day-of-week ("${parts[4]}") must be ?`);
  }
  return ["0", ...FIELDS.map((field, index) => translated(field, parts[index] ?? ""))].join(" ");
}

function translated(field: Field, part: string): string {
  if (part === "?" && (field.name === "day-of-month" || field === DAY_OF_WEEK)) return "*";
  return part
    .split(",")
    .map((term) => field.special?.(term.toUpperCase()) ?? plain(field, term.toUpperCase(), part))
    .join(",");
}

/** `*`, `a`, `a-b`, and each of them with a step: `/n`. */
function plain(field: Field, term: string, part: string): string {
  const [range = "", step, ...more] = term.split("/");
  const isStepWrong = step !== undefined && !/^[1-9]\d*$/.test(step);
  const [from = "", to, ...rest] = range.split("-");
  if (more.length > 0 || rest.length > 0 || isStepWrong) throw wrong(field, part);
  const suffix = step === undefined ? "" : `/${step}`;
  if (range === "*") return `*${suffix}`;
  const first = numberOf(field, from, part);
  const last = to === undefined ? (step === undefined ? first : field.max) : numberOf(field, to, part);
  if (last < first) throw wrong(field, part);
  const shift = field.shift ?? 0;
  const isOne = to === undefined && step === undefined;
  return isOne ? String(first - shift) : `${first - shift}-${last - shift}${suffix}`;
}

function numberOf(field: Field, text: string, part: string): number {
  const named = field.names?.indexOf(text) ?? -1;
  const value = named >= 0 ? named + field.min : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= field.min && value <= field.max)) throw wrong(field, part);
  return value;
}

/** `L`: the last day; `LW`: the last weekday; `15W`: the weekday that is nearest to the 15th. */
function dayOfMonth(term: string): string | undefined {
  return /^(L|LW|([1-9]|[12]\d|3[01])W)$/.test(term) ? term : undefined;
}

/** `L`: the last day of the week; `6L`, `FRIL`: the last Friday of the month; `3#2`: the second Tuesday. */
function dayOfWeek(term: string): string | undefined {
  if (term === "L") return "6";
  const [, day, suffix] = /^([1-7]|[A-Z]{3})(L|#[1-5])$/.exec(term) ?? [];
  if (day === undefined || suffix === undefined) return undefined;
  return `${numberOf(DAY_OF_WEEK, day, term) - 1}${suffix}`;
}

function wrong({ name, min, max, names }: Field, part: string): Error {
  const or = names === undefined ? "" : ` or ${names[0]} to ${names.at(-1)}`;
  return new Error(`"${part}" is wrong for ${name}: values are ${min} to ${max}${or}`);
}
