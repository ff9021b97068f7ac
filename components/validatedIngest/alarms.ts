import type * as aws from "@pulumi/aws";
import {
  functionErrorsAlarm,
  functionThrottlesAlarm,
  queueDepthAlarm,
  writeThrottlesAlarm,
} from "../parts/alarms/alarms";
import {
  countedAlarm,
  executionsAlarm,
  undeliveredAlarm,
  unheardAlarm,
  urlErrorsAlarm,
} from "../parts/alarms/workflowAlarms";
import type { ChildOptions } from "../parts/arguments/childOptions";
import type { Settings } from "./settings";

interface Watched {
  entryApi: aws.lambda.Function;
  validator: aws.lambda.Function;
  approvalRequester: aws.lambda.Function;
  decider: aws.lambda.Function;
  approvalCloser: aws.lambda.Function;
  intake: aws.sfn.StateMachine;
  approval: aws.sfn.StateMachine;
  approvalTopic: aws.sns.Topic;
  approvalDigest: aws.lambda.Function;
  /** Questions that could not be mailed. */
  deadLetterQueue: aws.sqs.Queue;
  table: aws.dynamodb.Table;
}

/** Alarms for all that somebody should look at. */
export function alarms(name: string, args: Settings & Watched, opts: ChildOptions): aws.cloudwatch.MetricAlarm[] {
  const { entryApi, validator, approvalRequester, decider, approvalCloser, intake, approval } = args;
  const shared = { topicArns: args.alarmTopicArns, tags: args.tags, transform: args.transform.alarm };
  // Each under the name that its resource has had from the start: another name would replace the alarm.
  const functions = {
    ...{ door: entryApi, validator, asker: approvalRequester, digest: args.approvalDigest, decider },
    settler: approvalCloser,
  };
  const expired = {
    metricName: "ApprovalsExpired",
    description: "Nobody decided about an entry in time: it is not stored.",
  };
  return [
    ...Object.entries(functions).flatMap(([role, target]) => [
      functionErrorsAlarm(`${name}-${role}-errors`, target, shared, opts),
      functionThrottlesAlarm(`${name}-${role}-throttles`, target, shared, opts),
    ]),
    urlErrorsAlarm(`${name}-door-5xx`, entryApi, shared, opts),
    urlErrorsAlarm(`${name}-decider-5xx`, decider, shared, opts),
    ...Object.entries({ intake, approval }).flatMap(([role, machine]) => [
      executionsAlarm(`${name}-${role}-failed`, machine, "ExecutionsFailed", shared, opts),
      executionsAlarm(`${name}-${role}-timeout`, machine, "ExecutionsTimedOut", shared, opts),
      executionsAlarm(`${name}-${role}-throttled`, machine, "ExecutionThrottled", shared, opts),
    ]),
    countedAlarm(`${name}-approvals-expired`, approvalCloser, expired, shared, opts),
    undeliveredAlarm(`${name}-topic-failed`, args.approvalTopic, shared, opts),
    unheardAlarm(`${name}-topic-unheard`, args.approvalTopic, shared, opts),
    queueDepthAlarm(
      `${name}-questions-dead-letters`,
      args.deadLetterQueue,
      shared,
      opts,
      "At least one question about an entry could not be mailed, and waits in the dead-letter queue: npm run redrive moves it back.",
    ),
    writeThrottlesAlarm(`${name}-entries-throttles`, args.table, shared, opts),
  ];
}
