import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { MadeResource } from "../../base/inventory";
import { pageOf } from "../../base/page";
import type { Operation } from "../../edge/awsApi";
import { type ConstrainedMember, checkMembers } from "../../edge/constraints";
import type { Permission } from "../../iam/iam";
import type { Services } from "../../services";
import type { Controlled } from "../controlled";

export const GROUP = "aws:cloudwatch/logGroup:LogGroup";

/** Log groups and their events, as the operations of CloudWatch Logs' API see them. */
export interface LogsParts extends Pick<Services, "logs" | "clock"> {
  readonly resources: Controlled;
}

export type LogsOperation<Input extends object, Output extends object> = Operation<LogsParts, Input, Output>;

/** A group as a call names it: by its name, or by that or its ARN. */
export interface NamedGroup {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
}

export function groupArn(name: string): string {
  return arn("logs", `log-group:${name}`);
}

/**
 * A permission on a group. Its resource is that of the group's streams, without a stream's name: policies end with `:*`.
 * Source: Amazon CloudWatch Logs User Guide, "Overview of managing access permissions", "Resources and operations".
 */
export function onGroup(action: string, name = ""): readonly Permission[] {
  return onStream(action, name, "");
}

export function onStream(action: string, group: string, stream: string): readonly Permission[] {
  return [{ action, resource: `${groupArn(group)}:log-stream:${stream}` }];
}

/** @throws AwsError `ValidationException` for both, `InvalidParameterException` for none of them */
export function groupNameOf({ logGroupName, logGroupIdentifier }: NamedGroup): string {
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) {
    throw new AwsError("ValidationException", "LogGroup name and LogGroup ARN are mutually exclusive parameters.");
  }
  const given = logGroupName ?? logGroupIdentifier;
  if (given === undefined) throw invalid("Either logGroupName or logGroupIdentifier must be given.");
  const [, name = given] = /^arn:aws:logs:[^:]*:\d*:log-group:([^:]+)(?::\*)?$/.exec(given) ?? [];
  return name;
}

/** A group's resource. A group that a function has made for itself has none yet. @throws AwsError `ResourceNotFoundException` */
export function groupIn({ logs, resources }: LogsParts, name: string): MadeResource {
  if (!logs.hasLogGroup(name)) throw notFound("log group");
  const state = { name, arn: groupArn(name) };
  return resources.find(GROUP, name) ?? { type: GROUP, id: name, inputs: { name }, state };
}

/** @throws AwsError `ResourceNotFoundException` */
export function checkStream(parts: LogsParts, group: string, stream: string): void {
  groupIn(parts, group);
  if (!parts.logs.hasLogStream(group, stream)) throw notFound("log stream");
}

/** @throws AwsError `InvalidParameterException` */
export function check(...members: readonly ConstrainedMember[]): void {
  checkMembers("InvalidParameterException", members);
}

/** @throws AwsError `InvalidParameterException` */
export function checkLengths(...names: readonly string[]): void {
  if (names.every((name) => name.length <= 512)) return;
  throw invalid("Invalid LogGroup or LogStream, both must have length less than or equal to 512.");
}

export function notFound(kind: string): AwsError {
  return new AwsError("ResourceNotFoundException", `The specified ${kind} does not exist.`);
}

export function alreadyExists(kind: string): AwsError {
  return new AwsError("ResourceAlreadyExistsException", `The specified ${kind} already exists`);
}

export function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}

export function badToken(): AwsError {
  return invalid("The specified nextToken is invalid.");
}

/** A page of fifty, unless told otherwise. */
export function paged<Item>(
  all: readonly Item[],
  { nextToken, limit }: { readonly nextToken?: string | undefined; readonly limit?: number | undefined },
  most = 50,
) {
  check(["limit", limit, { min: 1, max: most }]);
  return pageOf(all, { token: nextToken, limit, most }, badToken);
}

/** Refuses what a call gives and nothing here honours. */
export function refuse(given: object, ...names: readonly string[]): void {
  const found = names.find((name) => (given as Readonly<Record<string, unknown>>)[name] !== undefined);
  if (found !== undefined) throw invalid(`${found} is not supported locally yet`);
}
