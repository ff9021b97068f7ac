import type {
  GetMetricDataCommandInput,
  GetMetricDataCommandOutput,
  GetMetricStatisticsCommandInput,
  GetMetricStatisticsCommandOutput,
  ListMetricsCommandInput,
  ListMetricsCommandOutput,
  MetricDataQuery,
} from "@aws-sdk/client-cloudwatch";
import type { Clock } from "../../base/clock";
import { checkMembers } from "../../edge/constraints";
import type { Given } from "../../edge/wireTypes";
import { compileMetrics, type MetricExpression, type MetricReference } from "../../services/cloudwatch/metricMath";
import { isStatistic, METRIC_RETENTION_MS } from "../../services/cloudwatch/metricSeries";
import {
  type CloudWatchOperation,
  checkSupported,
  type Dimension,
  dimensionsOf,
  invalidCombination,
  invalidValue,
  listed,
  missing,
  paged,
} from "./cloudWatchOperation";

/** Values of one answer. Source: Amazon CloudWatch API Reference, "GetMetricStatistics" and "GetMetricData". */
const MOST_DATAPOINTS = 1440;
const MOST_VALUES = 100_800;
/** Metrics of a page. Source: Amazon CloudWatch API Reference, "ListMetrics". */
const PAGE = 500;

const DATA_PARAMETERS: ReadonlySet<string> = new Set([
  "MetricDataQueries",
  "StartTime",
  "EndTime",
  "ScanBy",
  "MaxDatapoints",
  "NextToken",
]);

export const listMetrics: CloudWatchOperation<ListMetricsCommandInput, ListMetricsCommandOutput> = {
  parameters: { Namespace: "text?", MetricName: "text?", Dimensions: "list?", NextToken: "text?" },
  permissions: () => [{ action: "cloudwatch:ListMetrics", resource: "*" }],
  run({ Namespace, MetricName, Dimensions = [], NextToken }, { metrics }) {
    const found = metrics
      .list()
      .filter(
        ({ namespace, metricName, dimensions }) =>
          (Namespace === undefined || namespace === Namespace) &&
          (MetricName === undefined || metricName === MetricName) &&
          Dimensions.every((dimension) => has(dimensions, dimension)),
      );
    const { items, next } = paged(found, NextToken, undefined, PAGE);
    return {
      Metrics: items.map(({ namespace, metricName, dimensions }) => ({
        Namespace: namespace,
        MetricName: metricName,
        Dimensions: listed(dimensions),
      })),
      ...(next !== undefined && { NextToken: next }),
    };
  },
};

export const getMetricStatistics: CloudWatchOperation<
  GetMetricStatisticsCommandInput,
  GetMetricStatisticsCommandOutput
> = {
  parameters: {
    ...{ Namespace: "text", MetricName: "text", StartTime: "number", EndTime: "number", Period: "number" },
    ...{ Dimensions: "list?", Statistics: "list?", ExtendedStatistics: "list?" },
  },
  permissions: () => [{ action: "cloudwatch:GetMetricStatistics", resource: "*" }],
  run({ Namespace, MetricName, Dimensions, StartTime, EndTime, Period, Unit, ...wanted }, { metrics, clock }) {
    const { Statistics = [], ExtendedStatistics = [] } = wanted;
    if (Statistics.length + ExtendedStatistics.length === 0) {
      throw missing("Statistics or ExtendedStatistics");
    }
    checkStatistics([...Statistics, ...ExtendedStatistics]);
    checkRange(StartTime, EndTime, Period);
    const periods = periodsOf(StartTime, EndTime, Period);
    if (periods.length > MOST_DATAPOINTS) {
      throw invalidCombination(
        `You have requested up to ${periods.length} datapoints, which exceeds the limit of ${MOST_DATAPOINTS}. You may reduce the datapoints requested by ` +
          "increasing Period, or decreasing the time range.",
      );
    }
    const metric = { namespace: Namespace, metricName: MetricName, dimensions: dimensionsOf(Dimensions) };
    const unit = metrics.unit(metric) ?? "None";
    const at = (from: number, statistic: string) =>
      metrics.statistic({ ...metric, statistic, from, to: from + Period * 1000 });
    const seen = Unit === undefined || Unit === unit ? periods : [];
    const Datapoints = remembered(seen, Period, clock)
      .filter((from) => at(from, "SampleCount") !== undefined)
      .map((from) => ({
        Timestamp: from / 1000,
        ...Object.fromEntries(Statistics.map((name) => [name, at(from, name)])),
        ...(ExtendedStatistics.length > 0 && {
          ExtendedStatistics: Object.fromEntries(
            ExtendedStatistics.flatMap((name) => {
              const value = at(from, name);
              return value === undefined ? [] : [[name, value] as const];
            }),
          ),
        }),
        Unit: unit as "None",
      }));
    return { Label: MetricName, Datapoints };
  },
};

