import { randomUUID } from "node:crypto";
import type {
  CreateEventSourceMappingCommandInput,
  CreateEventSourceMappingCommandOutput,
  DeleteEventSourceMappingCommandInput,
  DeleteEventSourceMappingCommandOutput,
  EventSourceMappingConfiguration,
  GetEventSourceMappingCommandInput,
  GetEventSourceMappingCommandOutput,
  ListEventSourceMappingsCommandInput,
  ListEventSourceMappingsCommandOutput,
  UpdateEventSourceMappingCommandInput,
  UpdateEventSourceMappingCommandOutput,
} from "@aws-sdk/client-lambda";
import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { MadeResource } from "../../base/inventory";
import { lowerFirst } from "../../base/memberNames";
import type { Given, OnWire } from "../../edge/wireTypes";
import type { Properties } from "../../engine/resourceHandler";
import type { Permission } from "../../iam/iam";
import {
  functionArn,
  functionNameOf,
  invalidValue,
  type LambdaOperation,
  type LambdaParts,
  MAPPING,
} from "./lambdaOperation";

type GivenMapping = Given<Omit<CreateEventSourceMappingCommandInput, "Tags">>;

/** Parameters that the resource has as they are, but for their first letter. */
const SAME = [
  ...["EventSourceArn", "Enabled", "BatchSize", "MaximumBatchingWindowInSeconds", "StartingPosition"],
  ...["MaximumRetryAttempts", "MaximumRecordAgeInSeconds", "BisectBatchOnFunctionError", "ParallelizationFactor"],
  ...["TumblingWindowInSeconds", "FunctionResponseTypes"],
];
const OTHERS = ["FunctionName", "FilterCriteria", "DestinationConfig", "ScalingConfig", "MetricsConfig"];

/** Knows no resource type, but the function as a condition (Service Authorization Reference, "AWS Lambda"). */
export const createEventSourceMapping: LambdaOperation<
  CreateEventSourceMappingCommandInput,
  CreateEventSourceMappingCommandOutput
> = {
  parameters: { FunctionName: "text", EventSourceArn: "text?" },
  permissions: ({ FunctionName }) => [
    {
      action: "lambda:CreateEventSourceMapping",
      resource: "*",
      context: { "lambda:FunctionArn": functionArn(functionNameOf(FunctionName)) },
    },
  ],
  async run({ Tags = {}, ...given }, parts) {
    const inputs = inputsOf(given);
    const same = parts.resources
      .all(MAPPING)
      .find(
        ({ state }) =>
          state.eventSourceArn === inputs.eventSourceArn &&
          state.functionArn === functionArn(functionNameOf(given.FunctionName)),
      );
    if (same) {
      throw new AwsError(
        "ResourceConflictException",
        `An event source mapping with ${given.EventSourceArn} and function (" ${functionNameOf(given.FunctionName)} ") already exists. ` +
          `Please update or delete the existing mapping with UUID ${same.id}`,
        409,
      );
    }
    const made = await parts.resources.create(MAPPING, inputs, { name: randomUUID(), tags: Tags });
    return described(made, parts, "Creating");
  },
};

export const getEventSourceMapping: LambdaOperation<
  GetEventSourceMappingCommandInput,
  GetEventSourceMappingCommandOutput
> = {
  parameters: { UUID: "text" },
  permissions: ({ UUID }) => onMapping("lambda:GetEventSourceMapping", UUID),
  run: ({ UUID }, parts) => described(mappingIn(parts, UUID), parts),
};

export const listEventSourceMappings: LambdaOperation<
  ListEventSourceMappingsCommandInput,
  ListEventSourceMappingsCommandOutput
> = {
  parameters: {},
  permissions: () => [{ action: "lambda:ListEventSourceMappings", resource: "*" }],
  run({ FunctionName, EventSourceArn }, parts) {
    const wanted = FunctionName === undefined ? undefined : functionArn(functionNameOf(FunctionName));
    const found = parts.resources
      .all(MAPPING)
      .filter(({ state }) => wanted === undefined || state.functionArn === wanted)
      .filter(({ state }) => EventSourceArn === undefined || state.eventSourceArn === EventSourceArn);
    return { EventSourceMappings: found.map((mapping) => described(mapping, parts)) };
  },
};

