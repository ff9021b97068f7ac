import { ACCOUNT_ID, arn } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { AlarmRule } from "../../services/cloudwatch/alarmRule";
import { COMPARISON_OPERATORS } from "../../services/cloudwatch/alarmState";
import type { AlarmSpec } from "../../services/cloudwatch/alarms";
import type { MetricExpression } from "../../services/cloudwatch/metricMath";
import { isStatistic } from "../../services/cloudwatch/metricSeries";
import { type ActionInputs, actionsOf } from "./alarmActions";

interface MetricAlarmInputs extends ActionInputs {
  name?: string;
  namespace?: string;
  metricName?: string;
  dimensions?: Readonly<Record<string, string>>;
  statistic?: string;
  extendedStatistic?: string;
  period?: number;
  evaluationPeriods?: number;
  datapointsToAlarm?: number;
  threshold?: number;
  comparisonOperator?: string;
  treatMissingData?: string;
  metricQueries?: readonly MetricQueryInputs[];
  alarmDescription?: string;
}

interface MetricQueryInputs {
  id: string;
  label?: string;
  returnData?: boolean;
  expression?: string;
  period?: number;
  accountId?: string;
  metric?: {
    namespace?: string;
    metricName: string;
    dimensions?: Readonly<Record<string, string>>;
    period: number;
    stat: string;
    unit?: string;
  };
}

/** Properties that describe one metric, and cannot stand beside `metricQueries`. */
const ONE_METRIC = ["namespace", "metricName", "dimensions", "statistic", "extendedStatistic", "period"] as const;
const MOST_METRICS = 10;
const TREATMENTS = ["missing", "ignore", "breaching", "notBreaching"] as const;

/** `aws.cloudwatch.MetricAlarm` on one metric or metric math, and a fixed threshold. */
export function metricAlarm({ alarms }: { alarms: Pick<Services["alarms"], "put" | "delete"> }): ResourceHandler {
  const put = (name: string, properties: Properties): ResourceState => {
    const spec = specOf(name, properties as MetricAlarmInputs);
    putInWords(alarms, spec);
    const { datapointsToAlarm, treatMissingData } = spec;
    return {
      id: name,
      state: { actionsEnabled: true, ...properties, name, arn: spec.arn, datapointsToAlarm, treatMissingData },
    };
  };
  return {
    type: "aws:cloudwatch/metricAlarm:MetricAlarm",
    properties: {
      name: "honoured",
      namespace: "honoured",
      metricName: "honoured",
      dimensions: "honoured",
      statistic: "honoured",
      extendedStatistic: "honoured",
      period: "honoured",
      evaluationPeriods: "honoured",
      datapointsToAlarm: "honoured",
      threshold: "honoured",
      comparisonOperator: "honoured",
      treatMissingData: "honoured",
      alarmActions: "honoured",
      okActions: "honoured",
      insufficientDataActions: "honoured",
      alarmDescription: "honoured",
      actionsEnabled: "honoured",
      metricQueries: "honoured",
    },
    replaceOn: ["name"],
    create: async (context, inputs) => put(context.physicalName(inputs.name, 255), inputs),
    update: async (_context, current, inputs) => put(current.id, inputs),
    delete: async (_context, current) => alarms.delete(current.id),
  };
}

/** @throws Error where metric math is wrong */
function putInWords(alarms: Pick<Services["alarms"], "put">, spec: AlarmSpec): void {
  try {
    alarms.put(spec);
  } catch (error) {
    if (!(error instanceof RangeError) || !("metrics" in spec)) throw error;
    throw new Error(`metricQueries: ${error.message}`);
  }
}

/** Rules: CloudWatch API Reference, PutMetricAlarm. */
function specOf(name: string, inputs: MetricAlarmInputs): AlarmSpec {
  const { metricQueries = [], alarmDescription: description } = inputs;
  const rule: AlarmRule = {
    ...ruleOf(name, inputs),
    ...(description !== undefined && { description }),
    ...actionsOf(inputs),
  };
  if (metricQueries.length > 0) {
    const beside = ONE_METRIC.find((property) => inputs[property] !== undefined);
    if (beside !== undefined) throw new Error(`${beside} and metricQueries exclude each other`);
    const metrics = metricQueries.map(expressionOf);
    checkQueries(metricQueries);
    return { ...rule, metrics };
  }
  const periodSeconds = periodOf("period", inputs.period);
  checkWindow(rule.evaluationPeriods, periodSeconds);
  return {
    ...rule,
    namespace: namespaceOf(inputs),
    metricName: required("metricName", inputs.metricName),
    dimensions: inputs.dimensions ?? {},
    statistic: statisticOf(inputs),
    periodSeconds,
  };
}

function namespaceOf(inputs: MetricAlarmInputs): string {
  const namespace = required("namespace", inputs.namespace);
  if (/^\p{ASCII}*$/u.test(namespace)) return namespace;
  throw new Error("Namespace must not contain Non-ASCII characters.");
}

