import type {
  Cluster,
  CreateClusterCommandInput,
  CreateClusterCommandOutput,
  DeleteClusterCommandInput,
  DeleteClusterCommandOutput,
  DescribeClustersCommandInput,
  DescribeClustersCommandOutput,
  ListClustersCommandInput,
  ListClustersCommandOutput,
  PutClusterCapacityProvidersCommandInput,
  PutClusterCapacityProvidersCommandOutput,
  UpdateClusterCommandInput,
  UpdateClusterCommandOutput,
  UpdateClusterSettingsCommandInput,
  UpdateClusterSettingsCommandOutput,
} from "@aws-sdk/client-ecs";
import { AwsError } from "../../base/awsError";
import type { MadeResource } from "../../base/inventory";
import { smallTagList, smallTagsIn } from "../../base/tagList";
import type { Given, OnWire } from "../../edge/wireTypes";
import {
  CAPACITY,
  CLUSTER,
  clusterArnOf,
  clusterIn,
  type EcsControl,
  type EcsControlParts,
  listed,
  makingTagged,
  refuseOthers,
} from "./ecsParts";

/** The name of a cluster that nobody named (Amazon ECS API Reference, "CreateCluster"). */
const DEFAULT = "default";

/** Answers the cluster of the same name where there is one, as it is. */
export const createCluster: EcsControl<CreateClusterCommandInput, CreateClusterCommandOutput> = {
  parameters: { clusterName: "text?", settings: "structures?", tags: "structures?", capacityProviders: "texts?" },
  permissions: ({ clusterName = DEFAULT, tags }) =>
    makingTagged({ action: "ecs:CreateCluster", resource: "*" }, clusterArnOf(clusterName), smallTagsIn(tags)),
  async run({ clusterName: name = DEFAULT, settings, configuration, tags, ...more }, parts) {
    const { capacityProviders, defaultCapacityProviderStrategy, ...others } = more;
    refuseOthers("CreateCluster", others);
    const { resources } = parts;
    const existing = resources.find(CLUSTER, clusterArnOf(name));
    if (existing) return { cluster: describeCluster(existing, parts) };
    const inputs = { name, settings, configuration };
    const made = await resources.create(CLUSTER, inputs, { name, tags: smallTagsIn(tags) });
    if (capacityProviders ?? defaultCapacityProviderStrategy) {
      try {
        await putCapacity(name, { capacityProviders, defaultCapacityProviderStrategy }, parts);
      } catch (error) {
        await resources.delete(made);
        throw error;
      }
    }
    return { cluster: describeCluster(made, parts) };
  },
};

export const updateClusterSettings: EcsControl<UpdateClusterSettingsCommandInput, UpdateClusterSettingsCommandOutput> =
  {
    parameters: { cluster: "text", settings: "structures" },
    permissions: ({ cluster }) => [{ action: "ecs:UpdateClusterSettings", resource: clusterArnOf(cluster) }],
    async run({ cluster, settings }, parts) {
      const changed = await parts.resources.update(clusterIn(parts, cluster), { settings });
      return { cluster: describeCluster(changed, parts) };
    },
  };

export const updateCluster: EcsControl<UpdateClusterCommandInput, UpdateClusterCommandOutput> = {
  parameters: { cluster: "text", settings: "structures?", configuration: "map?" },
  permissions: ({ cluster }) => [{ action: "ecs:UpdateCluster", resource: clusterArnOf(cluster) }],
  async run({ cluster, settings, configuration, ...others }, parts) {
    refuseOthers("UpdateCluster", others);
    const changed = await parts.resources.update(clusterIn(parts, cluster), {
      ...(settings !== undefined && { settings }),
      ...(configuration !== undefined && { configuration }),
    });
    return { cluster: describeCluster(changed, parts) };
  },
};

export const describeClusters: EcsControl<DescribeClustersCommandInput, DescribeClustersCommandOutput> = {
  parameters: { clusters: "texts?", include: "texts?" },
  permissions: ({ clusters = [DEFAULT] }) =>
    clusters.map((id) => ({ action: "ecs:DescribeClusters", resource: clusterArnOf(id) })),
  run({ clusters = [DEFAULT], include = [] }, parts) {
    const arns = clusters.map(clusterArnOf);
    const known = arns.flatMap((each) => parts.resources.find(CLUSTER, each) ?? []);
    return {
      clusters: known.map((each) => describeCluster(each, parts, include)),
      failures: arns
        .filter((each) => !known.some(({ id }) => id === each))
        .map((each) => ({ arn: each, reason: "MISSING" })),
    };
  },
};

