import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { pageOf } from "../../base/page";
import type { Operation } from "../../edge/awsApi";
import type { Permission } from "../../iam/iam";
import type { Services } from "../../services";
import type { Controlled } from "../controlled";

export const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
export const COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm";
export const DASHBOARD = "aws:cloudwatch/dashboard:Dashboard";

/** Alarms, dashboards and metrics, as the operations of CloudWatch's API see them. */
export interface CloudWatchParts extends Pick<Services, "alarms" | "compositeAlarms" | "metrics" | "clock"> {
  readonly resources: Controlled;
}

export type CloudWatchOperation<Input extends object, Output extends object> = Operation<
  CloudWatchParts,
  Input,
  Output
>;

/** A dimension as the API lists it. */
export interface Dimension {
  readonly Name?: string | undefined;
  readonly Value?: string | undefined;
}

export function dimensionsOf(list: readonly Dimension[] = []): Record<string, string> {
  return Object.fromEntries(list.map(({ Name = "", Value = "" }) => [Name, Value]));
}

export function listed(dimensions: Readonly<Record<string, string>> = {}): { Name: string; Value: string }[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}

export function alarmArn(name: string): string {
  return arn("cloudwatch", `alarm:${name}`);
}

/** A permission on each of these alarms, or on all of them where none is named. */
export function onAlarms(action: string, names: readonly string[] = []): readonly Permission[] {
  const resources = names.length > 0 ? names.map(alarmArn) : [alarmArn("*")];
  return resources.map((resource) => ({ action, resource }));
}

/** An error of the query protocol's days, whose name in the model says more than its code. */
export function invalidValue(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message);
}

export function invalidCombination(message: string): AwsError {
  return new AwsError("InvalidParameterCombinationException", message);
}

export function missing(parameter: string): AwsError {
  return new AwsError("MissingRequiredParameterException", `The parameter ${parameter} is required.`);
}

/** Refuses what a call gives and nothing here honours. @param supported names of parameters */
export function checkSupported(given: object, supported: ReadonlySet<string>): void {
  const other = Object.entries(given).find(([name, value]) => value !== undefined && !supported.has(name));
  if (other) throw invalidValue(`${other[0]} is not supported locally: leave it out`);
}

export function paged<Item>(all: readonly Item[], token: string | undefined, limit: number | undefined, most = 100) {
  return pageOf(
    all,
    { token, limit, most },
    () => new AwsError("InvalidNextToken", "The next token specified is invalid."),
  );
}
