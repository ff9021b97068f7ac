import * as aws from "@pulumi/aws";
import { runningTasks } from "../parts/alarms/metrics";
import { transformed } from "../parts/arguments/transform";
import type { TrafficSimulator } from "../trafficSimulator";
import type { Context } from "./settings";

const PERIOD_SECONDS = 300;
/** From the end until somebody should look: what ECS and CloudWatch may take, several times over. */
const GRACE_MINUTES = 15;

/** Tasks run, and cost, long after the traffic should have ended: they may not scale their service, or cannot. */
export function endlessAlarm(
  { subject, opts, ...settings }: Context,
  { cluster, service }: Pick<TrafficSimulator, "cluster" | "service">,
): aws.cloudwatch.MetricAlarm {
  const { stat, ...metric } = runningTasks(cluster, service);
  const periods = Math.ceil(((settings.durationMinutes + GRACE_MINUTES) * 60) / PERIOD_SECONDS);
  return new aws.cloudwatch.MetricAlarm(
    `${subject.name}-endless`,
    transformed(settings.transform.alarm, {
      alarmDescription:
        "Tasks of the traffic simulator still run a quarter of an hour after its end: scale its service to 0, or delete it.",
      ...metric,
      statistic: stat,
      period: PERIOD_SECONDS,
      evaluationPeriods: periods,
      datapointsToAlarm: periods,
      threshold: 0,
      comparisonOperator: "GreaterThanThreshold",
      treatMissingData: "notBreaching",
      alarmActions: settings.alarmTopicArns,
      okActions: settings.alarmTopicArns,
      tags: settings.tags,
    }),
    opts,
  );
}