export const listClusters: EcsControl<ListClustersCommandInput, ListClustersCommandOutput> = {
  parameters: {},
  permissions: () => [{ action: "ecs:ListClusters", resource: "*" }],
  run(input, { resources }) {
    const { items, rest } = listed(resources.all(CLUSTER), input);
    return { clusterArns: items.map(({ id }) => id), ...rest };
  },
};

export const deleteCluster: EcsControl<DeleteClusterCommandInput, DeleteClusterCommandOutput> = {
  parameters: { cluster: "text" },
  permissions: ({ cluster }) => [{ action: "ecs:DeleteCluster", resource: clusterArnOf(cluster) }],
  async run({ cluster }, parts) {
    const { ecs, resources } = parts;
    const found = clusterIn(parts, cluster);
    const described = describeCluster(found, parts);
    // Services first, as the service itself looks: their tasks are no reason of their own.
    if (described.activeServicesCount === 0 && ecs.tasks({ clusterArn: found.id }).some(isUnderWay)) {
      throw new AwsError("ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active.");
    }
    await resources.delete(found);
    const capacity = resources.find(CAPACITY, String(found.state.name));
    if (capacity) await resources.delete(capacity);
    return { cluster: { ...described, status: "INACTIVE" } };
  },
};

export const putClusterCapacityProviders: EcsControl<
  PutClusterCapacityProvidersCommandInput,
  PutClusterCapacityProvidersCommandOutput
> = {
  parameters: { cluster: "text", capacityProviders: "texts", defaultCapacityProviderStrategy: "structures" },
  permissions: ({ cluster }) => [{ action: "ecs:PutClusterCapacityProviders", resource: clusterArnOf(cluster) }],
  async run({ cluster, ...capacity }, parts) {
    const found = clusterIn(parts, cluster);
    await putCapacity(String(found.state.name), capacity, parts);
    return { cluster: describeCluster(found, parts) };
  },
};

type Capacity = Given<Pick<Cluster, "capacityProviders" | "defaultCapacityProviderStrategy">>;

async function putCapacity(
  clusterName: string,
  { capacityProviders = [], defaultCapacityProviderStrategy = [] }: Capacity,
  { resources }: EcsControlParts,
): Promise<void> {
  const inputs = { clusterName, capacityProviders, defaultCapacityProviderStrategies: defaultCapacityProviderStrategy };
  const existing = resources.find(CAPACITY, clusterName);
  if (existing) await resources.update(existing, inputs);
  else await resources.create(CAPACITY, inputs);
}

/** A cluster as the API describes it. @param include of DescribeClusters: `TAGS`, `SETTINGS`, `STATISTICS` ... */
function describeCluster(
  { id, state }: MadeResource,
  { ecs, resources, inventory }: EcsControlParts,
  include: readonly string[] = ["SETTINGS", "TAGS"],
): OnWire<Cluster> {
  const name = String(state.name);
  const statuses = ecs.tasks({ clusterArn: id }).map(({ status }) => status);
  const capacity = resources.find(CAPACITY, name)?.state ?? {};
  const { capacityProviders = [], defaultCapacityProviderStrategies = [] } = capacity;
  return {
    clusterArn: id,
    clusterName: name,
    status: "ACTIVE",
    registeredContainerInstancesCount: 0,
    runningTasksCount: statuses.filter((status) => status === "RUNNING").length,
    pendingTasksCount: statuses.filter((status) => status === "PENDING").length,
    activeServicesCount: ecs.serviceArns(id).length,
    statistics: [],
    tags: include.includes("TAGS") ? smallTagList(inventory.tagsOf(id)) : [],
    settings: include.includes("SETTINGS") ? settingsOf(state) : [],
    capacityProviders: capacityProviders as string[],
    defaultCapacityProviderStrategy: defaultCapacityProviderStrategies as Cluster["defaultCapacityProviderStrategy"] &
      [],
  };
}

/** A cluster has the setting, whether somebody set it or not. */
function settingsOf({ settings }: MadeResource["state"]): OnWire<NonNullable<Cluster["settings"]>> {
  const [given] = (settings ?? []) as readonly { value: string }[];
  return [{ name: "containerInsights", value: given?.value ?? "disabled" }];
}

function isUnderWay({ status }: { readonly status: string }): boolean {
  return status !== "STOPPED";
}
