import type * as aws from "@pulumi/aws";
import { functionErrorsAlarm, onceAlarm, queueDepthAlarm } from "../parts/alarms/alarms";
import type { ScheduledFargateJobs } from "../scheduledFargateJobs";
import type { Context } from "./settings";

/** What somebody should look at: for each job that its task cannot be started, and that anything is given up. */
export function alarms(
  { subject, opts, ...settings }: Context,
  children: ScheduledFargateJobs,
): aws.cloudwatch.MetricAlarm[] {
  const shared = {
    topicArns: settings.alarmTopicArns,
    tags: settings.tags,
    transform: settings.transform.alarm,
  };
  const ofJobs = Object.entries(children.jobs).flatMap(([job, { group }]) => [
    onceAlarm(
      `${subject.name}-${job}-failed`,
      {
        description: `A task of the job ${job} has failed: its log, and the failure handler's, say why.`,
        namespace: "Sluice",
        metricName: "FailedTasks",
        dimensions: { service: children.failureHandler.name, job },
      },
      shared,
      opts,
    ),
    onceAlarm(
      `${subject.name}-${job}-not-started`,
      {
        description: `The job ${job} was due, and its task could not be started.`,
        namespace: "AWS/Scheduler",
        metricName: "TargetErrorCount",
        dimensions: { ScheduleGroup: group.name },
      },
      shared,
      opts,
    ),
  ]);
  return [
    ...ofJobs,
    functionErrorsAlarm(`${subject.name}-failure-errors`, children.failureHandler, shared, opts),
    queueDepthAlarm(
      `${subject.name}-dead-letters-alarm`,
      children.deadLetterQueue,
      shared,
      opts,
      "At least one run of a job was given up after its retries: the dead-letter queue says which, and why.",
    ),
  ];
}
