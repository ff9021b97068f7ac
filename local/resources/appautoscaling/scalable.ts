import { createHash } from "node:crypto";
import { arn } from "../../base/arn";

/** The inputs with which a target and its policies name what they scale. */
export interface ScalableInputs {
  resourceId: string;
  scalableDimension: string;
  serviceNamespace: string;
}

const DIMENSION = "ecs:service:DesiredCount";

/**
 * The service that is scaled.
 * @returns its ARN
 * @throws Error for what is no ECS service
 */
export function scaledService({ resourceId, scalableDimension, serviceNamespace }: ScalableInputs): string {
  if (serviceNamespace !== "ecs") {
    throw new Error(`serviceNamespace must be "ecs" locally, got "${serviceNamespace}": only ECS services are scaled`);
  }
  if (scalableDimension !== DIMENSION) {
    throw new Error(`scalableDimension must be "${DIMENSION}", got "${scalableDimension}"`);
  }
  if (!/^service\/[^/]+\/[^/]+$/.test(resourceId)) {
    throw new Error(`resourceId must be "service/<cluster name>/<service name>", got "${resourceId}"`);
  }
  return arn("ecs", resourceId);
}

/** The ARN of the target that a resource is. */
export function scalableTargetArn(resourceId: string): string {
  const identifier = createHash("sha256").update(resourceId).digest("hex").slice(0, 32);
  return arn("application-autoscaling", `scalable-target/${identifier}`);
}
