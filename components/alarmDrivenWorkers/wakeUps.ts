import * as aws from "@pulumi/aws";
import type { AlarmDrivenWorkers } from "../alarmDrivenWorkers";
import { transformed } from "../parts/arguments/transform";
import { policyDocument, trustPolicy } from "../parts/iam/policies";
import type { Context } from "./settings";

type Children = Pick<AlarmDrivenWorkers, "topic" | "starter">;

/** The alarms call the starter through their topic. */
export function wakeByAlarm({ subject, opts }: Context, { topic, starter }: Children): aws.sns.TopicSubscription {
  const permission = new aws.lambda.Permission(
    `${subject.name}-topic-calls`,
    {
      action: "lambda:InvokeFunction",
      function: starter.name,
      principal: "sns.amazonaws.com",
      sourceArn: topic.arn,
    },
    opts,
  );
  return new aws.sns.TopicSubscription(
    `${subject.name}-starter-topic`,
    { topic: topic.arn, protocol: "lambda", endpoint: starter.arn },
    { ...opts, dependsOn: [permission] },
  );
}

/**
 * And so does every minute that passes. An alarm speaks up once, when its state changes: whoever has to see that a backlog stays, or
 * grows again while the alarm is still on, has to look (CloudWatch User Guide, "Alarm actions").
 */
export function wakeByTheMinute(
  { subject, opts, ...settings }: Context,
  { starter }: Children,
): aws.scheduler.Schedule {
  const role = new aws.iam.Role(
    `${subject.name}-minute-role`,
    { assumeRolePolicy: trustPolicy("scheduler.amazonaws.com"), tags: settings.tags },
    opts,
  );
  const policy = new aws.iam.RolePolicy(
    `${subject.name}-minute-policy`,
    {
      role: role.name,
      policy: policyDocument([{ actions: ["lambda:InvokeFunction"], resources: [starter.arn] }]),
    },
    opts,
  );
  return new aws.scheduler.Schedule(
    `${subject.name}-minute`,
    transformed(settings.transform.schedule, {
      description: "Starts workers for a backlog that no alarm speaks of.",
      scheduleExpression: "rate(1 minute)",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: starter.arn,
        roleArn: role.arn,
        // The next minute is a better retry than an old one.
        retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
      },
    }),
    { ...opts, dependsOn: [policy] },
  );
}
