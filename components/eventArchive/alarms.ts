import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  type AlarmSettings,
  alarm,
  functionErrorsAlarm,
  functionThrottlesAlarm,
  iteratorAgeAlarm,
  lostFailuresAlarm,
  onceAlarm,
  queueDepthAlarm,
  writeThrottlesAlarm,
} from "../parts/alarms/alarms";
import type { ChildOptions } from "../parts/arguments/childOptions";
import type { Settings } from "./settings";
import { COUNTER_WINDOW_SECONDS } from "./sources";

/** Seconds beyond the buffer's that events may wait: a transformation that has to be repeated takes minutes. */
const LATE_SECONDS = 600;

interface Watched {
  ledger: aws.dynamodb.Table;
  ledgerDeadLetters: aws.sqs.Queue;
  counterFailures: aws.sqs.Queue;
  archivist: aws.lambda.Function;
  ledgerKeeper: aws.lambda.Function;
  counter: aws.lambda.Function;
  deliveries: Record<"delivery" | "direct", aws.kinesis.FirehoseDeliveryStream>;
}

/** Alarms for all that somebody should look at. */
export function alarms(name: string, args: Settings & Watched, opts: ChildOptions): aws.cloudwatch.MetricAlarm[] {
  const { archivist, ledgerKeeper, counter } = args;
  const shared = { topicArns: args.alarmTopicArns, tags: args.tags, transform: args.transform.alarm };
  const functions = { archivist, "ledger-keeper": ledgerKeeper, counter };
  return [
    ...Object.entries(args.deliveries).flatMap(([role, delivery]) =>
      deliveryAlarms(`${name}-${role}`, delivery, args.bufferSeconds, shared, opts),
    ),
    behindAlarm(`${name}-delivery-behind`, args.deliveries.delivery, shared, opts),
    refusedAlarm(`${name}-malformed`, "EventsMalformed", "is no event at all", archivist, shared, opts),
    refusedAlarm(`${name}-impossible`, "EventsImpossible", "cannot have happened then", archivist, shared, opts),
    queueDepthAlarm(
      `${name}-ledger-dead-letters`,
      args.ledgerDeadLetters,
      shared,
      opts,
      "At least one new object could not be entered into the ledger: it cannot be read, or holds something else than events.",
    ),
    iteratorAgeAlarm(`${name}-counter-age`, counter, COUNTER_WINDOW_SECONDS, shared, opts),
    queueDepthAlarm(`${name}-counter-failures-depth`, args.counterFailures, shared, opts),
    lostFailuresAlarm(`${name}-counter-failures-lost`, counter, shared, opts),
    writeThrottlesAlarm(`${name}-ledger-throttles`, args.ledger, shared, opts),
    ...Object.entries(functions).flatMap(([role, target]) => [
      functionErrorsAlarm(`${name}-${role}-errors`, target, shared, opts),
      functionThrottlesAlarm(`${name}-${role}-throttles`, target, shared, opts),
    ]),
  ];
}

function deliveryAlarms(
  name: string,
  delivery: aws.kinesis.FirehoseDeliveryStream,
  bufferSeconds: pulumi.Input<number>,
  settings: AlarmSettings,
  opts: ChildOptions,
): aws.cloudwatch.MetricAlarm[] {
  const metric = { namespace: "AWS/Firehose", dimensions: { DeliveryStreamName: delivery.name } };
  return [
    alarm(
      `${name}-freshness`,
      {
        ...metric,
        description: `Events waited ${LATE_SECONDS} seconds longer than the buffer's in 3 of 5 minutes: they are not being archived.`,
        metricName: "DeliveryToS3.DataFreshness",
        statistic: "Maximum",
        threshold: pulumi.output(bufferSeconds).apply((seconds) => seconds + LATE_SECONDS),
        minutes: { breaching: 3, of: 5 },
      },
      settings,
      opts,
    ),
    alarm(
      `${name}-undelivered`,
      {
        ...metric,
        description: "S3 refused at least one object in a minute: the delivery's log says why. Firehose tries again.",
        // The share of S3's answers that were good.
        metricName: "DeliveryToS3.Success",
        statistic: "Minimum",
        wrong: "below",
        threshold: 0.99,
        minutes: { breaching: 1, of: 1 },
      },
      settings,
      opts,
    ),
    alarm(
      `${name}-too-many-hours`,
      {
        ...metric,
        description:
          "Events of more hours came at once than Firehose keeps folders open for: those beyond go to the errors. AWS raises the quota on request.",
        metricName: "PartitionCountExceeded",
        statistic: "Maximum",
        threshold: 1,
        minutes: { breaching: 1, of: 1 },
      },
      settings,
      opts,
    ),
    alarm(
      `${name}-unprocessed`,
      {
        ...metric,
        description: "At least one call of the archivist failed in a minute: what it fails for goes to the errors.",
        // The share of the function's calls that were good.
        metricName: "ExecuteProcessing.Success",
        statistic: "Minimum",
        wrong: "below",
        threshold: 0.99,
        minutes: { breaching: 1, of: 1 },
      },
      settings,
      opts,
    ),
  ];
}

/**
 * The alarm for a delivery that is blocked altogether. Firehose says nothing of freshness then (Amazon Data Firehose Developer Guide, "Data
 * freshness metric increasing or not emitted"), but how far it is behind the stream, which keeps its records for a limited time.
 */
function behindAlarm(
  name: string,
  delivery: aws.kinesis.FirehoseDeliveryStream,
  settings: AlarmSettings,
  opts: ChildOptions,
): aws.cloudwatch.MetricAlarm {
  return alarm(
    name,
    {
      description: `Firehose was ${LATE_SECONDS} seconds behind the stream in 3 of 5 minutes: what it does not read in time is lost.`,
      namespace: "AWS/Firehose",
      metricName: "KinesisMillisBehindLatest",
      dimensions: { DeliveryStreamName: delivery.name },
      statistic: "Maximum",
      threshold: LATE_SECONDS * 1_000,
      minutes: { breaching: 3, of: 5 },
    },
    settings,
    opts,
  );
}

function refusedAlarm(
  name: string,
  metricName: "EventsMalformed" | "EventsImpossible",
  why: string,
  archivist: aws.lambda.Function,
  settings: AlarmSettings,
  opts: ChildOptions,
): aws.cloudwatch.MetricAlarm {
  return onceAlarm(
    name,
    {
      description: `At least one record ${why}: it is among the archive's errors, and the archivist's log says more.`,
      namespace: "Sluice",
      metricName,
      dimensions: { service: archivist.name },
    },
    settings,
    opts,
  );
}
