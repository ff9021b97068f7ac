import type * as aws from "@pulumi/aws";
import { functionErrorsAlarm, functionThrottlesAlarm, writeThrottlesAlarm } from "../parts/alarms/alarms";
import { countedAlarm, executionsAlarm, undeliveredAlarm, urlErrorsAlarm } from "../parts/alarms/workflowAlarms";
import type { ValidatedIngest } from "../validatedIngest";
import type { Context } from "./settings";

/** What somebody should look at. */
export function alarms(
  { subject, opts, ...settings }: Context,
  children: ValidatedIngest,
): aws.cloudwatch.MetricAlarm[] {
  const shared = { topicArns: settings.alarmTopicArns, tags: settings.tags, transform: settings.transform.alarm };
  const { entryApi, validator, approvalRequester, decider, approvalCloser, intake, approval, approvalTopic, table } =
    children;
  // Each under the name that its resource has had from the start: another name would replace the alarm.
  const functions = { door: entryApi, validator, asker: approvalRequester, decider, settler: approvalCloser };
  const expired = {
    metricName: "ApprovalsExpired",
    description: "Nobody decided about an entry in time: it is not stored.",
  };
  return [
    ...Object.entries(functions).flatMap(([role, target]) => [
      functionErrorsAlarm(`${subject.name}-${role}-errors`, target, shared, opts),
      functionThrottlesAlarm(`${subject.name}-${role}-throttles`, target, shared, opts),
    ]),
    urlErrorsAlarm(`${subject.name}-door-5xx`, entryApi, shared, opts),
    urlErrorsAlarm(`${subject.name}-decider-5xx`, decider, shared, opts),
    ...Object.entries({ intake, approval }).flatMap(([role, machine]) => [
      executionsAlarm(`${subject.name}-${role}-failed`, machine, "ExecutionsFailed", shared, opts),
      executionsAlarm(`${subject.name}-${role}-timeout`, machine, "ExecutionsTimedOut", shared, opts),
      executionsAlarm(`${subject.name}-${role}-throttled`, machine, "ExecutionThrottled", shared, opts),
    ]),
    countedAlarm(`${subject.name}-approvals-expired`, approvalCloser, expired, shared, opts),
    undeliveredAlarm(`${subject.name}-topic-failed`, approvalTopic, shared, opts),
    writeThrottlesAlarm(`${subject.name}-entries-throttles`, table, shared, opts),
  ];
}
