import type { MetricDatum, PutMetricDataCommandInput, PutMetricDataCommandOutput } from "@aws-sdk/client-cloudwatch";
import { checkMembers } from "../../edge/constraints";
import type { Given } from "../../edge/wireTypes";
import type { MetricName, Metrics } from "../../services/cloudwatch/metrics";
import {
  type CloudWatchOperation,
  dimensionsOf,
  invalidCombination,
  invalidValue,
  missing,
} from "./cloudWatchOperation";

type GivenDatum = Given<MetricDatum>;

/** Metrics of a call, and how far their times may lie apart from now. Source: Amazon CloudWatch API Reference, "PutMetricData". */
const MOST_METRICS = 1000;
const MOST_VALUES = 150;
const PAST_MS = 14 * 24 * 60 * 60 * 1000;
const FUTURE_MS = 2 * 60 * 60 * 1000;

/** Nothing of a call is put whose parameters are wrong. Metrics are kept for three hours here. */
export const putMetricData: CloudWatchOperation<PutMetricDataCommandInput, PutMetricDataCommandOutput> = {
  parameters: { Namespace: "text", MetricData: "list?" },
  permissions: ({ Namespace }) => [
    { action: "cloudwatch:PutMetricData", resource: "*", context: { "cloudwatch:namespace": Namespace } },
  ],
  run({ Namespace: namespace, MetricData = [], EntityMetricData }, { metrics, clock }) {
    checkMembers("ValidationException", [
      ["namespace", namespace, { max: 255, pattern: "[^:].*" }],
      ["metricData", MetricData, { max: MOST_METRICS }],
    ]);
    if (namespace.startsWith("AWS/")) {
      throw invalidValue("The value AWS/ for parameter Namespace is invalid.");
    }
    if (EntityMetricData !== undefined) throw invalidValue("EntityMetricData is not supported locally: use MetricData");
    for (const [index, datum] of MetricData.entries()) check(datum, `MetricData.member.${index + 1}`, clock.now());
    for (const datum of MetricData) put(metrics, namespace, datum);
    return {};
  },
};

function check(datum: GivenDatum, at: string, now: number): void {
  const { MetricName, Value, Values, Counts, StatisticValues, Timestamp, StorageResolution } = datum;
  if (!MetricName) throw missing(`${at}.MetricName`);
  const given = (["Value", "Values", "StatisticValues"] as const).filter((name) => datum[name] !== undefined);
  const [first, second] = given;
  if (first === undefined) throw missing(`${at}.Value`);
  // AWS takes values beside statistics.
  if (first === "Value" && second !== undefined) {
    throw invalidCombination(
      `The parameters ${at}.${first} and ${at}.${second} are mutually exclusive and you have specified both.`,
    );
  }
  if (Counts !== undefined && Counts.length !== Values?.length) {
    throw invalidValue(`The parameters ${at}.Values and ${at}.Counts must be of the same size.`);
  }
  if (Values !== undefined && Values.length > MOST_VALUES) {
    throw invalidValue(`The collection ${at}.Values must not have a size greater than ${MOST_VALUES}.`);
  }
  const all = [Value, ...(Values ?? []), ...(Counts ?? []), ...Object.values(StatisticValues ?? {})];
  if (all.some((value) => value !== undefined && !Number.isFinite(value))) {
    throw invalidValue(`The value NaN for parameter ${at}.Value is invalid.`);
  }
  if (StorageResolution !== undefined && StorageResolution !== 1 && StorageResolution !== 60) {
    throw invalidValue(`The value ${StorageResolution} for parameter ${at}.StorageResolution is invalid.`);
  }
  if (Timestamp === undefined) return;
  const ms = Timestamp * 1000;
  if (ms < now - PAST_MS || ms > now + FUTURE_MS) {
    throw invalidValue(
      `The value ${new Date(ms).toISOString()} for parameter ${at}.Timestamp must be within the past two weeks and the next two hours.`,
    );
  }
}

function put(metrics: Pick<Metrics, "put" | "putSet">, namespace: string, datum: GivenDatum): void {
  const {
    MetricName: metricName = "",
    Dimensions,
    Value,
    Values = [],
    Counts,
    StatisticValues,
    Unit,
    Timestamp,
  } = datum;
  const metric: MetricName = { namespace, metricName, dimensions: dimensionsOf(Dimensions) };
  const more = {
    ...(Unit !== undefined && { unit: Unit }),
    ...(Timestamp !== undefined && { timestamp: Timestamp * 1000 }),
  };
  for (const [index, value] of (Value === undefined ? Values : [Value]).entries()) {
    metrics.put({ ...metric, ...more, value }, Counts?.[index] ?? 1);
  }
  if (StatisticValues === undefined) return;
  const { SampleCount: count = 0, Sum: sum = 0, Minimum: min = 0, Maximum: max = 0 } = StatisticValues;
  metrics.putSet({ ...metric, ...more, set: { count, sum, min, max } });
}