export const updateEventSourceMapping: LambdaOperation<
  UpdateEventSourceMappingCommandInput,
  UpdateEventSourceMappingCommandOutput
> = {
  parameters: { UUID: "text" },
  permissions: ({ UUID }) => onMapping("lambda:UpdateEventSourceMapping", UUID),
  async run({ UUID, ...given }, parts) {
    const found = mappingIn(parts, UUID);
    return described(await parts.resources.update(found, inputsOf(given)), parts, "Updating");
  },
};

export const deleteEventSourceMapping: LambdaOperation<
  DeleteEventSourceMappingCommandInput,
  DeleteEventSourceMappingCommandOutput
> = {
  parameters: { UUID: "text" },
  permissions: ({ UUID }) => onMapping("lambda:DeleteEventSourceMapping", UUID),
  async run({ UUID }, parts) {
    const found = mappingIn(parts, UUID);
    await parts.resources.delete(found);
    return described(found, parts, "Deleting");
  },
};

function onMapping(action: string, uuid: string): readonly Permission[] {
  return [{ action, resource: arn("lambda", `event-source-mapping:${uuid}`) }];
}

/** @throws AwsError `ResourceNotFoundException` */
function mappingIn({ resources }: LambdaParts, uuid: string): MadeResource {
  const found = resources.find(MAPPING, uuid);
  if (found) return found;
  throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", 404);
}

function inputsOf(given: Partial<GivenMapping>): Properties {
  const inputs: Properties = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (SAME.includes(name)) inputs[lowerFirst(name)] = value;
    else if (!OTHERS.includes(name)) throw invalidValue(`${name} is not supported locally yet: leave it out`);
  }
  const { FunctionName, FilterCriteria, DestinationConfig, ScalingConfig } = given;
  if (FunctionName !== undefined) inputs.functionName = functionArn(functionNameOf(FunctionName));
  if (FilterCriteria !== undefined) {
    const filters = (FilterCriteria.Filters ?? []).map(({ Pattern }) => ({ pattern: Pattern }));
    inputs.filterCriteria = { filters };
  }
  const destinationArn = DestinationConfig?.OnFailure?.Destination;
  if (destinationArn) inputs.destinationConfig = { onFailure: { destinationArn } };
  if (ScalingConfig?.MaximumConcurrency !== undefined) {
    inputs.scalingConfig = { maximumConcurrency: ScalingConfig.MaximumConcurrency };
  }
  return inputs;
}

/** @param status while AWS would still be at it */
function described(
  { id, inputs, state }: MadeResource,
  { clock }: LambdaParts,
  status = String(state.state),
): OnWire<EventSourceMappingConfiguration> {
  const same = Object.fromEntries(
    SAME.filter((name) => name !== "Enabled").map((name) => [name, state[lowerFirst(name)]]),
  );
  const { filterCriteria, destinationConfig, scalingConfig } = inputs as {
    filterCriteria?: { filters: readonly { pattern?: string }[] };
    destinationConfig?: { onFailure: { destinationArn: string } };
    scalingConfig?: { maximumConcurrency: number };
  };
  return {
    ...same,
    UUID: id,
    FunctionArn: String(state.functionArn),
    EventSourceMappingArn: arn("lambda", `event-source-mapping:${id}`),
    State: status,
    StateTransitionReason: "USER_INITIATED",
    LastModified: clock.now() / 1000,
    ...(filterCriteria && {
      FilterCriteria: { Filters: filterCriteria.filters.map(({ pattern }) => ({ Pattern: pattern })) },
    }),
    ...(destinationConfig && {
      DestinationConfig: { OnFailure: { Destination: destinationConfig.onFailure.destinationArn } },
    }),
    ...(scalingConfig && { ScalingConfig: { MaximumConcurrency: scalingConfig.maximumConcurrency } }),
  } as OnWire<EventSourceMappingConfiguration>;
}
