import { AwsError } from "../../base/awsError";
import { prepared } from "../../edge/awsApi";
import type { AwsCall, AwsService } from "../../edge/awsService";
import type { Services } from "../../services";
import type { AlarmStatus } from "./alarms";

type Params = AwsCall["params"];

/** CloudWatch's API, as far as programs and commands look at alarms; what measures writes embedded metric format. */
export function cloudWatchApi({ alarms }: Pick<Services, "alarms">): AwsService {
  return prepared({
    signingName: "monitoring",
    protocol: "json-1.0",
    permissions(call) {
      checkOperation(call);
      // Source: Service Authorization Reference, "Amazon CloudWatch". A call for all alarms needs all of them.
      const names = namesOf(call.params);
      const resources =
        names === undefined
          ? ["*"]
          : alarms.list().flatMap(({ spec }) => (names.includes(spec.name) ? [spec.arn] : []));
      const asked = resources.length > 0 ? resources : ["*"];
      return asked.map((resource) => ({ action: "cloudwatch:DescribeAlarms", resource }));
    },
    async handle(call) {
      checkOperation(call);
      return { result: describeAlarms(call.params, alarms.list()) };
    },
  });
}

function checkOperation({ operation }: AwsCall): void {
  if (operation === "DescribeAlarms") return;
  throw new AwsError(
    "InvalidAction",
    `cloudwatch:${operation} is not supported locally (supported: DescribeAlarms); add it to local/services/cloudwatch/cloudWatchApi.ts`,
  );
}

function namesOf({ AlarmNames }: Params): readonly string[] | undefined {
  return Array.isArray(AlarmNames) ? AlarmNames.map(String) : undefined;
}

/** One page holds all. */
function describeAlarms(params: Params, all: readonly AlarmStatus[]): Record<string, unknown> {
  const names = namesOf(params);
  const { AlarmNamePrefix: prefix, StateValue: state } = params;
  const found = all.filter(
    (alarm) =>
      (names === undefined || names.includes(alarm.spec.name)) &&
      (typeof prefix !== "string" || alarm.spec.name.startsWith(prefix)) &&
      (state === undefined || alarm.state === state),
  );
  return { MetricAlarms: found.map(describe), CompositeAlarms: [] };
}

function describe({ spec, state, reason, since }: AlarmStatus): Record<string, unknown> {
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
    ComparisonOperator: spec.comparisonOperator,
    TreatMissingData: spec.treatMissingData,
    ...(!("metrics" in spec) && {
      Namespace: spec.namespace,
      MetricName: spec.metricName,
      Statistic: spec.statistic,
      Period: spec.periodSeconds,
      Dimensions: Object.entries(spec.dimensions).map(([Name, Value]) => ({ Name, Value })),
    }),
  };
}
