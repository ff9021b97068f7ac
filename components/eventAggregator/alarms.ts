import type * as aws from "@pulumi/aws";
import {
  functionErrorsAlarm,
  functionThrottlesAlarm,
  iteratorAgeAlarm,
  lostFailuresAlarm,
  queueDepthAlarm,
  serverErrorsAlarm,
  writeThrottlesAlarm,
} from "../parts/alarms/alarms";
import type { ChildOptions } from "../parts/arguments/childOptions";
import type { Settings } from "./settings";

interface Watched {
  eventTable: aws.dynamodb.Table;
  summaryTable: aws.dynamodb.Table;
  failureQueue: aws.sqs.Queue;
  producer: aws.lambda.Function;
  aggregator: aws.lambda.Function;
  summaryReader: aws.lambda.Function;
  api: aws.apigatewayv2.Api;
}

/** Alarms for all that somebody should look at. */
export function alarms(name: string, args: Settings & Watched, opts: ChildOptions): aws.cloudwatch.MetricAlarm[] {
  const { producer, aggregator, summaryReader } = args;
  const shared = { topicArns: args.alarmTopicArns, tags: args.tags, transform: args.transform.alarm };
  const functions = { producer, aggregator, "summary-reader": summaryReader };
  return [
    iteratorAgeAlarm(`${name}-iterator-age`, aggregator, args.maximumBatchingWindowSeconds, shared, opts),
    queueDepthAlarm(`${name}-failures-depth`, args.failureQueue, shared, opts),
    lostFailuresAlarm(`${name}-failures-lost`, aggregator, shared, opts),
    serverErrorsAlarm(`${name}-api-5xx`, args.api, shared, opts),
    writeThrottlesAlarm(`${name}-events-throttles`, args.eventTable, shared, opts),
    writeThrottlesAlarm(`${name}-summaries-throttles`, args.summaryTable, shared, opts),
    ...Object.entries(functions).flatMap(([role, target]) => [
      functionErrorsAlarm(`${name}-${role}-errors`, target, shared, opts),
      functionThrottlesAlarm(`${name}-${role}-throttles`, target, shared, opts),
    ]),
  ];
}
