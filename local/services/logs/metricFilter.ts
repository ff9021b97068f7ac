import type { Datum } from "../cloudwatch/metrics";
import { parsePattern, selectorOf } from "./filterPattern";
import type { LogEvent } from "./logEvent";

export interface MetricFilterSpec {
  name: string;
  logGroupName: string;
  /** As `parsePattern` reads it. */
  pattern: string;
  namespace: string;
  metricName: string;
  /** A number, or a selector (`"$.latency"`) of the number in a JSON line. */
  value: string;
  unit?: string;
  /** Selectors of the values by the dimensions' names; three at most. */
  dimensions?: Readonly<Record<string, string>>;
}

/** Makes a datum of an event, or nothing where the event does not match or has no number. */
export type MetricFilter = (event: LogEvent) => Datum | undefined;

/**
 * @throws Error for a pattern, a value or a dimension that cannot be read
 * Source: CloudWatch Logs User Guide, "Creating metrics from log events using filters".
 */
export function metricFilter(spec: MetricFilterSpec): MetricFilter {
  if (spec.namespace.startsWith("AWS/")) {
    throw new Error("Metric namespaces starting with AWS/ are reserved for AWS.");
  }
  if (Object.values(spec.dimensions ?? {}).some((text) => !text.startsWith("$"))) {
    throw new Error("Invalid metric transformation: dimension value must be valid selector");
  }
  const matches = parsePattern(spec.pattern);
  const read = valueReader(spec.value);
  const dimensions = Object.entries(spec.dimensions ?? {}).map(([name, text]) => ({ name, select: selectorOf(text) }));
  if (dimensions.length > 3) throw new Error(`dimensions: at most 3, got ${dimensions.length}`);
  return ({ timestamp, message }) => {
    if (!matches(message)) return undefined;
    const value = read(message);
    const found = dimensions.map(({ name, select }) => [name, select(message)] as const);
    // An event without one of the dimensions gives no metric.
    if (value === undefined || found.some(([, text]) => text === undefined || text === null)) return undefined;
    return {
      namespace: spec.namespace,
      metricName: spec.metricName,
      dimensions: Object.fromEntries(found.map(([name, text]) => [name, String(text)])),
      value,
      timestamp,
      ...(spec.unit !== undefined && { unit: spec.unit }),
    };
  };
}

function valueReader(text: string): (message: string) => number | undefined {
  if (!text.startsWith("$")) {
    const fixed = Number(text);
    if (text.trim() === "" || Number.isNaN(fixed))
      throw new Error(`value must be a number or a selector such as $.latency, got "${text}"`);
    return () => fixed;
  }
  const read = selectorOf(text);
  return (message) => {
    const value = read(message);
    const number = typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN;
    return Number.isFinite(number) ? number : undefined;
  };
}
