import { asInputs, asMembers, lowerFirst, type Structure, upperFirst } from "../../base/memberNames";
import type { Properties } from "../../engine/resourceHandler";

/** Members of `EcsParameters` that the resource calls otherwise. */
const ECS_NAMES: Readonly<Record<string, string>> = {
  CapacityProviderStrategy: "capacityProviderStrategies",
  EnableECSManagedTags: "enableEcsManagedTags",
  PlacementStrategy: "placementStrategies",
};
const ECS_MEMBERS = Object.fromEntries(Object.entries(ECS_NAMES).map(([member, input]) => [input, member]));

/** A target as the resource has it, from a call's. */
export function targetInputs({ EcsParameters, ...target }: Structure): Properties {
  return {
    ...(asInputs(target) as Structure),
    ...(EcsParameters !== undefined && { ecsParameters: ecsInputs(EcsParameters as Structure) }),
  };
}

/** A target as the API answers it, from the resource's inputs, with AWS's defaults. */
export function targetOf({ ecsParameters, retryPolicy, ...target }: Structure): Structure {
  return {
    ...(asMembers(target) as Structure),
    ...(ecsParameters !== undefined && { EcsParameters: ecsParametersOf(ecsParameters as Structure) }),
    RetryPolicy: {
      ...{ MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      ...(asMembers(retryPolicy ?? {}) as Structure),
    },
  };
}

function ecsInputs({ NetworkConfiguration, Tags, ...parameters }: Structure): Properties {
  const { awsvpcConfiguration: network } = (NetworkConfiguration ?? {}) as { awsvpcConfiguration?: Structure };
  const tags = Tags as readonly Structure[] | undefined;
  return {
    ...Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [ECS_NAMES[name] ?? lowerFirst(name), value]),
    ),
    ...(network && {
      networkConfiguration: {
        ...(asInputs(network) as Structure),
        ...(network.AssignPublicIp !== undefined && { assignPublicIp: network.AssignPublicIp === "ENABLED" }),
      },
    }),
    // The API has a list of maps, each with one tag or with several.
    ...(tags && { tags: Object.assign({}, ...tags) as Structure }),
  };
}

function ecsParametersOf({ networkConfiguration, tags, ...inputs }: Structure): Structure {
  const network = networkConfiguration as Structure | undefined;
  return {
    ...Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [ECS_MEMBERS[name] ?? upperFirst(name), value]),
    ),
    ...(network && {
      NetworkConfiguration: {
        awsvpcConfiguration: {
          ...(asMembers(network) as Structure),
          ...(network.assignPublicIp !== undefined && {
            AssignPublicIp: network.assignPublicIp ? "ENABLED" : "DISABLED",
          }),
        },
      },
    }),
    ...(tags !== undefined && { Tags: [tags] }),
  };
}
