import * as aws from "@pulumi/aws";
import { runningTasks } from "../parts/alarms/metrics";
import { failedDeploymentAlarm } from "../parts/alarms/workerAlarms";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { transformed } from "../parts/arguments/transform";
import type { Settings } from "./settings";

const PERIOD_SECONDS = 300;

/** From the traffic's end until somebody should look: several times what ECS and CloudWatch take to notice it. */
const GRACE_MINUTES = 15;

interface Watched {
  cluster: aws.ecs.Cluster;
  service: aws.ecs.Service;
}

/** The alarms that a person should answer. */
export function alarms(name: string, args: Settings & Watched, opts: ChildOptions): aws.cloudwatch.MetricAlarm[] {
  const shared = { topicArns: args.alarmTopicArns, tags: args.tags, transform: args.transform.alarm };
  return [
    endlessAlarm(`${name}-endless`, args, opts),
    failedDeploymentAlarm(`${name}-deployment-failed`, args.service, shared, opts),
  ];
}

/** Tasks run, and cost, long after the traffic should have ended: they may not scale their service, or cannot. */
function endlessAlarm(name: string, args: Settings & Watched, opts: ChildOptions): aws.cloudwatch.MetricAlarm {
  const { stat, ...metric } = runningTasks(args.cluster, args.service);
  const periods = Math.ceil(((args.durationMinutes + GRACE_MINUTES) * 60) / PERIOD_SECONDS);
  return new aws.cloudwatch.MetricAlarm(
    name,
    transformed(args.transform.alarm, {
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
      alarmActions: args.alarmTopicArns,
      okActions: args.alarmTopicArns,
      tags: args.tags,
    }),
    opts,
  );
}
