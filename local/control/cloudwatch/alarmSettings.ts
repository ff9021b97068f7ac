import type { MetricDataQuery, PutMetricAlarmCommandInput } from "@aws-sdk/client-cloudwatch";
import type { MadeResource } from "../../base/inventory";
import { lowerFirst } from "../../base/memberNames";
import type { Given, OnWire } from "../../edge/wireTypes";
import type { Properties } from "../../engine/resourceHandler";
import { checkSupported, dimensionsOf, listed } from "./cloudWatchOperation";

/** Settings that the resource calls as the API does, but for the first letter. */
const SAME = [
  ...["AlarmDescription", "MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Period", "EvaluationPeriods"],
  ...["DatapointsToAlarm", "Threshold", "ComparisonOperator", "TreatMissingData"],
] as const;
const SUPPORTED: ReadonlySet<string> = new Set([
  ...SAME,
  ...[
    "AlarmName",
    "ActionsEnabled",
    "AlarmActions",
    "OKActions",
    "InsufficientDataActions",
    "Dimensions",
    "Metrics",
    "Tags",
  ],
]);

/** A metric or an expression of an alarm, as its resource has it. */
interface MetricQueryInputs {
  readonly id: string;
  readonly label?: string;
  readonly returnData?: boolean;
  readonly expression?: string;
  readonly period?: number;
  readonly metric?: {
    readonly namespace?: string;
    readonly metricName: string;
    readonly dimensions?: Readonly<Record<string, string>>;
    readonly period: number;
    readonly stat: string;
  };
}

/** The inputs of an alarm's resource. What a call does not give, has its default: a call replaces all of an alarm. */
export function alarmInputs(given: Given<PutMetricAlarmCommandInput>): Properties {
  checkSupported(given, SUPPORTED);
  const { Dimensions, Metrics, ActionsEnabled, AlarmActions, OKActions, InsufficientDataActions } = given;
  return {
    ...Object.fromEntries(SAME.map((name) => [lowerFirst(name), given[name]])),
    actionsEnabled: ActionsEnabled,
    alarmActions: AlarmActions,
    okActions: OKActions,
    insufficientDataActions: InsufficientDataActions,
    dimensions: Dimensions && dimensionsOf(Dimensions),
    metricQueries: Metrics?.map(queryInputs),
  };
}

/** The settings of an alarm, as the API answers them. */
export function alarmSettings({ inputs }: MadeResource): Readonly<Record<string, unknown>> {
  const { actionsEnabled = true, alarmActions, okActions, insufficientDataActions, dimensions, metricQueries } = inputs;
  const queries = (metricQueries ?? []) as readonly MetricQueryInputs[];
  const given = SAME.map((name) => [name, inputs[lowerFirst(name)]] as const);
  return {
    ...Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== null)),
    ActionsEnabled: actionsEnabled,
    AlarmActions: alarmActions ?? [],
    OKActions: okActions ?? [],
    InsufficientDataActions: insufficientDataActions ?? [],
    Dimensions: listed(dimensions as Record<string, string> | undefined),
    ...(queries.length > 0 && { Metrics: queries.map(queryOf) }),
  };
}

function queryInputs({ Id, MetricStat: stat, ReturnData = true, ...query }: Given<MetricDataQuery>): Properties {
  return {
    id: Id,
    returnData: ReturnData,
    ...Object.fromEntries(Object.entries(query).map(([name, value]) => [lowerFirst(name), value])),
    ...(stat && {
      metric: {
        namespace: stat.Metric?.Namespace,
        metricName: stat.Metric?.MetricName,
        dimensions: dimensionsOf(stat.Metric?.Dimensions),
        period: stat.Period,
        stat: stat.Stat,
        ...(stat.Unit !== undefined && { unit: stat.Unit }),
      },
    }),
  };
}

function queryOf({
  id,
  label,
  returnData = false,
  expression,
  period,
  metric,
}: MetricQueryInputs): OnWire<MetricDataQuery> {
  return {
    Id: id,
    ...(label !== undefined && { Label: label }),
    ...(expression !== undefined && { Expression: expression }),
    ...(period !== undefined && { Period: period }),
    ReturnData: returnData,
    ...(metric && {
      MetricStat: {
        Metric: {
          ...(metric.namespace !== undefined && { Namespace: metric.namespace }),
          MetricName: metric.metricName,
          Dimensions: listed(metric.dimensions),
        },
        Period: metric.period,
        Stat: metric.stat,
      },
    }),
  };
}
