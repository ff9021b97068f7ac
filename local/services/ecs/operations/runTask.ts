import type { RunTaskCommandInput, RunTaskCommandOutput } from "@aws-sdk/client-ecs";
import { z } from "zod";
import { AwsError } from "../../../base/awsError";
import type { Request } from "../../../edge/wireTypes";
import type { Permission } from "../../../iam/iam";
import { describeTask } from "../descriptions";
import type { ContainerOverride } from "../ecs";
import { clusterIdOf, taskArnOf } from "../requestParts";
import { type EcsOperation, type EcsParts, inCluster, passingToTasks } from "./ecsOperation";
import type { StartedAnswer } from "./startedTasks";

const MAX_COUNT = 10;

/** Source: Amazon ECS Developer Guide, "API failures messages". */
const NO_CAPACITY = "Capacity is unavailable at this time. Please try again later or in a different availability zone";

/** The parameters of `RunTask` that mean something here; anything else is refused by name. */
const runTaskSchema = z.strictObject({
  cluster: z.string().optional(),
  taskDefinition: z.string(),
  count: z.int().min(1).max(MAX_COUNT).default(1),
  launchType: z.literal("FARGATE").optional(),
  capacityProviderStrategy: z.array(z.unknown()).optional(),
  platformVersion: z.string().optional(),
  networkConfiguration: z.object({
    awsvpcConfiguration: z.object({
      subnets: z.array(z.string()).min(1),
      securityGroups: z.array(z.string()).default([]),
      assignPublicIp: z.enum(["ENABLED", "DISABLED"]).optional(),
    }),
  }),
  overrides: z
    .strictObject({
      containerOverrides: z
        .array(
          z.strictObject({
            name: z.string(),
            command: z.array(z.string()).optional(),
            environment: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
          }),
        )
        .default([]),
    })
    .optional(),
  startedBy: z.string().optional(),
  group: z.string().optional(),
  clientToken: z.string().optional(),
  enableECSManagedTags: z.boolean().optional(),
  enableExecuteCommand: z.boolean().optional(),
  // "SERVICE" is refused: these tasks have none (Amazon ECS API Reference, "RunTask").
  propagateTags: z.enum(["TASK_DEFINITION", "NONE"]).optional(),
  tags: z.array(z.unknown()).optional(),
});

/**
 * Starts tasks outside of any service, once for a client token; what is wrong with the parameters, or cannot be honoured here, is refused.
 * Tags are checked, and kept nowhere: they select and group tasks in consoles and bills only.
 * Source of `iam:PassRole`: Amazon ECS Developer Guide, "Amazon ECS task execution IAM role"; of `ecs:TagResource`: the same, "Grant
 * permission to tag resources on creation".
 */
export const runTask: EcsOperation<RunTaskCommandInput, RunTaskCommandOutput> = {
  parameters: { taskDefinition: "text?" },
  permissions(input, { definition }) {
    const { arn, taskRoleArn, executionRoleArn } = definition(String(input.taskDefinition));
    return [
      inCluster("ecs:RunTask", arn, input),
      ...taggingPermissions(input),
      ...passingToTasks([taskRoleArn, executionRoleArn]),
    ];
  },
  run: (input, parts) => parts.started.once(input, () => startTasks(input, parts)),
};

/** A call that gives its tasks tags needs the right to, on tasks of the cluster whose ids nobody knows yet. */
function taggingPermissions(input: Request<RunTaskCommandInput>): Permission[] {
  const { propagateTags = "NONE", tags } = input;
  if (propagateTags === "NONE" && !(Array.isArray(tags) && tags.length > 0)) return [];
  const context = { "ecs:CreateAction": "RunTask" };
  return [{ action: "ecs:TagResource", resource: taskArnOf(input, "*"), context }];
}

/** @throws AwsError `InvalidParameterException` */
function startTasks(input: Request<RunTaskCommandInput>, { ecs, chaos, tasks }: EcsParts): StartedAnswer {
  const parsed = runTaskSchema.safeParse(input);
  if (!parsed.success) throw new AwsError("InvalidParameterException", z.prettifyError(parsed.error));
  const { taskDefinition, count, networkConfiguration, overrides, startedBy, group } = parsed.data;
  const request = {
    clusterArn: ecs.clusterArn(clusterIdOf(input)),
    taskDefinitionArn: ecs.taskDefinitionArn(taskDefinition),
    overrides: overridesOf(overrides?.containerOverrides ?? []),
    securityGroupIds: networkConfiguration.awsvpcConfiguration.securityGroups,
    ...(startedBy !== undefined && { startedBy }),
    ...(group !== undefined && { group }),
  };
  if (chaos.strikes("refuseTask")) return { tasks: [], failures: [{ reason: NO_CAPACITY }] };
  const started = Array.from({ length: count }, () => ecs.runTask(request).arn);
  return {
    tasks: tasks()
      .filter(({ arn }) => started.includes(arn))
      .map(describeTask),
    failures: [],
  };
}

function overridesOf(
  list: readonly { name: string; command?: string[] | undefined; environment: { name: string; value: string }[] }[],
): Record<string, ContainerOverride> {
  return Object.fromEntries(
    list.map(({ name, command, environment }) => [
      name,
      {
        environment: Object.fromEntries(environment.map((variable) => [variable.name, variable.value])),
        ...(command && { command }),
      },
    ]),
  );
}
