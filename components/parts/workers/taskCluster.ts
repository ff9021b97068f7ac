import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type Transform, transformed } from "../arguments/transform";

export interface TaskClusterArgs {
  tags: Record<string, string>;
  transform?: Transform<aws.ecs.ClusterArgs> | undefined;
}

/** A cluster for tasks on Fargate. Its Container Insights count the tasks that run: scaling and alarms need the number. */
export function taskCluster(name: string, args: TaskClusterArgs, opts: pulumi.CustomResourceOptions): aws.ecs.Cluster {
  return new aws.ecs.Cluster(
    name,
    transformed(args.transform, {
      settings: [{ name: "containerInsights", value: "enabled" }],
      tags: args.tags,
    }),
    opts,
  );
}

/** Lets a cluster's tasks choose Fargate or Fargate Spot; without it ECS refuses the choice. */
export function fargateCapacity(
  name: string,
  { cluster }: { cluster: aws.ecs.Cluster },
  opts: pulumi.CustomResourceOptions,
): aws.ecs.ClusterCapacityProviders {
  return new aws.ecs.ClusterCapacityProviders(
    name,
    { clusterName: cluster.name, capacityProviders: ["FARGATE", "FARGATE_SPOT"] },
    opts,
  );
}
