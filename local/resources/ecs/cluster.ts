import { arn } from "../../base/arn";
import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";

interface ClusterInputs {
  name?: string;
  settings?: readonly { name: string; value: string }[];
}

/** `aws.ecs.Cluster`. */
export function cluster({ ecs }: Pick<Services, "ecs">): ResourceHandler {
  const put = (name: string, properties: Properties): ResourceState => {
    const { settings = [] } = properties as unknown as ClusterInputs;
    const clusterArn = arn("ecs", `cluster/${name}`);
    ecs.putCluster({ arn: clusterArn, name, containerInsights: hasInsights(settings) });
    return { id: clusterArn, state: { ...properties, name, arn: clusterArn, settings } };
  };
  return {
    type: "aws:ecs/cluster:Cluster",
    properties: {
      name: "honoured",
      settings: "honoured",
      configuration: {
        noEffect: "it is about ECS Exec and about storage that Fargate manages: a task is a process here",
      },
    },
    replaceOn: ["name"],
    create: async (context, inputs) => put(nameOf(context, inputs), inputs),
    update: async (_context, current, inputs) => put(String(current.state.name), inputs),
    delete: async (_context, current) => ecs.deleteCluster(current.id),
  };
}

/** @throws Error for a name that ECS refuses (API Reference, CreateCluster) */
function nameOf(context: ResourceContext, inputs: ClusterInputs): string {
  const name = context.physicalName(inputs.name, 255);
  if (!/^[\w-]+$/.test(name)) throw new Error(`name must be out of letters, digits, _ and -, got "${name}"`);
  return name;
}

function hasInsights(settings: readonly { name: string; value: string }[]): boolean {
  for (const { name, value } of settings) {
    if (name !== "containerInsights" || !["enabled", "enhanced", "disabled"].includes(value)) {
      throw new Error(
        `settings: the one setting is containerInsights ("enabled", "enhanced" or "disabled"), got ${name} "${value}"`,
      );
    }
  }
  return settings.some(({ value }) => value !== "disabled");
}