function ruleOf(name: string, inputs: MetricAlarmInputs): AlarmRule {
  const evaluationPeriods = atLeastOne("evaluationPeriods", inputs.evaluationPeriods);
  const datapointsToAlarm = atLeastOne("datapointsToAlarm", inputs.datapointsToAlarm ?? evaluationPeriods);
  if (datapointsToAlarm > evaluationPeriods) {
    throw new Error("DatapointsToAlarm must be less than or equal to EvaluationPeriods");
  }
  const treatMissingData = TREATMENTS.find((treatment) => treatment === (inputs.treatMissingData ?? "missing"));
  if (!treatMissingData) {
    throw new Error(`treatMissingData must be one of ${TREATMENTS.join(", ")}, got "${inputs.treatMissingData}"`);
  }
  const comparisonOperator = required("comparisonOperator", inputs.comparisonOperator);
  if (!COMPARISON_OPERATORS.includes(comparisonOperator)) {
    throw new Error(
      `comparisonOperator must be one of ${COMPARISON_OPERATORS.join(", ")} locally, got "${comparisonOperator}"`,
    );
  }
  return {
    arn: arn("cloudwatch", `alarm:${name}`),
    name,
    evaluationPeriods,
    datapointsToAlarm,
    threshold: thresholdOf(inputs),
    comparisonOperator,
    treatMissingData,
  };
}

function expressionOf(query: MetricQueryInputs): MetricExpression {
  const { id, label, returnData = false, expression, metric, accountId } = query;
  if (accountId !== undefined && accountId !== ACCOUNT_ID) {
    throw new Error(
      `metricQueries "${id}": accountId must be this account (${ACCOUNT_ID}) locally, got "${accountId}"`,
    );
  }
  const entry = { id, returnData, ...(label !== undefined && { label }) };
  if (expression !== undefined && metric === undefined) {
    if (query.period !== undefined) periodOf(`metricQueries "${id}": period`, query.period);
    return { ...entry, expression };
  }
  if (metric !== undefined && expression !== undefined) {
    throw new Error(
      "The parameters MetricDataQuery Expression and MetricStat are mutually exclusive and you have specified both.",
    );
  }
  if (metric === undefined) throw new Error(`metricQueries "${id}": one of expression and metric must be set`);
  if (metric.unit !== undefined) throw new Error(`metricQueries "${id}": metric.unit must be left out locally`);
  return {
    ...entry,
    metric: {
      namespace: required(`metricQueries "${id}": metric.namespace`, metric.namespace),
      metricName: metric.metricName,
      dimensions: metric.dimensions ?? {},
      statistic: metric.stat,
      periodSeconds: periodOf(`metricQueries "${id}": metric.period`, metric.period),
    },
  };
}

function statisticOf({ statistic, extendedStatistic }: MetricAlarmInputs): string {
  if ((statistic === undefined) === (extendedStatistic === undefined)) {
    throw new Error("exactly one of statistic and extendedStatistic must be set");
  }
  const chosen = statistic ?? extendedStatistic ?? "";
  if (/^p\d/.test(chosen) && Number(chosen.slice(1)) >= 101) {
    throw new Error(`The value ${chosen} for parameter ExtendedStatistic is not supported.`);
  }
  if (!isStatistic(chosen)) {
    throw new Error(
      `the statistic "${chosen}" is not supported locally: use SampleCount, Sum, Average, Minimum, Maximum or p0 to p100`,
    );
  }
  return chosen;
}

function periodOf(property: string, period: number | undefined): number {
  const seconds = required(property, period);
  if (![10, 20, 30].includes(seconds) && (seconds < 60 || seconds % 60 !== 0)) {
    throw new Error("Period must be 10, 20, 30 or a multiple of 60");
  }
  return seconds;
}

function thresholdOf({ threshold }: MetricAlarmInputs): number {
  if (threshold === undefined) throw new Error("PutMetricAlarm request should have valid Threshold parameter");
  return threshold;
}

/** @throws Error for an alarm that looks back further than AWS's alarms do */
function checkWindow(evaluationPeriods: number, periodSeconds: number): void {
  const isOfHours = periodSeconds >= 3600;
  const longest = isOfHours ? 604_800 : 86_400;
  if (evaluationPeriods * periodSeconds <= longest) return;
  const what = `across more than a ${isOfHours ? "week" : "day"} (EvaluationPeriods * Period must be <= ${longest})`;
  throw new Error(`Metrics cannot be checked ${what}${isOfHours ? " for alarms using period >= 3600" : "."}`);
}

/** @throws Error for metrics that AWS's alarms do not take */
function checkQueries(queries: readonly MetricQueryInputs[]): void {
  if (queries.filter(({ metric }) => metric !== undefined).length > MOST_METRICS) {
    throw new Error(`Too many metrics in alarm, maximum is ${MOST_METRICS}`);
  }
  if (queries.filter(({ returnData }) => returnData).length !== 1) {
    throw new Error("Exactly one element of the metrics list should return data.");
  }
}

function atLeastOne(property: string, value: number | undefined): number {
  const number = required(property, value);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`${property} must be a whole number of at least 1, got ${number}`);
  return number;
}

function required<T>(property: string, value: T | undefined): T {
  if (value === undefined) throw new Error(`${property} must be set`);
  return value;
}
