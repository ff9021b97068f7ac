import type * as aws from "@pulumi/aws";
import { type AlarmSettings, functionErrorsAlarm, iteratorAgeAlarm } from "../parts/alarms/alarms";
import type { ChildOptions } from "../parts/arguments/childOptions";

interface Watched {
  consumer: aws.lambda.Function;
  batchingWindowSeconds: number;
  alarmTopicArns: AlarmSettings["topicArns"];
  tags: Record<string, string>;
}

/** Alarms for all that somebody should look at. */
export function alarms(name: string, args: Watched, opts: ChildOptions): aws.cloudwatch.MetricAlarm[] {
  const { consumer, batchingWindowSeconds, alarmTopicArns, tags } = args;
  const shared: AlarmSettings = { topicArns: alarmTopicArns, tags };
  return [
    functionErrorsAlarm(`${name}-consumer-errors`, consumer, shared, opts),
    iteratorAgeAlarm(`${name}-consumer-age`, consumer, batchingWindowSeconds, shared, opts),
  ];
}
