import { z } from "zod";
import { AwsError } from "../../base/awsError";
import type { Chaos } from "../../base/chaos";
import type { ContainerOverride, Ecs, Task } from "./ecs";
import { clusterIdOf } from "./requestParts";

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
  propagateTags: z.string().optional(),
  tags: z.array(z.unknown()).optional(),
});

/**
 * Starts tasks outside of any service.
 * @throws AwsError `InvalidParameterException` for what is wrong with the parameters, or cannot be honoured here
 */
export function runTask(
  params: Readonly<Record<string, unknown>>,
  { ecs, chaos }: { ecs: Pick<Ecs, "clusterArn" | "taskDefinitionArn" | "runTask">; chaos: Chaos },
  describe: (task: Task) => Record<string, unknown>,
): Record<string, unknown> {
  const parsed = runTaskSchema.safeParse(params);
  if (!parsed.success) throw new AwsError("InvalidParameterException", z.prettifyError(parsed.error));
  const { taskDefinition, count, networkConfiguration, overrides, startedBy, group } = parsed.data;
  const request = {
    clusterArn: ecs.clusterArn(clusterIdOf(params)),
    taskDefinitionArn: ecs.taskDefinitionArn(taskDefinition),
    overrides: overridesOf(overrides?.containerOverrides ?? []),
    securityGroupIds: networkConfiguration.awsvpcConfiguration.securityGroups,
    ...(startedBy !== undefined && { startedBy }),
    ...(group !== undefined && { group }),
  };
  if (chaos.strikes("refuseTask")) return { tasks: [], failures: [{ reason: NO_CAPACITY }] };
  return { tasks: Array.from({ length: count }, () => describe(ecs.runTask(request))), failures: [] };
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
