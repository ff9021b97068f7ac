import { ACCOUNT_ID, arn } from "../../base/arn";
import type { Tags } from "../../base/inventory";
import { checkMembers } from "../../edge/constraints";
import { creating } from "../../iam/creating";
import { passing } from "../../iam/passRole";
import {
  about,
  DIMENSION,
  invalid,
  type Listed,
  notFound,
  onTarget,
  paged,
  policiesOf,
  SCALED,
  type Scaled,
  type ScalingOperation,
  scaledInputs,
  scaledOf,
  TARGET,
  targetOf,
} from "./scalingOperation";

interface GivenTarget extends Scaled {
  readonly MinCapacity?: number;
  readonly MaxCapacity?: number;
  readonly RoleARN?: string;
  readonly SuspendedState?: Readonly<Record<string, boolean>>;
  readonly Tags?: Tags;
}

/** ECS services are always scaled by it. Source: Application Auto Scaling User Guide, "Service-linked roles". */
const SERVICE_LINKED_ROLE =
  `arn:aws:iam::${ACCOUNT_ID}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/` +
  "AWSServiceRoleForApplicationAutoScaling_ECSService";
const NOT_SUSPENDED = {
  DynamicScalingInSuspended: false,
  DynamicScalingOutSuspended: false,
  ScheduledScalingSuspended: false,
};

/** Changes what is given of a target that is there. */
export const registerScalableTarget: ScalingOperation<GivenTarget> = {
  parameters: { ...SCALED, MinCapacity: "number?", MaxCapacity: "number?", Tags: "map?" },
  permissions(input, parts) {
    const { context, action, ...target } = onTarget("RegisterScalableTarget", input);
    // The ARN of a target that is not there yet is not known to its maker.
    const resource = targetOf(parts, input) ? target.resource : arn("application-autoscaling", "scalable-target/*");
    const actions = { create: action, tag: "application-autoscaling:TagResource" };
    return [
      ...creating(resource, input.Tags ?? {}, actions).map((permission) => ({
        ...permission,
        context: { ...context, ...permission.context },
      })),
      ...passing(input.RoleARN, "application-autoscaling.amazonaws.com"),
    ];
  },
  async run(input, parts) {
    checkScaled(input);
    const { MinCapacity, MaxCapacity, RoleARN, SuspendedState = {}, Tags: tags = {} } = input;
    if (Object.values(SuspendedState).some((isSuspended) => isSuspended)) {
      throw invalid("SuspendedState is not supported locally: scaling goes on until the target is deregistered");
    }
    if (parts.ecs.describeService(arn("ecs", input.ResourceId)) === undefined) {
      throw invalid(`ECS service doesn't exist: ${input.ResourceId}`);
    }
    const existing = targetOf(parts, input);
    const changes = {
      ...(MinCapacity !== undefined && { minCapacity: MinCapacity }),
      ...(MaxCapacity !== undefined && { maxCapacity: MaxCapacity }),
      ...(RoleARN !== undefined && { roleArn: RoleARN }),
    };
    if (existing) {
      const { state } = await parts.resources.update(existing, changes);
      return { ScalableTargetARN: state.arn };
    }
    checkMembers("ValidationException", [
      ["minCapacity", MinCapacity, { required: true }],
      ["maxCapacity", MaxCapacity, { required: true }],
    ]);
    const { state } = await parts.resources.create(TARGET, { ...scaledInputs(input), ...changes }, { tags });
    return { ScalableTargetARN: state.arn };
  },
};

/** Takes its policies with it. */
export const deregisterScalableTarget: ScalingOperation<Scaled> = {
  parameters: SCALED,
  permissions: (input) => [onTarget("DeregisterScalableTarget", input)],
  async run(input, parts) {
    const target = targetOf(parts, input);
    if (target === undefined || input.ScalableDimension !== DIMENSION) {
      throw notFound(`No scalable target found for ${about(input)}`);
    }
    for (const policy of policiesOf(parts, input)) await parts.resources.delete(policy);
    await parts.resources.delete(target);
    return {};
  },
};

export const describeScalableTargets: ScalingOperation<
  Omit<Listed, "ResourceId"> & { readonly ResourceIds?: readonly string[] }
> = {
  parameters: { ServiceNamespace: "text", ResourceIds: "list?", MaxResults: "number?", NextToken: "text?" },
  permissions: () => [{ action: "application-autoscaling:DescribeScalableTargets", resource: "*" }],
  run({ ResourceIds, ...wanted }, { resources }) {
    const found = resources
      .all(TARGET)
      .filter(
        ({ id, inputs }) =>
          inputs.serviceNamespace === wanted.ServiceNamespace &&
          (wanted.ScalableDimension === undefined || inputs.scalableDimension === wanted.ScalableDimension) &&
          (ResourceIds === undefined || ResourceIds.includes(id)),
      );
    const targets = found.map((target) => ({
      ...scaledOf(target),
      MinCapacity: target.inputs.minCapacity,
      MaxCapacity: target.inputs.maxCapacity,
      RoleARN: SERVICE_LINKED_ROLE,
      CreationTime: target.createdAt / 1000,
      SuspendedState: NOT_SUSPENDED,
      ScalableTargetARN: target.state.arn,
    }));
    return paged("ScalableTargets", targets, wanted);
  },
};

/** Lists what was scaled, the newest first. */
export const describeScalingActivities: ScalingOperation<Listed> = {
  parameters: { ServiceNamespace: "text", ResourceId: "text?", MaxResults: "number?", NextToken: "text?" },
  permissions: () => [{ action: "application-autoscaling:DescribeScalingActivities", resource: "*" }],
  run(wanted, { autoScaling }) {
    const found = autoScaling
      .activities()
      .filter(
        ({ resourceId }) =>
          wanted.ServiceNamespace === "ecs" && (wanted.ResourceId === undefined || resourceId === wanted.ResourceId),
      );
    const activities = found.map(({ id, resourceId, at, desired, cause }) => ({
      ActivityId: id,
      ServiceNamespace: "ecs",
      ResourceId: resourceId,
      ScalableDimension: DIMENSION,
      Description: `Setting desired count to ${desired}.`,
      Cause: cause,
      StartTime: at / 1000,
      EndTime: at / 1000,
      StatusCode: "Successful",
      StatusMessage: `Successfully set desired count to ${desired}. Change successfully fulfilled by ecs.`,
    }));
    return paged("ScalingActivities", activities, wanted);
  },
};

/** @throws AwsError `ValidationException` for what is no ECS service */
function checkScaled({ ServiceNamespace, ResourceId, ScalableDimension }: Scaled): void {
  if (ServiceNamespace !== "ecs") {
    throw invalid(`ServiceNamespace must be "ecs" locally, got "${ServiceNamespace}": only ECS services are scaled`);
  }
  if (ScalableDimension !== DIMENSION) {
    throw invalid(
      `Unsupported service namespace, resource type or scalable dimension: ${about({ ServiceNamespace, ResourceId, ScalableDimension })}`,
    );
  }
}
