import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Transform, transformed } from "../arguments/transform";

export interface ScalingTargetArgs {
  cluster: aws.ecs.Cluster;
  service: aws.ecs.Service;
  minWorkers: pulumi.Input<number>;
  maxWorkers: pulumi.Input<number>;
  tags: Record<string, string>;
  transform?: Transform<aws.appautoscaling.TargetArgs> | undefined;
}

/** The number of a service's tasks, between two limits, for policies to change. */
export function scalingTarget(
  name: string,
  { cluster, service, minWorkers, maxWorkers, tags, transform }: ScalingTargetArgs,
  opts: pulumi.CustomResourceOptions,
): aws.appautoscaling.Target {
  return new aws.appautoscaling.Target(
    name,
    transformed(transform, {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: pulumi.interpolate`service/${cluster.name}/${service.name}`,
      minCapacity: minWorkers,
      maxCapacity: maxWorkers,
      tags,
    }),
    opts,
  );
}

/** The arguments of a policy that say which target it changes. */
export function scaled({ serviceNamespace, scalableDimension, resourceId }: aws.appautoscaling.Target) {
  return { serviceNamespace, scalableDimension, resourceId };
}
