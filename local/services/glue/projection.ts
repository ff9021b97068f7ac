import { dateRange } from "./dateRange";

/** The partitions of a table as its properties tell them, so that none of them has to be registered. */
export interface Projection {
  /** Lists the values of every partition key that there are now, in the order of the keys. */
  values(now: number): readonly { name: string; values: readonly string[] }[];
  /** The folder of a partition: `"s3://bucket/events/date=2026-03-01/hour=07/"`. */
  location(values: Readonly<Record<string, string>>): string;
}

type Parameters = Readonly<Record<string, string>>;

const MAX_INTEGERS = 1_000_000;
/** Properties of a key, after its name. */
const KNOWN: ReadonlySet<string> = new Set([
  "type",
  "range",
  "values",
  "interval",
  "interval.unit",
  "digits",
  "format",
]);

/**
 * @param keys names of the partition keys
 * @throws Error that names the property that is missing or wrong
 *
 * Source: Athena User Guide, "Set up partition projection" and "Supported types for partition projection".
 */
export function readProjection(keys: readonly string[], parameters: Parameters, location: string): Projection {
  if (parameters["projection.enabled"]?.toLowerCase() !== "true") {
    throw new Error(
      "parameters: partitionKeys need partition projection here (projection.enabled = true), " +
        "for the local cloud keeps no registered partitions",
    );
  }
  for (const name of Object.keys(parameters)) checkName(name, keys);
  const ranges = keys.map((name) => ({ name, values: valuesOf(name, parameters) }));
  return {
    values: (now) => ranges.map(({ name, values }) => ({ name, values: values(now) })),
    location: locationOf(keys, parameters["storage.location.template"], location),
  };
}

function checkName(name: string, keys: readonly string[]): void {
  const [, rest] = name.match(/^projection\.(.+)$/) ?? [];
  if (rest === undefined || rest === "enabled") return;
  const key = keys.find((candidate) => rest.startsWith(`${candidate}.`));
  if (key !== undefined && KNOWN.has(rest.slice(key.length + 1))) return;
  throw new Error(`parameters: "${name}" is no property of partition projection for the keys ${keys.join(", ")}`);
}

function valuesOf(key: string, parameters: Parameters): (now: number) => readonly string[] {
  const property = (name: string) => parameters[`projection.${key}.${name}`];
  const required = (name: string): string => {
    const value = property(name);
    if (value !== undefined && value.trim() !== "") return value;
    throw new Error(`parameters: projection.${key}.${name} is missing`);
  };
  const type = required("type").toLowerCase();
  switch (type) {
    case "enum": {
      const values = required("values")
        .split(",")
        .map((value) => value.trim());
      return () => values;
    }
    case "integer": {
      const values = integers(key, required("range"), property("interval"), property("digits"));
      return () => values;
    }
    case "date":
      return dateRange(key, {
        range: required("range"),
        format: required("format"),
        interval: property("interval"),
        unit: property("interval.unit"),
      });
    default:
      throw new Error(
        `parameters: projection.${key}.type "${type}" is not supported locally (supported: enum, integer, date)`,
      );
  }
}

function integers(key: string, range: string, interval = "1", digits?: string): readonly string[] {
  const [, from, to] = range.match(/^\s*(-?\d+)\s*,\s*(-?\d+)\s*$/) ?? [];
  const step = Number(interval);
  if (from === undefined || Number(from) > Number(to)) {
    throw new Error(`parameters: projection.${key}.range must be "least,greatest", got "${range}"`);
  }
  if (!Number.isInteger(step) || step < 1) {
    throw new Error(`parameters: projection.${key}.interval must be a whole number from 1, got "${interval}"`);
  }
  if (digits !== undefined && !/^[1-9]\d?$/.test(digits)) {
    throw new Error(`parameters: projection.${key}.digits must be a whole number from 1 to 99, got "${digits}"`);
  }
  const count = Math.floor((Number(to) - Number(from)) / step) + 1;
  if (count > MAX_INTEGERS) {
    throw new Error(`parameters: projection.${key}.range has ${count} values; the local cloud takes ${MAX_INTEGERS}`);
  }
  return Array.from({ length: count }, (_, index) => {
    const value = Number(from) + index * step;
    return `${value < 0 ? "-" : ""}${String(Math.abs(value)).padStart(Number(digits ?? 1), "0")}`;
  });
}

function locationOf(keys: readonly string[], template: string | undefined, location: string): Projection["location"] {
  const folder = location.endsWith("/") ? location : `${location}/`;
  const text = template ?? `${folder}${keys.map((key) => `${key}=\${${key}}`).join("/")}/`;
  const used = [...text.matchAll(/\$\{([^}]*)\}/g)].map(([, name]) => name ?? "");
  for (const name of [...used, ...keys]) {
    if (keys.includes(name) && used.includes(name)) continue;
    throw new Error(
      `parameters: storage.location.template must hold every partition key once (${keys.map((key) => `\${${key}}`).join(", ")}), got "${text}"`,
    );
  }
  if (!/^s3:\/\/[^/$]+\//.test(text)) {
    throw new Error(`parameters: storage.location.template must begin with s3://<bucket>/, got "${text}"`);
  }
  return (values) => {
    const filled = text.replace(/\$\{([^}]*)\}/g, (_, name: string) => values[name] ?? "");
    return filled.endsWith("/") ? filled : `${filled}/`;
  };
}
