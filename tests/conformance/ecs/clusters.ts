import type { Calls } from "../calls";
import type { Table } from "../table";
import { ARN, api, cluster, refused, register, row } from "./rows";
import { SUBNET } from "./subject";

const DESCRIBED = {
  ...{ clusterArn: `${ARN}:cluster/orders`, clusterName: "orders", status: "ACTIVE" },
  ...{ registeredContainerInstancesCount: 0, runningTasksCount: 0, pendingTasksCount: 0, activeServicesCount: 0 },
  ...{ statistics: [], tags: [], settings: [], capacityProviders: [], defaultCapacityProviderStrategy: [] },
};
const SETTINGS = [{ name: "containerInsights", value: "disabled" }];
const describe = (more: object = {}) => ["DescribeClusters", { clusters: ["orders"], ...more }] as const;

export const clusters: Table<Calls> = {
  service: "Amazon ECS",
  topic: "clusters",
  rows: [
    row("CreateCluster answers the cluster with its settings", api("CreateCluster"), [cluster("orders")], {
      cluster: { ...DESCRIBED, settings: SETTINGS },
    }),
    row(
      "a cluster without a name is called default",
      api("CreateCluster"),
      [["CreateCluster", {}]],
      "default",
      "cluster.clusterName",
    ),
    row(
      "CreateCluster of a name that is taken answers that cluster as it is",
      api("CreateCluster"),
      [
        cluster("orders", { settings: [{ name: "containerInsights", value: "enabled" }] }),
        cluster("orders", { settings: SETTINGS }),
      ],
      [{ name: "containerInsights", value: "enabled" }],
      "cluster.settings",
    ),
    row("DescribeClusters leaves out what is not asked for", api("DescribeClusters"), [cluster("orders"), describe()], {
      clusters: [DESCRIBED],
      failures: [],
    }),
    row(
      "DescribeClusters includes tags where they are asked for",
      api("DescribeClusters"),
      [cluster("orders", { tags: [{ key: "team", value: "a" }] }), describe({ include: ["TAGS"] })],
      [[{ key: "team", value: "a" }]],
      "clusters.*.tags",
    ),
    row("a cluster that is not there is a failure, not an error", api("DescribeClusters"), [describe()], {
      clusters: [],
      failures: [{ arn: `${ARN}:cluster/orders`, reason: "MISSING" }],
    }),
    row("ListClusters gives ARNs", api("ListClusters"), [cluster("orders"), cluster("other"), ["ListClusters", {}]], {
      clusterArns: [`${ARN}:cluster/orders`, `${ARN}:cluster/other`],
    }),
    row(
      "ListClusters goes on where a page has ended",
      api("ListClusters"),
      [
        cluster("orders"),
        cluster("other"),
        ["ListClusters", { maxResults: 1 }, "first"],
        ["ListClusters", { nextToken: "$first.nextToken" }],
      ],
      { clusterArns: [`${ARN}:cluster/other`] },
    ),
    row(
      "capacity providers are those that were put last",
      api("PutClusterCapacityProviders"),
      [
        cluster("orders", { capacityProviders: ["FARGATE_SPOT"] }),
        [
          "PutClusterCapacityProviders",
          {
            ...{ cluster: "orders", capacityProviders: ["FARGATE"] },
            defaultCapacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 1, base: 0 }],
          },
        ],
        describe(),
      ],
      [["FARGATE"]],
      "clusters.*.capacityProviders",
    ),
    row(
      "settings are changed",
      api("UpdateClusterSettings"),
      [
        cluster("orders"),
        ["UpdateClusterSettings", { cluster: "orders", settings: [{ name: "containerInsights", value: "enabled" }] }],
        describe({ include: ["SETTINGS"] }),
      ],
      [[{ name: "containerInsights", value: "enabled" }]],
      "clusters.*.settings",
    ),
    row(
      "DeleteCluster answers the cluster as INACTIVE",
      api("DeleteCluster"),
      [cluster("orders"), ["DeleteCluster", { cluster: "orders" }]],
      "INACTIVE",
      "cluster.status",
    ),
    row(
      "a cluster that is not there cannot be deleted",
      api("DeleteCluster"),
      [["DeleteCluster", { cluster: "orders" }]],
      refused("ClusterNotFoundException", "Cluster not found."),
    ),
    row(
      "a cluster with a service cannot be deleted",
      api("DeleteCluster"),
      [
        cluster("orders"),
        register(),
        [
          "CreateService",
          {
            ...{ cluster: "orders", serviceName: "worker", taskDefinition: "worker", desiredCount: 0 },
            networkConfiguration: { awsvpcConfiguration: { subnets: [SUBNET] } },
          },
        ],
        ["DeleteCluster", { cluster: "orders" }],
      ],
      refused("ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active."),
    ),
    row(
      "tags are added and taken away",
      api("TagResource"),
      [
        cluster("orders", { tags: [{ key: "team", value: "a" }] }),
        ["TagResource", { resourceArn: `${ARN}:cluster/orders`, tags: [{ key: "stage", value: "b" }] }],
        ["UntagResource", { resourceArn: `${ARN}:cluster/orders`, tagKeys: ["team"] }],
        ["ListTagsForResource", { resourceArn: `${ARN}:cluster/orders` }],
      ],
      { tags: [{ key: "stage", value: "b" }] },
    ),
  ],
};
