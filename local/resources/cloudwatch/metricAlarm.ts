import { arn } from "../../arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { COMPARISON_OPERATORS } from "../../services/cloudwatch/alarmState";
import type { AlarmSpec } from "../../services/cloudwatch/alarms";
import { isStatistic } from "../../services/cloudwatch/metricSeries";

interface MetricAlarmInputs {
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
}

const ACTIONS = ["alarmActions", "okActions", "insufficientDataActions"] as const;
const TREATMENTS = ["missing", "ignore", "breaching", "notBreaching"] as const;

/** `aws.cloudwatch.MetricAlarm` on one metric and a fixed threshold. */
export function metricAlarm({ alarms }: Pick<Services, "alarms">): ResourceHandler {
  const put = (name: string, properties: Properties): ResourceState => {
    refuseActions(properties);
    const spec = specOf(name, properties as MetricAlarmInputs);
    alarms.put(spec);
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
      alarmDescription: { noEffect: "a text for people" },
      actionsEnabled: { noEffect: "no actions are supported locally yet" },
    },
    replaceOn: ["name"],
    create: async (context, inputs) => put(context.physicalName(inputs.name, 255), inputs),
    update: async (_context, current, inputs) => put(current.id, inputs),
    delete: async (_context, current) => alarms.delete(current.id),
  };
}

function refuseActions(properties: Properties): void {
  for (const property of ACTIONS) {
    const actions = properties[property];
    if (actions === undefined || actions === null || (Array.isArray(actions) && actions.length === 0)) continue;
    throw new Error(`${property} must be empty locally: SNS topics are not supported locally yet`);
  }
}

/** Rules: CloudWatch API Reference, PutMetricAlarm. */
function specOf(name: string, inputs: MetricAlarmInputs): AlarmSpec {
  const evaluationPeriods = atLeastOne("evaluationPeriods", inputs.evaluationPeriods);
  const datapointsToAlarm = atLeastOne("datapointsToAlarm", inputs.datapointsToAlarm ?? evaluationPeriods);
  if (datapointsToAlarm > evaluationPeriods) {
    throw new Error(
      `datapointsToAlarm must be at most evaluationPeriods (${evaluationPeriods}), got ${datapointsToAlarm}`,
    );
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
    namespace: required("namespace", inputs.namespace),
    metricName: required("metricName", inputs.metricName),
    dimensions: inputs.dimensions ?? {},
    statistic: statisticOf(inputs),
    periodSeconds: periodOf(inputs),
    evaluationPeriods,
    datapointsToAlarm,
    threshold: required("threshold", inputs.threshold),
    comparisonOperator,
    treatMissingData,
  };
}

function statisticOf({ statistic, extendedStatistic }: MetricAlarmInputs): string {
  if ((statistic === undefined) === (extendedStatistic === undefined)) {
    throw new Error("exactly one of statistic and extendedStatistic must be set");
  }
  const chosen = statistic ?? extendedStatistic ?? "";
  if (!isStatistic(chosen)) {
    throw new Error(
      `the statistic "${chosen}" is not supported locally: use SampleCount, Sum, Average, Minimum, Maximum or p0 to p100`,
    );
  }
  return chosen;
}

function periodOf({ period }: MetricAlarmInputs): number {
  const seconds = required("period", period);
  if (![10, 20, 30].includes(seconds) && (seconds < 60 || seconds % 60 !== 0)) {
    throw new Error(`period must be 10, 20, 30 or a multiple of 60 seconds, got ${seconds}`);
  }
  return seconds;
}

function atLeastOne(property: string, value: number | undefined): number {
  const number = required(property, value);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`${property} must be a whole number of at least 1, got ${number}`);
  return number;
}

function required<T>(property: string, value: T | undefined): T {
  if (value === undefined) {
    throw new Error(
      `${property} must be set: alarms on metric math and on metric queries are not supported locally yet`,
    );
  }
  return value;
}
