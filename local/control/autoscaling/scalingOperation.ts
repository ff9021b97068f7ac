import { AwsError } from "../../base/awsError";
import type { KeptResource } from "../../base/inventory";
import { pageOf } from "../../base/page";
import type { Operation } from "../../edge/awsApi";
import type { Constraint } from "../../edge/constraints";
import type { Permission } from "../../iam/iam";
import { scalableTargetArn } from "../../resources/appautoscaling/scalable";
import type { Services } from "../../services";
import type { Controlled } from "../controlled";

export const TARGET = "aws:appautoscaling/target:Target";
export const POLICY = "aws:appautoscaling/policy:Policy";
export const DIMENSION = "ecs:service:DesiredCount";

/** Source: Application Auto Scaling API Reference, `PutScalingPolicy`. */
export const POLICY_NAME: Constraint = { min: 1, max: 256 };

/** Scalable targets and their policies, as the operations of the API see them. The AWS SDK's package of it is none of the project's. */
export interface ScalingParts extends Pick<Services, "autoScaling" | "ecs"> {
  readonly resources: Controlled;
}

export type Answer = Readonly<Record<string, unknown>>;
export type ScalingOperation<Input extends object> = Operation<ScalingParts, Input, Answer>;

/** The parameters that name what is scaled. */
export interface Scaled {
  readonly ServiceNamespace: string;
  readonly ResourceId: string;
  readonly ScalableDimension: string;
}

/** The parameters of a list about one service namespace. */
export interface Listed {
  readonly ServiceNamespace: string;
  readonly ResourceId?: string;
  readonly ScalableDimension?: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

export const SCALED = { ServiceNamespace: "text", ResourceId: "text", ScalableDimension: "text" } as const;

/** A permission on a scalable target. Source: Service Authorization Reference, "AWS Application Auto Scaling". */
export function onTarget(action: string, { ServiceNamespace, ResourceId, ScalableDimension }: Scaled): Permission {
  return {
    action: `application-autoscaling:${action}`,
    resource: scalableTargetArn(ResourceId),
    context: {
      "application-autoscaling:service-namespace": ServiceNamespace,
      "application-autoscaling:scalable-dimension": ScalableDimension,
    },
  };
}

/** Inputs of a resource that name what is scaled. */
export function scaledInputs({ ServiceNamespace, ResourceId, ScalableDimension }: Scaled) {
  return { serviceNamespace: ServiceNamespace, resourceId: ResourceId, scalableDimension: ScalableDimension };
}

/** The same, as answers have them. */
export function scaledOf({ inputs }: KeptResource): Answer {
  return {
    ServiceNamespace: inputs.serviceNamespace,
    ResourceId: inputs.resourceId,
    ScalableDimension: inputs.scalableDimension,
  };
}

export function targetOf({ resources }: ScalingParts, { ResourceId }: Scaled): KeptResource | undefined {
  return resources.find(TARGET, ResourceId);
}

export function policiesOf({ resources }: ScalingParts, { ResourceId }: Scaled): readonly KeptResource[] {
  return resources.all(POLICY).filter(({ inputs }) => inputs.resourceId === ResourceId);
}

/** Says in AWS's words which target a message is about. */
export function about({ ServiceNamespace, ResourceId, ScalableDimension }: Scaled): string {
  return `service namespace: ${ServiceNamespace}, resource ID: ${ResourceId}, scalable dimension: ${ScalableDimension}`;
}

export function notFound(message: string): AwsError {
  return new AwsError("ObjectNotFoundException", message);
}

export function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

/** A page of an answer: the list under its name, and the token of the next one. */
export function paged<Item>(name: string, all: readonly Item[], { MaxResults, NextToken }: Listed): Answer {
  const { items, next } = pageOf(
    all,
    { token: NextToken, limit: MaxResults, most: 50 },
    () => new AwsError("InvalidNextTokenException", "The next token is invalid."),
  );
  return { [name]: items, ...(next !== undefined && { NextToken: next }) };
}
