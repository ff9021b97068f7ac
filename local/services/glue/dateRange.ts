type Unit = "YEARS" | "MONTHS" | "WEEKS" | "DAYS" | "HOURS" | "MINUTES" | "SECONDS";

const UNITS: readonly string[] = ["YEARS", "MONTHS", "WEEKS", "DAYS", "HOURS", "MINUTES", "SECONDS"] satisfies Unit[];
const MS: Readonly<Record<Exclude<Unit, "YEARS" | "MONTHS">, number>> = {
  WEEKS: 604_800_000,
  DAYS: 86_400_000,
  HOURS: 3_600_000,
  MINUTES: 60_000,
  SECONDS: 1000,
};
/** Fields of a format, from the coarsest; the finest gives the unit where none is said. */
const FIELDS = { yyyy: "YEARS", MM: "MONTHS", dd: "DAYS", HH: "HOURS", mm: "MINUTES", ss: "SECONDS" } as const;
const MAX_VALUES = 1_000_000;

/**
 * The values of a date key: every `interval` units of a range, written in `format`, in UTC.
 * @throws Error that names the property
 */
export function dateRange(
  key: string,
  property: { range: string; format: string; interval?: string | undefined; unit?: string | undefined },
): (now: number) => readonly string[] {
  const wrong = (name: string, rule: string) => new Error(`parameters: projection.${key}.${name} ${rule}`);
  const format = formatOf(property.format);
  if (!format) {
    throw wrong(
      "format",
      `must be made of yyyy, MM, dd, HH, mm, ss and characters that are no letters here, got "${property.format}"`,
    );
  }
  const unit = (property.unit ?? format.unit).toUpperCase();
  const interval = Number(property.interval ?? "1");
  if (!UNITS.includes(unit)) throw wrong("interval.unit", `must be one of ${UNITS.join(", ")}, got "${unit}"`);
  if (!Number.isInteger(interval) || interval < 1) {
    throw wrong("interval", `must be a whole number from 1, got "${property.interval}"`);
  }
  const ends = property.range.split(",").map((end) => bound(end.trim(), format.parse));
  const [first, last] = ends;
  if (ends.length !== 2 || first === undefined || last === undefined) {
    throw wrong("range", `must be two dates of the format, or NOW as in NOW-3YEARS,NOW, got "${property.range}"`);
  }
  return (now) => {
    const values: string[] = [];
    const [start, end] = [first(now), last(now)];
    for (let index = 0; ; index++) {
      const time = plus(start, index * interval, unit as Unit);
      if (time > end) return values;
      if (values.length >= MAX_VALUES) throw wrong("range", `has more than ${MAX_VALUES} values`);
      values.push(format.write(time));
    }
  };
}

function bound(text: string, parse: (text: string) => number | undefined): ((now: number) => number) | undefined {
  const [, sign, count, unit] = text.match(/^NOW(?:\s*([+-])\s*(\d+)\s*([A-Z]+))?$/) ?? [];
  if (text === "NOW") return (now) => now;
  if (sign !== undefined) {
    const name = `${unit}`.endsWith("S") ? `${unit}` : `${unit}S`;
    return UNITS.includes(name) ? (now) => plus(now, (sign === "-" ? -1 : 1) * Number(count), name as Unit) : undefined;
  }
  const time = parse(text);
  return time === undefined ? undefined : () => time;
}

function plus(time: number, count: number, unit: Unit): number {
  if (unit !== "YEARS" && unit !== "MONTHS") return time + count * MS[unit];
  const date = new Date(time);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + count * (unit === "YEARS" ? 12 : 1));
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}

interface Format {
  unit: Unit;
  write(time: number): string;
  parse(text: string): number | undefined;
}

function formatOf(text: string): Format | undefined {
  const parts = text.match(/yyyy|MM|dd|HH|mm|ss|'[^']*'|[^A-Za-z']/g) ?? [];
  const fields = parts.filter((part): part is keyof typeof FIELDS => Object.hasOwn(FIELDS, part));
  const finest = Object.keys(FIELDS)
    .filter((field) => (fields as string[]).includes(field))
    .at(-1);
  if (parts.join("") !== text || finest === undefined || !fields.includes("yyyy")) return undefined;
  const literal = (part: string) => part.replace(/^'(.*)'$/, "$1");
  const pattern = new RegExp(
    `^${parts
      .map((part) =>
        Object.hasOwn(FIELDS, part)
          ? `(?<${part}>\\d{${part.length}})`
          : literal(part).replace(/[.*+?^$()[\]{}|\\]/g, "\\$&"),
      )
      .join("")}$`,
  );
  return {
    unit: FIELDS[finest as keyof typeof FIELDS],
    write(time) {
      const [date = "", clock = ""] = new Date(time).toISOString().split("T");
      const [yyyy = "", MM = "", dd = ""] = date.split("-");
      const [HH = "", mm = "", ss = ""] = clock.split(/[:.]/);
      const values: Readonly<Record<string, string>> = { yyyy, MM, dd, HH, mm, ss };
      return parts.map((part) => values[part] ?? literal(part)).join("");
    },
    parse(value) {
      const found = value.match(pattern)?.groups;
      if (!found) return undefined;
      const number = (name: string, fallback: number) => Number(found[name] ?? fallback);
      return Date.UTC(
        number("yyyy", 1970),
        number("MM", 1) - 1,
        number("dd", 1),
        number("HH", 0),
        number("mm", 0),
        number("ss", 0),
      );
    },
  };
}
