import type { Service } from "@aws-sdk/client-ecs";
import { arn } from "../../../base/arn";
import type { Chaos } from "../../../base/chaos";
import type { Clock } from "../../../base/clock";
import type { Operation } from "../../../edge/awsApi";
import type { OnWire } from "../../../edge/wireTypes";
import type { Permission } from "../../../iam/iam";
import { passing } from "../../../iam/passRole";
import type { Ecs, TaskDefinitionSpec } from "../ecs";
import { clusterIdOf, clusterNameOf } from "../requestParts";
import type { RunningTask } from "../runningTask";
import type { ServiceScheduler } from "../serviceScheduler";
import type { ProtectionFailure } from "../taskProtection";
import type { StartedTasks } from "./startedTasks";

/** Clusters, services and tasks, as the operations of the API see them. */
export interface EcsParts {
  ecs: Omit<Ecs, "api">;
  clock: Clock;
  chaos: Chaos;
  /** Finds a task definition by ARN, `family:revision` or `family`. */
  definition(id: string): TaskDefinitionSpec;
  schedulers(): readonly ServiceScheduler[];
  /** Services that were deleted not long ago. */
  ended(): readonly OnWire<Service>[];
  tasks(): readonly RunningTask[];
  started: StartedTasks;
}

export type EcsOperation<Input extends object, Output extends object> = Operation<EcsParts, Input, Output>;

/** A permission on a resource of the cluster that a call names. */
export function inCluster(action: string, resource: string, input: { readonly cluster?: unknown }): Permission {
  const context = { "ecs:cluster": arn("ecs", `cluster/${clusterNameOf(clusterIdOf(input))}`) };
  return { action, resource, context };
}

/** The permissions to hand the roles of a task definition to its tasks. */
export function passingToTasks(roleArns: readonly (string | undefined)[]): readonly Permission[] {
  return [...new Set(roleArns)].flatMap((roleArn) => passing(roleArn, "ecs-tasks.amazonaws.com"));
}

/** The failures for ARNs of which nothing is known. */
export function missing(arns: readonly string[], known: readonly { arn: string }[]): ProtectionFailure[] {
  return arns.filter((arn) => !known.some((one) => one.arn === arn)).map((arn) => ({ arn, reason: "MISSING" }));
}
