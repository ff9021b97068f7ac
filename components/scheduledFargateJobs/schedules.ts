import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { transformed } from "../parts/arguments/transform";
import type { TaskPlace } from "../parts/existing/existingCluster";
import type { KeyedQueue } from "../parts/existing/existingQueue";
import { keyPermissions } from "../parts/existing/keyUse";
import { fromSource, policyDocument, trustPolicy } from "../parts/iam/policies";
import { type FargateTask, runPermissions } from "../parts/workers/fargateTask";
import type { JobSettings, Settings } from "./settings";
import { CONTAINER } from "./tasks";

type JobScheduleArgs = Settings & {
  job: JobSettings;
  task: FargateTask;
  place: TaskPlace;
  securityGroup: aws.ec2.SecurityGroup;
  deadLetters: KeyedQueue;
};

export interface JobSchedule {
  /** Holds this schedule alone: the role trusts the group, and metrics are counted by group. */
  group: aws.scheduler.ScheduleGroup;
  schedule: aws.scheduler.Schedule;
  role: aws.iam.Role;
}

/**
 * Tells a task which run it is. EventBridge Scheduler fills in the time (User Guide, "Adding context attributes").
 */
const INPUT = JSON.stringify({
  containerOverrides: [
    { name: CONTAINER, environment: [{ name: "JOB_SCHEDULED_TIME", value: "<aws.scheduler.scheduled-time>" }] },
  ],
});

/** The schedule of one job, and the role in whose name it runs the job's task. */
export function jobSchedule(name: string, args: JobScheduleArgs, opts: ChildOptions): JobSchedule {
  const { job, task, place, securityGroup, deadLetters } = args;
  const { cluster, capacity } = place;
  const { queue: deadLetterQueue } = deadLetters;
  const group = new aws.scheduler.ScheduleGroup(name, { tags: args.tags }, opts);
  const role = new aws.iam.Role(`${name}-run-role`, { assumeRolePolicy: trustOf(group), tags: args.tags }, opts);
  const policy = new aws.iam.RolePolicy(
    `${name}-run-policy`,
    {
      role: role.name,
      policy: policyDocument([
        ...runPermissions(task, cluster),
        { actions: ["sqs:SendMessage"], resources: [deadLetterQueue.arn] },
        ...keyPermissions({ sends: [deadLetters.keyArn] }),
      ]),
    },
    opts,
  );
  const schedule = new aws.scheduler.Schedule(
    `${name}-schedule`,
    transformed(args.transform.schedule, {
      groupName: group.name,
      scheduleExpression: job.schedule,
      scheduleExpressionTimezone: job.timezone,
      state: job.enabled ? "ENABLED" : "DISABLED",
      ...(job.startAt !== undefined && { startDate: job.startAt }),
      ...(job.endAt !== undefined && { endDate: job.endAt }),
      flexibleTimeWindow:
        job.flexibleWindowMinutes === 0
          ? { mode: "OFF" }
          : { mode: "FLEXIBLE", maximumWindowInMinutes: job.flexibleWindowMinutes },
      target: {
        arn: cluster.arn,
        roleArn: role.arn,
        input: INPUT,
        ecsParameters: {
          taskDefinitionArn: task.taskDefinition.arn,
          taskCount: 1,
          capacityProviderStrategies: [{ capacityProvider: job.spot ? "FARGATE_SPOT" : "FARGATE", weight: 1 }],
          networkConfiguration: {
            subnets: args.network.privateSubnetIds,
            securityGroups: [securityGroup.id],
            assignPublicIp: false,
          },
          // A task has no tags otherwise, and its cost no owner (EventBridge Scheduler API Reference, `EcsParameters`).
          propagateTags: "TASK_DEFINITION",
          enableEcsManagedTags: true,
        },
        retryPolicy: { maximumRetryAttempts: job.retries, maximumEventAgeInSeconds: job.maxAgeSeconds },
        deadLetterConfig: { arn: deadLetterQueue.arn },
      },
    }),
    // Without its permissions a task could start, and fail; without the capacity provider none starts.
    { ...opts, dependsOn: [policy, ...(capacity === undefined ? [] : [capacity]), ...task.policies] },
  );
  return { group, schedule, role };
}

/**
 * Lets Scheduler assume a role for one schedule alone. Scheduler names the schedule's group as the source, never the schedule: this is
 * why each schedule has a group of its own (EventBridge Scheduler User Guide, "Confused deputy prevention").
 */
function trustOf({ arn, name }: aws.scheduler.ScheduleGroup): pulumi.Output<string> {
  const resource = pulumi.interpolate`schedule-group/${name}`;
  return trustPolicy("scheduler.amazonaws.com", fromSource({ near: arn, service: "scheduler", resource }));
}
