import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Transform, transformed } from "../arguments/transform";

/** Settings that all alarms of a component share. */
export interface AlarmSettings {
  /** ARNs of the SNS topics that hear of an alarm's start and end. Empty: nobody is told. */
  topicArns: pulumi.Input<pulumi.Input<string>[]>;
  /** ARNs of further actions when the alarm starts, such as restarting an instance. @default none */
  actions?: readonly pulumi.Input<string>[] | undefined;
  tags: Record<string, string>;
  transform?: Transform<aws.cloudwatch.MetricAlarmArgs> | undefined;
}

/** A metric, and the value at which somebody should look. */
export interface Watch {
  description: string;
  namespace: string;
  metricName: string;
  /** All dimensions of the metric. With others it is another metric, which has no data. */
  dimensions: Record<string, pulumi.Input<string>>;
  statistic: "Sum" | "Maximum" | "Minimum";
  /** The alarm starts at this value. */
  threshold: pulumi.Input<number>;
  /** The side of the threshold that is wrong. @default "above" */
  wrong?: "above" | "below";
  /** Minutes that must be at the threshold or beyond it, and the minutes that are looked at: 3 of 5. */
  minutes: { breaching: number; of: number };
}

/** Tells that a function threw, timed out or died. */
export function functionErrorsAlarm(
  name: string,
  target: aws.lambda.Function,
  settings: AlarmSettings,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  return onceAlarm(
    name,
    {
      description: "The function failed at least once in a minute.",
      namespace: "AWS/Lambda",
      metricName: "Errors",
      dimensions: { FunctionName: target.name },
    },
    settings,
    opts,
  );
}

/** Tells that there was no concurrency left for a function. */
export function functionThrottlesAlarm(
  name: string,
  target: aws.lambda.Function,
  settings: AlarmSettings,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  return onceAlarm(
    name,
    {
      description: "Lambda turned away at least one call of the function in a minute: concurrency is used up.",
      namespace: "AWS/Lambda",
      metricName: "Throttles",
      dimensions: { FunctionName: target.name },
    },
    settings,
    opts,
  );
}

/**
 * Tells that a stream's consumer falls behind.
 * @param batchingWindowSeconds seconds that records wait although nothing is wrong
 */
export function iteratorAgeAlarm(
  name: string,
  target: aws.lambda.Function,
  batchingWindowSeconds: pulumi.Input<number>,
  settings: AlarmSettings,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  return alarm(
    name,
    {
      description:
        "Stream records waited the batching window and a minute in 3 of 5 minutes: the function falls behind or is blocked.",
      namespace: "AWS/Lambda",
      // Milliseconds between a record's arrival in the stream and its delivery to the function.
      metricName: "IteratorAge",
      dimensions: { FunctionName: target.name },
      statistic: "Maximum",
      threshold: ageOfTrouble(batchingWindowSeconds),
      minutes: { breaching: 3, of: 5 },
    },
    settings,
    opts,
  );
}

/** Milliseconds that no record should wait. A plain number stays plain, so that a preview shows it. */
function ageOfTrouble(batchingWindowSeconds: pulumi.Input<number>): pulumi.Input<number> {
  const age = (seconds: number) => seconds * 1000 + 60_000;
  return typeof batchingWindowSeconds === "number"
    ? age(batchingWindowSeconds)
    : pulumi.output(batchingWindowSeconds).apply(age);
}

/** Tells that Lambda gave up records of a stream, and could not send their place to the failure queue: they are lost. */
export function lostFailuresAlarm(
  name: string,
  target: aws.lambda.Function,
  settings: AlarmSettings,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  return onceAlarm(
    name,
    {
      description: "Lambda could not deliver a batch that it gave up to the failure queue: its records are lost.",
      namespace: "AWS/Lambda",
      metricName: "DestinationDeliveryFailures",
      dimensions: { FunctionName: target.name },
    },
    settings,
    opts,
  );
}

/**
 * Tells that something waits in a queue that should be empty. Nobody calls such a queue, so that it sends no metrics after six hours, and
 * the first ones of a message up to 15 minutes late (Amazon SQS Developer Guide, "Monitoring Amazon SQS queues using CloudWatch",
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html).
 */
