import * as aws from "@pulumi/aws";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { transformed } from "../parts/arguments/transform";
import { fromSource } from "../parts/iam/policies";
import { serviceRole } from "../parts/iam/serviceRole";
import type { Settings } from "./settings";

/** Lets the alarms call the starter, by way of their topic. */
export function wakeByAlarm(
  name: string,
  { topic, starter }: { topic: aws.sns.Topic; starter: aws.lambda.Function },
  opts: ChildOptions,
): aws.sns.TopicSubscription {
  const permission = new aws.lambda.Permission(
    `${name}-topic-calls`,
    {
      action: "lambda:InvokeFunction",
      function: starter.name,
      principal: "sns.amazonaws.com",
      sourceArn: topic.arn,
    },
    opts,
  );
  return new aws.sns.TopicSubscription(
    `${name}-starter-topic`,
    { topic: topic.arn, protocol: "lambda", endpoint: starter.arn },
    { ...opts, dependsOn: [permission] },
  );
}

/**
 * Calls the starter once a minute. An alarm acts once, when its state changes (CloudWatch User Guide, "Alarm actions"): it does not say
 * that a backlog stays, or grows again while the alarm is still on.
 */
export function wakeByTheMinute(
  name: string,
  { starter, tags, transform }: Settings & { starter: aws.lambda.Function },
  opts: ChildOptions,
): aws.scheduler.Schedule {
  const { role, policy } = serviceRole(
    name,
    {
      service: "scheduler.amazonaws.com",
      // Scheduler names the schedule's group (EventBridge Scheduler User Guide, "Confused deputy prevention").
      trustCondition: fromSource({ near: starter.arn, service: "scheduler", resource: "schedule-group/default" }),
      permissions: [{ actions: ["lambda:InvokeFunction"], resources: [starter.arn] }],
      tags,
    },
    opts,
  );
  return new aws.scheduler.Schedule(
    name,
    transformed(transform.schedule, {
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
