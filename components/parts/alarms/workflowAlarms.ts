import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { transformed } from "../arguments/transform";
import { type AlarmSettings, onceAlarm } from "./alarms";
import { termsOf } from "./metrics";

const HOUR_SECONDS = 3_600;

/** Tells that executions of a state machine failed, timed out, or were held back. */
export function executionsAlarm(
  name: string,
  machine: aws.sfn.StateMachine,
  metricName: "ExecutionsFailed" | "ExecutionsTimedOut" | "ExecutionThrottled",
  settings: AlarmSettings,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  const what = {
    ExecutionsFailed: "An execution of the state machine failed: its log says at which step.",
    ExecutionsTimedOut: "An execution of the state machine took longer than it may.",
    ExecutionThrottled: "Step Functions held back transitions of the state machine: the account's quota is used up.",
  };
  return onceAlarm(
    name,
    {
      description: what[metricName],
      namespace: "AWS/States",
      metricName,
      dimensions: { StateMachineArn: machine.arn },
    },
    settings,
    opts,
  );
}

/** Tells that a function URL answered with 5xx. */
export function urlErrorsAlarm(
  name: string,
  target: aws.lambda.Function,
  settings: AlarmSettings,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  return onceAlarm(
    name,
    {
      description: "The function URL answered at least one request in a minute with a 5xx status.",
      namespace: "AWS/Lambda",
      metricName: "Url5xxCount",
      dimensions: { FunctionName: target.name },
    },
    settings,
    opts,
  );
}

/** Tells that SNS could not deliver to a subscriber. */
export function undeliveredAlarm(
  name: string,
  topic: aws.sns.Topic,
  settings: AlarmSettings,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  return onceAlarm(
    name,
    {
      description: "SNS could not deliver a message of the topic: somebody was not told.",
      namespace: "AWS/SNS",
      metricName: "NumberOfNotificationsFailed",
      dimensions: { TopicName: topic.name },
    },
    settings,
    opts,
  );
}

/**
 * Tells that a topic told nobody: all who had subscribed are gone, or none has confirmed yet. SNS counts what it delivered and what it
 * failed to, each by topic, and neither where there is nobody (Amazon SNS Developer Guide, "Monitoring Amazon SNS topics using
 * CloudWatch"). By the hour, for a delivery may come in the minute after its message.
 */
export function unheardAlarm(
  name: string,
  topic: aws.sns.Topic,
  settings: AlarmSettings,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  const count = (metricName: string) => ({
    namespace: "AWS/SNS",
    metricName,
    dimensions: { TopicName: topic.name },
    stat: "Sum",
  });
  return new aws.cloudwatch.MetricAlarm(
    name,
    transformed(settings.transform, {
      alarmDescription: "A message of the topic went to nobody: no subscription is there, or none has been confirmed.",
      metricQueries: [
        {
          id: "unheard",
          label: "Messages that went to nobody",
          expression: "IF(FILL(delivered, 0) + FILL(failed, 0) > 0, 0, published)",
          returnData: true,
        },
        ...termsOf(
          {
            published: count("NumberOfMessagesPublished"),
            delivered: count("NumberOfNotificationsDelivered"),
            failed: count("NumberOfNotificationsFailed"),
          },
          HOUR_SECONDS,
        ),
      ],
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      threshold: 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      treatMissingData: "notBreaching",
      alarmActions: settings.topicArns,
      okActions: settings.topicArns,
      tags: settings.tags,
    }),
    opts,
  );
}

/** Tells that a function counted something by its embedded metrics which a person should see (`functions/shared/telemetry.ts`). */
export function countedAlarm(
  name: string,
  target: aws.lambda.Function,
  watch: { metricName: string; description: string },
  settings: AlarmSettings,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  return onceAlarm(
    name,
    {
      ...watch,
      namespace: "Sluice",
      dimensions: { service: target.name },
    },
    settings,
    opts,
  );
}
