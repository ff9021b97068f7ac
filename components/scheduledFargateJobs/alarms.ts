import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { functionErrorsAlarm, onceAlarm, queueDepthAlarm } from "../parts/alarms/alarms";
import type { JobSchedule } from "./schedules";
import type { Settings } from "./settings";

interface Watched {
  settings: Settings;
  /** By name. */
  jobs: Readonly<Record<string, JobSchedule>>;
  failureHandler: aws.lambda.Function;
  deadLetterQueue: aws.sqs.Queue;
}

/** The alarms that a person should answer: a job's task fails or cannot be started, or a run is given up. */
export function alarms(
  name: string,
  { settings, jobs, failureHandler, deadLetterQueue }: Watched,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm[] {
  const shared = {
    topicArns: settings.alarmTopicArns,
    tags: settings.tags,
    transform: settings.transform.alarm,
  };
  const ofJobs = Object.entries(jobs).flatMap(([job, { group }]) => [
    onceAlarm(
      `${name}-${job}-failed`,
      {
        description: `A task of the job ${job} has failed: its log, and the failure handler's, say why.`,
        namespace: "Sluice",
        metricName: "FailedTasks",
        dimensions: { service: failureHandler.name, job },
      },
      shared,
      opts,
    ),
    onceAlarm(
      `${name}-${job}-not-started`,
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
    functionErrorsAlarm(`${name}-failure-errors`, failureHandler, shared, opts),
    queueDepthAlarm(
      `${name}-dead-letters-alarm`,
      deadLetterQueue,
      shared,
      opts,
      "At least one run of a job was given up after its retries: the dead-letter queue says which, and why.",
    ),
  ];
}
