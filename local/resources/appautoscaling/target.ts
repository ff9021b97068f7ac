import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { type ScalableInputs, scalableTargetArn, scaledService } from "./scalable";

interface TargetInputs extends ScalableInputs {
  minCapacity: number;
  maxCapacity: number;
}

/** `aws.appautoscaling.Target`: the range of an ECS service's task count. */
export function target({ autoScaling }: Pick<Services, "autoScaling">): ResourceHandler {
  const put = (properties: Properties): ResourceState => {
    const inputs = properties as unknown as TargetInputs;
    const { resourceId, minCapacity, maxCapacity } = inputs;
    const serviceArn = scaledService(inputs);
    check(minCapacity, maxCapacity);
    autoScaling.putTarget({ resourceId, serviceArn, minCapacity, maxCapacity });
    return { id: resourceId, state: { ...properties, arn: scalableTargetArn(resourceId) } };
  };
  return {
    type: "aws:appautoscaling/target:Target",
    properties: {
      resourceId: "honoured",
      scalableDimension: "honoured",
      serviceNamespace: "honoured",
      minCapacity: "honoured",
      maxCapacity: "honoured",
      roleArn: { noEffect: "ECS services are always scaled by a service-linked role" },
    },
    replaceOn: ["resourceId", "scalableDimension", "serviceNamespace"],
    create: async (_context, inputs) => put(inputs),
    update: async (_context, _current, inputs) => put(inputs),
    delete: async (_context, current) => autoScaling.deleteTarget(current.id),
  };
}

function check(minCapacity: number, maxCapacity: number): void {
  for (const [property, value] of Object.entries({ minCapacity, maxCapacity })) {
    if (!Number.isInteger(value) || value < 0) {
      throw new Error(`${property} must be a whole number of at least 0, got ${value}`);
    }
  }
  if (maxCapacity < minCapacity) {
    throw new Error("Maximum capacity cannot be less than minimum capacity");
  }
}
