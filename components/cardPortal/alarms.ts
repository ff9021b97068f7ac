import type * as aws from "@pulumi/aws";
import {
  type AlarmSettings,
  functionErrorsAlarm,
  functionThrottlesAlarm,
  serverErrorsAlarm,
} from "../parts/alarms/alarms";
import type { ChildOptions } from "../parts/arguments/childOptions";
import type { PortalApiArgs } from "./args";

interface Watched {
  api: aws.apigatewayv2.Api;
  /** The functions, by the last part of their names. */
  functions: Readonly<Record<"desk" | "queries", aws.lambda.Function>>;
}

/** Alarms for all that somebody should look at. */
export function alarms(name: string, args: PortalApiArgs & Watched, opts: ChildOptions): aws.cloudwatch.MetricAlarm[] {
  const shared: AlarmSettings = { topicArns: args.alarmTopicArns, tags: args.tags, transform: args.transform?.alarm };
  return [
    serverErrorsAlarm(`${name}-5xx`, args.api, shared, opts),
    ...Object.entries(args.functions).flatMap(([role, target]) => [
      functionErrorsAlarm(`${name}-${role}-errors`, target, shared, opts),
      functionThrottlesAlarm(`${name}-${role}-throttles`, target, shared, opts),
    ]),
  ];
}
