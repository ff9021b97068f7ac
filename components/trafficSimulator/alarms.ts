import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { runningTasks } from "../parts/alarms/metrics";
import { transformed } from "../parts/arguments/transform";
import type { Settings } from "./settings";

const PERIOD_SECONDS = 300;

/** From the traffic's end until somebody should look: several times what ECS and CloudWatch take to notice it. */
const GRACE_MINUTES = 15;

/** The alarms that a person should answer. */
export function alarms(
  name: string,
  watched: { settings: Settings; cluster: aws.ecs.Cluster; service: aws.ecs.Service },
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm[] {
  return [endlessAlarm(`${name}-endless`, watched, opts)];
}

/** Tasks run, and cost, long after the traffic should have ended: they may not scale their service, or cannot. */
function endlessAlarm(
  name: string,
  { settings, cluster, service }: { settings: Settings; cluster: aws.ecs.Cluster; service: aws.ecs.Service },
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  const { stat, ...metric } = runningTasks(cluster, service);
  const periods = Math.ceil(((settings.durationMinutes + GRACE_MINUTES) * 60) / PERIOD_SECONDS);
  return new aws.cloudwatch.MetricAlarm(
    name,
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
