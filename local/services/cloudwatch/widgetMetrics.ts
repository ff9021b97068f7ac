import type { DashboardProblem, MetricOptions, MetricWidget } from "./dashboardBody";
import { compileMetrics, type MetricEntries, type MetricExpression } from "./metricMath";

/** Seconds of a widget that names no period. Source: "Dashboard Body Structure and Syntax", `period`. */
const DEFAULT_PERIOD = 300;

/** One line of a chart. */
export interface WidgetSeries {
  id: string;
  label: string;
  color?: string;
  axis: "left" | "right";
}

/** The metrics of a widget, ready to be evaluated. */
export interface WidgetMetrics {
  series: readonly WidgetSeries[];
  entries: MetricEntries;
  /** Namespaces of its metrics; expressions have none of their own. */
  namespaces: ReadonlySet<string>;
}

type Entry = MetricExpression & { options: MetricOptions };

/**
 * Reads the `metrics` of a widget: each is a namespace, a name, dimensions in pairs and options; `"."` repeats the part of the entry
 * before it, `"..."` all of its parts that are not given; or an expression over the ids of others.
 * Source: "Dashboard Body Structure and Syntax", "Format for Each Metric in the Array of Metrics".
 *
 * @param dataPath of the widget, for what is wrong with it
 */
export function widgetMetrics(
  { properties }: MetricWidget,
  dataPath: string,
): { metrics: WidgetMetrics } | { problems: DashboardProblem[] } {
  const problems: DashboardProblem[] = [];
  const entries: Entry[] = [];
  let before: readonly string[] = [];
  for (const [index, parts] of properties.metrics.entries()) {
    try {
      const { names, options } = readEntry(parts, before);
      const id = options.id ?? `entry${index}`;
      if (names.length > 0) before = names;
      entries.push({ options, ...entryOf(id, names, options, properties) });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      problems.push({ dataPath: `${dataPath}/properties/metrics/${index}`, message: error.message });
    }
  }
  if (problems.length > 0) return { problems };
  try {
    return {
      metrics: { series: seriesOf(entries), entries: compileMetrics(entries), namespaces: namespacesOf(entries) },
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { problems: [{ dataPath: `${dataPath}/properties/metrics`, message: error.message }] };
  }
}

function readEntry(
  parts: readonly (string | MetricOptions)[],
  before: readonly string[],
): { names: string[]; options: MetricOptions } {
  const last = parts.at(-1);
  const options = typeof last === "object" ? last : {};
  const written = typeof last === "object" ? parts.slice(0, -1) : parts;
  const names = written.map((part) => {
    if (typeof part === "string") return part;
    throw new RangeError("options must be the last part");
  });
  return { names: abbreviationsFilled(names, before), options };
}

function abbreviationsFilled(names: readonly string[], before: readonly string[]): string[] {
  const whole =
    names[0] === "..." ? [...before.slice(0, before.length - (names.length - 1)), ...names.slice(1)] : names;
  return whole.map((name, index) => {
    if (name === "...") throw new RangeError('"..." must be the first part');
    if (name !== ".") return name;
    const same = before[index];
    if (same === undefined)
      throw new RangeError(`"." as part ${index + 1} repeats nothing: the entry before is shorter`);
    return same;
  });
}

function entryOf(
  id: string,
  names: readonly string[],
  options: MetricOptions,
  widget: MetricWidget["properties"],
): MetricExpression {
  const shared = { id, returnData: options.visible ?? true };
  if (options.expression !== undefined) {
    if (names.length > 0) throw new RangeError("an expression must stand without a namespace and a metric");
    return { ...shared, expression: options.expression };
  }
  const [namespace, metricName, ...dimensions] = names;
  if (namespace === undefined || metricName === undefined) {
    throw new RangeError("Should have a namespace and a metric name, or an expression");
  }
  if (dimensions.length % 2 === 1) throw new RangeError(`the dimension "${dimensions.at(-1)}" has no value`);
  const pairs = Array.from({ length: dimensions.length / 2 }, (_, index) => dimensions.slice(index * 2, index * 2 + 2));
  return {
    ...shared,
    metric: {
      namespace,
      metricName,
      dimensions: Object.fromEntries(pairs),
      statistic: options.stat ?? widget.stat ?? "Average",
      periodSeconds: options.period ?? widget.period ?? DEFAULT_PERIOD,
    },
  };
}

function seriesOf(entries: readonly Entry[]): WidgetSeries[] {
  return entries
    .filter(({ returnData }) => returnData)
    .map(({ id, options, ...entry }) => ({
      id,
      label:
        options.label ??
        ("metric" in entry ? `${entry.metric.metricName} ${entry.metric.statistic}` : entry.expression),
      axis: options.yAxis ?? "left",
      ...(options.color !== undefined && { color: options.color }),
    }));
}

function namespacesOf(entries: readonly Entry[]): ReadonlySet<string> {
  return new Set(entries.flatMap((entry) => ("metric" in entry ? [entry.metric.namespace] : [])));
}
