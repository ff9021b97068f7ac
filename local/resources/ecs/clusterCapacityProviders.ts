import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";

interface CapacityInputs {
  clusterName: string;
  capacityProviders?: readonly string[];
  defaultCapacityProviderStrategies?: readonly { capacityProvider: string }[];
}

/** Capacity that the local cloud stands in for. */
const FARGATE: readonly string[] = ["FARGATE", "FARGATE_SPOT"];

/** `aws.ecs.ClusterCapacityProviders`. */
export function clusterCapacityProviders({ ecs }: Pick<Services, "ecs">): ResourceHandler {
  const put = async (properties: Properties): Promise<ResourceState> => {
    const inputs = properties as unknown as CapacityInputs;
    ecs.clusterArn(inputs.clusterName);
    checkCapacity("capacityProviders", inputs.capacityProviders ?? []);
    const strategies = inputs.defaultCapacityProviderStrategies ?? [];
    checkCapacity(
      "defaultCapacityProviderStrategies",
      strategies.map(({ capacityProvider }) => capacityProvider),
    );
    return { id: inputs.clusterName, state: properties };
  };
  return {
    type: "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
    properties: {
      clusterName: "honoured",
      capacityProviders: { noEffect: "there is one kind of capacity here: this machine" },
      defaultCapacityProviderStrategies: { noEffect: "there is one kind of capacity here: this machine" },
    },
    replaceOn: ["clusterName"],
    create: async (_context, inputs) => put(inputs),
    update: async (_context, _current, inputs) => put(inputs),
    delete: async () => {},
  };
}

/** @throws Error for capacity that is not Fargate's */
export function checkCapacity(property: string, providers: readonly string[]): void {
  const other = providers.find((provider) => !FARGATE.includes(provider));
  if (other !== undefined)
    throw new Error(`${property}: "${other}" is none of ${FARGATE.join(", ")}: only those run here`);
}