export function queueDepthAlarm(
  name: string,
  queue: aws.sqs.Queue,
  settings: AlarmSettings,
  opts: pulumi.CustomResourceOptions,
  description = "At least one message waits in the failure queue: something could not be processed.",
): aws.cloudwatch.MetricAlarm {
  return alarm(
    name,
    {
      description,
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: queue.name },
      statistic: "Maximum",
      threshold: 1,
      minutes: { breaching: 1, of: 1 },
    },
    settings,
    opts,
  );
}

/** Tells that an API answered with 5xx. */
export function serverErrorsAlarm(
  name: string,
  api: aws.apigatewayv2.Api,
  settings: AlarmSettings,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  return onceAlarm(
    name,
    {
      description: "The API answered at least one request in a minute with a 5xx status.",
      namespace: "AWS/ApiGateway",
      metricName: "5xx",
      dimensions: { ApiId: api.id },
    },
    settings,
    opts,
  );
}

/** Tells that an API refuses requests, minute after minute. */
export function clientErrorsAlarm(
  name: string,
  api: aws.apigatewayv2.Api,
  settings: AlarmSettings,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  return alarm(
    name,
    {
      // Scanners of the internet meet a 404 now and then: no reason to wake anybody.
      description:
        "The API refused ten requests a minute in 3 of 5 minutes: a sender leaves out its signature, or sends nothing, too much or too often.",
      namespace: "AWS/ApiGateway",
      metricName: "4xx",
      dimensions: { ApiId: api.id },
      statistic: "Sum",
      threshold: 10,
      minutes: { breaching: 3, of: 5 },
    },
    settings,
    opts,
  );
}

/** Tells that DynamoDB refuses writes to a table. */
export function writeThrottlesAlarm(
  name: string,
  target: aws.dynamodb.Table,
  settings: AlarmSettings,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  return alarm(
    name,
    {
      // An on-demand table grows to twice its last peak at once; a throttle or two on the way is normal, minutes are not.
      description:
        "DynamoDB refused writes to the table in 3 of 5 minutes: a hot key, or growth beyond twice the last peak.",
      namespace: "AWS/DynamoDB",
      metricName: "WriteThrottleEvents",
      dimensions: { TableName: target.name },
      statistic: "Sum",
      threshold: 1,
      minutes: { breaching: 3, of: 5 },
    },
    settings,
    opts,
  );
}

/** Tells that something happened which never should: once in a minute is enough. */
export function onceAlarm(
  name: string,
  watch: Pick<Watch, "description" | "namespace" | "metricName" | "dimensions">,
  settings: AlarmSettings,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  return alarm(name, { ...watch, statistic: "Sum", threshold: 1, minutes: { breaching: 1, of: 1 } }, settings, opts);
}

/** An alarm on one metric. */
export function alarm(
  name: string,
  watch: Watch,
  settings: AlarmSettings,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  return new aws.cloudwatch.MetricAlarm(
    name,
    transformed(settings.transform, {
      alarmDescription: watch.description,
      namespace: watch.namespace,
      metricName: watch.metricName,
      dimensions: watch.dimensions,
      statistic: watch.statistic,
      period: 60,
      evaluationPeriods: watch.minutes.of,
      datapointsToAlarm: watch.minutes.breaching,
      threshold: watch.threshold,
      comparisonOperator: watch.wrong === "below" ? "LessThanOrEqualToThreshold" : "GreaterThanOrEqualToThreshold",
      // These metrics have no data while nothing happens: no reason to alarm.
      treatMissingData: "notBreaching",
      alarmActions:
        settings.actions === undefined ? settings.topicArns : withTopics(settings.actions, settings.topicArns),
      okActions: settings.topicArns,
      tags: settings.tags,
    }),
    opts,
  );
}

function withTopics(actions: readonly pulumi.Input<string>[], topicArns: AlarmSettings["topicArns"]) {
  return pulumi.output(topicArns).apply((topics) => pulumi.all([...actions, ...topics]));
}
