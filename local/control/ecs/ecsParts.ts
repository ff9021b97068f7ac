import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { MadeResource } from "../../base/inventory";
import { pageOf } from "../../base/page";
import type { Operation } from "../../edge/awsApi";
import { creating } from "../../iam/creating";
import type { Permission } from "../../iam/iam";
import type { Services } from "../../services";
import type { Controlled } from "../controlled";

export const CLUSTER = "aws:ecs/cluster:Cluster";
export const CAPACITY = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders";
export const SERVICE = "aws:ecs/service:Service";
export const TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";

/** Clusters, task definitions and services, as the operations that make them see them. */
export interface EcsControlParts extends Pick<Services, "ecs" | "inventory"> {
  readonly resources: Controlled;
  /** The same, for task definitions: ECS has another code for what is wrong with them. */
  readonly definitions: Controlled;
}

export type EcsControl<Input extends object, Output extends object> = Operation<EcsControlParts, Input, Output>;

/** @param id name or ARN */
export function clusterArnOf(id: string): string {
  return id.startsWith("arn:") ? id : arn("ecs", `cluster/${id}`);
}

/** @param id name or ARN @throws AwsError `ClusterNotFoundException` */
export function clusterIn({ resources }: EcsControlParts, id: string): MadeResource {
  const found = resources.find(CLUSTER, clusterArnOf(id));
  if (found) return found;
  throw new AwsError("ClusterNotFoundException", "Cluster not found.");
}

/** The permission to make a resource, and the one to give it tags where the call does. */
export function makingTagged(
  permission: Permission,
  resource: string,
  tags: Readonly<Record<string, string>>,
): readonly Permission[] {
  const [operation = ""] = permission.action.split(":").slice(1);
  const [create, ...tagging] = creating(resource, tags, { create: permission.action, tag: "ecs:TagResource" });
  return [
    { ...permission, context: { ...create?.context, ...permission.context } },
    ...tagging.map((each) => ({ ...each, context: { ...each.context, "ecs:CreateAction": operation } })),
  ];
}

/** One page of ECS's lists: a hundred, or as many as `maxResults` says. */
export function listed<Item>(
  all: readonly Item[],
  { nextToken, maxResults }: { readonly nextToken?: string | undefined; readonly maxResults?: number | undefined },
): { items: readonly Item[]; rest: { nextToken?: string } } {
  const { items, next } = pageOf(all, { token: nextToken, limit: maxResults }, () =>
    invalidParameter("Invalid token."),
  );
  return { items, rest: next === undefined ? {} : { nextToken: next } };
}

export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}

/** @throws AwsError for parameters that nothing here carries */
export function refuseOthers(operation: string, others: object): void {
  const given = Object.entries(others).find(([, value]) => !isEmpty(value));
  if (given === undefined) return;
  throw invalidParameter(`${operation} takes no ${given[0]} locally: leave it out`);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === false || (Array.isArray(value) && value.length === 0);
}