/** The newest values first, unless told otherwise. */
export const getMetricData: CloudWatchOperation<GetMetricDataCommandInput, GetMetricDataCommandOutput> = {
  parameters: { MetricDataQueries: "list", StartTime: "number", EndTime: "number", MaxDatapoints: "number?" },
  permissions: () => [{ action: "cloudwatch:GetMetricData", resource: "*" }],
  run(given, { metrics, clock }) {
    checkSupported(given, DATA_PARAMETERS);
    const { MetricDataQueries: queries, StartTime, EndTime, ScanBy, MaxDatapoints } = given;
    checkMembers("ValidationException", [["metricDataQueries", queries, { min: 1, max: 500 }]]);
    const entries = queries.map(entryOf);
    const results = queries.flatMap(({ Id = "", Label, ReturnData = true }) => {
      if (!ReturnData) return [];
      const { periodSeconds, value } = compiledFor(Id, entries);
      checkRange(StartTime, EndTime, periodSeconds);
      const points = remembered(periodsOf(StartTime, EndTime, periodSeconds), periodSeconds, clock)
        .map((from) => {
          const read = (metric: MetricReference) =>
            metrics.statistic({ ...metric, from, to: from + periodSeconds * 1000 });
          return { from, value: value(Id, read) };
        })
        .filter((point): point is { from: number; value: number } => point.value !== undefined);
      const inOrder = ScanBy === "TimestampAscending" ? points : points.reverse();
      const shown = inOrder.slice(0, MaxDatapoints ?? MOST_VALUES);
      return [
        {
          Id,
          Label: Label ?? labelOf(entries.find(({ id }) => id === Id)),
          Timestamps: shown.map(({ from }) => from / 1000),
          Values: shown.map(({ value }) => value),
          StatusCode: shown.length < inOrder.length ? ("PartialData" as const) : ("Complete" as const),
        },
      ];
    });
    return { MetricDataResults: results, Messages: [] };
  },
};

/**
 * Makes an entry ready to be evaluated: a metric alone, or an expression with all entries, which have one period then.
 * @throws AwsError `InvalidParameterValueException`
 */
function compiledFor(id: string, entries: readonly MetricExpression[]) {
  const entry = entries.find((each) => each.id === id);
  try {
    return compileMetrics(entry && "metric" in entry ? [entry] : entries);
  } catch (error) {
    if (error instanceof RangeError) throw invalidValue(error.message);
    throw error;
  }
}

function entryOf({
  Id = "",
  MetricStat: stat,
  Expression,
  ReturnData = true,
}: Given<MetricDataQuery>): MetricExpression {
  const entry = { id: Id, returnData: ReturnData };
  if (Expression !== undefined && stat === undefined) return { ...entry, expression: Expression };
  if (stat === undefined || Expression !== undefined) {
    throw invalidCombination(`MetricDataQueries "${Id}": exactly one of Expression and MetricStat must be set`);
  }
  const { Metric: { Namespace = "", MetricName = "", Dimensions } = {}, Stat = "", Period = 0 } = stat;
  checkStatistics([Stat]);
  const metric = { namespace: Namespace, metricName: MetricName, dimensions: dimensionsOf(Dimensions) };
  return { ...entry, metric: { ...metric, statistic: Stat, periodSeconds: Period } };
}

function labelOf(entry: MetricExpression | undefined): string {
  if (entry === undefined) return "";
  return "metric" in entry ? entry.metric.metricName : entry.id;
}

/** The beginnings of the periods of a time, in milliseconds since the Unix epoch. */
function periodsOf(start: number, end: number, period: number): number[] {
  const first = Math.floor(start / period) * period;
  const count = Math.max(0, Math.ceil((end - first) / period));
  return Array.from({ length: Math.min(count, MOST_VALUES) }, (_, index) => (first + index * period) * 1000);
}

/** Those of the periods that may have values still. */
function remembered(periods: readonly number[], seconds: number, clock: Pick<Clock, "now">): readonly number[] {
  const oldest = clock.now() - METRIC_RETENTION_MS - seconds * 1000;
  return periods.filter((from) => from > oldest);
}

function checkRange(start: number, end: number, period: number): void {
  if (start >= end) {
    throw invalidValue("The parameter StartTime must be less than the parameter EndTime.");
  }
  if (![1, 5, 10, 20, 30].includes(period) && (period < 60 || period % 60 !== 0)) {
    throw invalidValue(`The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60, got ${period}`);
  }
}

function checkStatistics(names: readonly string[]): void {
  const unknown = names.find((name) => !isStatistic(name));
  if (unknown !== undefined) throw invalidValue(`The value ${unknown} for parameter Statistics is not supported.`);
}

function has(dimensions: Readonly<Record<string, string>>, { Name = "", Value }: Dimension): boolean {
  return Object.hasOwn(dimensions, Name) && (Value === undefined || dimensions[Name] === Value);
}
