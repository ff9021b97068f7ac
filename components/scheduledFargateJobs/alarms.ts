import type * as aws from "@pulumi/aws";
import { functionErrorsAlarm, onceAlarm, queueDepthAlarm } from "../parts/alarms/alarms";
import type { ChildOptions } from "../parts/arguments/childOptions";
import type { JobSchedule } from "./schedules";
import type { Settings } from "./settings";

interface Watched {
  /** By name. */
  schedules: Readonly<Record<string, JobSchedule>>;
  failureHandler: aws.lambda.Function;
  deadLetterQueue: aws.sqs.Queue;
}

/** The alarms that a person should answer: a job's task fails or cannot be started, or a run is given up. */
export function alarms(name: string, args: Settings & Watched, opts: ChildOptions): aws.cloudwatch.MetricAlarm[] {
  const { schedules, failureHandler, deadLetterQueue } = args;
  const shared = {
    topicArns: args.alarmTopicArns,
    tags: args.tags,
    transform: args.transform.alarm,
  };
  const ofJobs = Object.entries(schedules).flatMap(([job, { group }]) => [
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
