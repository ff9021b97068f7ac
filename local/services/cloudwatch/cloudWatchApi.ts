import type { DescribeAlarmsCommandInput, DescribeAlarmsCommandOutput, MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../base/awsError";
import { awsApi, type Operation } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import type { OnWire } from "../../edge/wireTypes";
import type { Services } from "../../services";
import type { AlarmStatus } from "./alarms";

type Parts = Pick<Services, "alarms">;

/** CloudWatch's API, as far as programs and commands look at alarms; what measures writes embedded metric format. */
export function cloudWatchApi(parts: Parts): AwsService {
  return awsApi({
    signingName: "monitoring",
    protocol: "json-1.0",
    parts,
    operations: { DescribeAlarms: describeAlarms },
    unknown: (operation, known) =>
      new AwsError(
        "InvalidAction",
        `cloudwatch:${operation} is not supported locally (supported: ${known.join(", ")}); add it to local/services/cloudwatch/cloudWatchApi.ts`,
      ),
    refused: ({ parameter, kind }) => new AwsError("InvalidParameterValue", `${parameter} must be a ${kind}`),
  });
}

/** One page holds all. */
const describeAlarms: Operation<Parts, DescribeAlarmsCommandInput, DescribeAlarmsCommandOutput> = {
  parameters: { AlarmNames: "list?", AlarmNamePrefix: "text?" },
  permissions({ AlarmNames: names }, { alarms }) {
    // Source: Service Authorization Reference, "Amazon CloudWatch". A call for all alarms needs all of them.
    const resources = alarms.list().flatMap(({ spec }) => (names?.includes(spec.name) ? [spec.arn] : []));
    const asked = resources.length > 0 ? resources : ["*"];
    return asked.map((resource) => ({ action: "cloudwatch:DescribeAlarms", resource }));
  },
  run({ AlarmNames: names, AlarmNamePrefix: prefix, StateValue: state }, { alarms }) {
    const found = alarms
      .list()
      .filter(
        (alarm) =>
          (names === undefined || names.includes(alarm.spec.name)) &&
          (prefix === undefined || alarm.spec.name.startsWith(prefix)) &&
          (state === undefined || alarm.state === state),
      );
    return { MetricAlarms: found.map(describe), CompositeAlarms: [] };
  },
};

function describe({ spec, state, reason, since }: AlarmStatus): OnWire<MetricAlarm> {
  return {
    AlarmName: spec.name,
    AlarmArn: spec.arn,
    ...(spec.description !== undefined && { AlarmDescription: spec.description }),
    StateValue: state,
    StateReason: reason,
    StateUpdatedTimestamp: since / 1000,
    StateTransitionedTimestamp: since / 1000,
    AlarmActions: [...(spec.scalingPolicies ?? []), ...(spec.topics?.ALARM ?? [])],
    OKActions: spec.topics?.OK ?? [],
    InsufficientDataActions: spec.topics?.INSUFFICIENT_DATA ?? [],
    EvaluationPeriods: spec.evaluationPeriods,
    DatapointsToAlarm: spec.datapointsToAlarm,
    Threshold: spec.threshold,
    ComparisonOperator: spec.comparisonOperator as MetricAlarm["ComparisonOperator"],
    TreatMissingData: spec.treatMissingData,
    ...(!("metrics" in spec) && {
      Namespace: spec.namespace,
      MetricName: spec.metricName,
      Statistic: spec.statistic as MetricAlarm["Statistic"],
      Period: spec.periodSeconds,
      Dimensions: Object.entries(spec.dimensions).map(([Name, Value]) => ({ Name, Value })),
    }),
  };
}
