import type { Clock } from "../../base/clock";
import type { Alarms } from "./alarms";
import type { MetricWidget } from "./dashboardBody";
import { METRIC_RETENTION_MS } from "./metricSeries";
import type { Metrics } from "./metrics";
import type { ReadyWidget } from "./readyWidget";
import type { WidgetMetrics, WidgetSeries } from "./widgetMetrics";

export interface ViewDependencies {
  clock: Clock;
  metrics: Pick<Metrics, "statistic">;
  alarms: Pick<Alarms, "state">;
}

export interface ViewRequest {
  /** How far back from now; at most what metrics are kept for. */
  rangeSeconds: number;
  /** Instead of the widgets' own. */
  periodSeconds?: number;
}

/** A dashboard at a moment. Times are epoch seconds. */
export interface DashboardView {
  name: string;
  timeScale: number;
  from: number;
  to: number;
  widgets: readonly WidgetView[];
}

interface Place {
  x?: number;
  y?: number;
  width: number;
  height: number;
  title: string;
}

export type WidgetView = Place & (MetricView | { type: "text"; markdown: string } | AlarmsView);

interface AlarmsView {
  type: "alarm";
  alarms: readonly { name: string; state: string }[];
}

interface MetricView {
  type: "metric";
  view: "timeSeries" | "singleValue";
  stacked: boolean;
  /** Period of each value, scaled. */
  periodSeconds: number;
  yAxis: NonNullable<MetricWidget["properties"]["yAxis"]>;
  lines: readonly { value: number; label: string; color?: string; axis: "left" | "right" }[];
  /** The beginning of each period. */
  times: readonly number[];
  series: readonly (Omit<WidgetSeries, "id"> & { values: readonly (number | null)[] })[];
  /** Why there can be no data, where that is known. */
  note?: string;
}

/** Most values that a line has; longer ranges get longer periods. */
const MAX_POINTS = 1440;
const DEFAULT_WIDTH = 6;
const DEFAULT_HEIGHT = 6;

/** Namespaces that nothing here writes to, and why. */
const WITHOUT_DATA: Readonly<Record<string, string>> = {
  "AWS/Billing":
    "There are no charges here: nothing of this runs on AWS. Once deployed, they show in us-east-1 within hours.",
};

/** Builds the view of the widgets as they are now. */
export function viewOf(
  deps: ViewDependencies,
  { name, widgets, timeScale }: { name: string; widgets: readonly ReadyWidget[]; timeScale: number },
  request: ViewRequest,
): DashboardView {
  const now = deps.clock.now();
  const rangeMs = Math.min(request.rangeSeconds * 1000, METRIC_RETENTION_MS);
  return {
    name,
    timeScale,
    from: Math.floor((now - rangeMs) / 1000),
    to: Math.ceil(now / 1000),
    widgets: widgets.map((ready) => widgetView(deps, ready, { now, rangeMs, timeScale, ...request })),
  };
}

interface Moment extends ViewRequest {
  now: number;
  rangeMs: number;
  timeScale: number;
}

function widgetView(deps: ViewDependencies, { widget, metrics }: ReadyWidget, moment: Moment): WidgetView {
  const { x, y, width = DEFAULT_WIDTH, height = DEFAULT_HEIGHT } = widget;
  const place = { ...(x !== undefined && { x }), ...(y !== undefined && { y }), width, height };
  if (widget.type === "text") return { ...place, title: "", type: "text", markdown: widget.properties.markdown };
  const { title = "" } = widget.properties;
  if (widget.type === "alarm") {
    return { ...place, title, type: "alarm", alarms: widget.properties.alarms.map((arn) => alarmOf(deps, arn)) };
  }
  if (metrics === undefined)
    throw new Error(`the widget "${title}" has no metrics: dashboards prepare them when they are put`);
  return { ...place, title, ...metricView(deps, widget.properties, metrics, moment) };
}

function alarmOf({ alarms }: ViewDependencies, arn: string): { name: string; state: string } {
  const name = arn.split(":").slice(6).join(":");
  return { name, state: alarms.state(name) ?? "does not exist" };
}

function metricView(
  { metrics }: ViewDependencies,
  properties: MetricWidget["properties"],
  { series, entries, namespaces }: WidgetMetrics,
  moment: Moment,
): MetricView {
  const { view = "timeSeries", stacked = false, yAxis = {}, setPeriodToTimeRange = false } = properties;
  const whole = view === "singleValue" && setPeriodToTimeRange;
  const { periodMs, starts } = whole
    ? { periodMs: moment.rangeMs, starts: [moment.now - moment.rangeMs + 1] }
    : periodsOf(entries.periodSeconds, moment);
  const notes = [...namespaces].map((namespace) => WITHOUT_DATA[namespace]);
  const [note] = notes.every((text) => text !== undefined) ? notes : [];
  return {
    type: "metric",
    view,
    stacked,
    periodSeconds: periodMs / 1000,
    yAxis,
    lines: (properties.annotations?.horizontal ?? [])
      .filter(({ visible = true }) => visible)
      .map(({ value, label = "", color, yAxis: axis = "left" }) => ({ value, label, axis, ...(color && { color }) })),
    times: starts.map((start) => Math.floor(start / 1000)),
    series: series.map(({ id, ...line }) => ({
      ...line,
      values: starts.map((from) => {
        const read = (metric: Parameters<typeof metrics.statistic>[0]) => metrics.statistic(metric);
        return entries.value(id, (metric) => read({ ...metric, from, to: from + periodMs })) ?? null;
      }),
    })),
    ...(note !== undefined && { note }),
  };
}

/** Aligned to the clock as CloudWatch's are, the running one included. */
function periodsOf(
  declaredSeconds: number,
  { now, rangeMs, timeScale, periodSeconds }: Moment,
): { periodMs: number; starts: number[] } {
  const wanted = periodSeconds === undefined ? Math.round((declaredSeconds * 1000) / timeScale) : periodSeconds * 1000;
  const shortest = Math.max(1000, wanted);
  const periodMs = shortest * Math.ceil(rangeMs / shortest / MAX_POINTS);
  const last = now - (now % periodMs);
  const count = Math.max(1, Math.ceil(rangeMs / periodMs));
  return { periodMs, starts: Array.from({ length: count }, (_, index) => last - (count - 1 - index) * periodMs) };
}
