import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type Transform, transformed } from "../arguments/transform";

export interface TaskClusterArgs {
  tags: Record<string, string>;
  transform?: Transform<aws.ecs.ClusterArgs> | undefined;
}

/** A place for tasks on Fargate; Container Insights tells how many run, which scaling divides by. */
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

/** Lets tasks of a cluster run on Fargate and on Fargate Spot; without it, a task that names one of them is refused. */
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
