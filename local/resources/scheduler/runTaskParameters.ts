import type { Services } from "../../services";
import { checkCapacity } from "../ecs/clusterCapacityProviders";

export interface EcsParameters {
  taskDefinitionArn: string;
  taskCount?: number;
  launchType?: string;
  capacityProviderStrategies?: readonly { capacityProvider: string; weight?: number; base?: number }[];
  networkConfiguration?: {
    subnets: readonly string[];
    securityGroups?: readonly string[];
    assignPublicIp?: boolean;
  };
  platformVersion?: string;
  group?: string;
  propagateTags?: string;
  enableEcsManagedTags?: boolean;
  enableExecuteCommand?: boolean;
  referenceId?: string;
  tags?: Readonly<Record<string, string>>;
  placementConstraints?: readonly unknown[];
  placementStrategies?: readonly unknown[];
}

/**
 * Builds the parameters that a schedule passes to `RunTask`, in the API's own words.
 * @throws Error for what is no task on Fargate; AwsError for a subnet or a security group that does not exist
 */
export function runTaskParameters({ ec2 }: Pick<Services, "ec2">, parameters: EcsParameters): Record<string, unknown> {
  const { taskDefinitionArn, taskCount, networkConfiguration, capacityProviderStrategies, ...rest } = parameters;
  const {
    placementConstraints = [],
    placementStrategies = [],
    referenceId,
    tags,
    enableEcsManagedTags,
    ...options
  } = rest;
  const where = "target.ecsParameters";
  if (placementConstraints.length + placementStrategies.length > 0) {
    throw new Error(`${where}.placementConstraints and placementStrategies do not go with Fargate`);
  }
  if (options.launchType !== undefined && capacityProviderStrategies !== undefined) {
    throw new Error(`${where}.launchType and capacityProviderStrategies exclude each other`);
  }
  if (options.launchType !== undefined && options.launchType !== "FARGATE") {
    throw new Error(`${where}.launchType must be "FARGATE" locally, got "${options.launchType}"`);
  }
  checkCapacity(
    `${where}.capacityProviderStrategies`,
    (capacityProviderStrategies ?? []).map(({ capacityProvider }) => capacityProvider),
  );
  if (!networkConfiguration) throw new Error(`${where}.networkConfiguration must name at least one subnet on Fargate`);
  const { subnets, securityGroups = [], assignPublicIp = false } = networkConfiguration;
  for (const id of subnets) ec2.subnet(id);
  for (const id of securityGroups) ec2.securityGroup(id);
  return {
    ...options,
    taskDefinition: taskDefinitionArn,
    count: taskCount ?? 1,
    ...(capacityProviderStrategies && { capacityProviderStrategy: capacityProviderStrategies }),
    networkConfiguration: {
      awsvpcConfiguration: { subnets, securityGroups, assignPublicIp: assignPublicIp ? "ENABLED" : "DISABLED" },
    },
    ...(enableEcsManagedTags !== undefined && { enableECSManagedTags: enableEcsManagedTags }),
    ...(tags && { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) }),
    ...(referenceId !== undefined && { startedBy: referenceId }),
  };
}
