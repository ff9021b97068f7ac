import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Metric } from "../alarms/metrics";
import { type Transform, transformed } from "../arguments/transform";
import { scaled, scalingTarget } from "./scalingTarget";

export interface BusyScalingArgs {
  cluster: aws.ecs.Cluster;
  service: aws.ecs.Service;
  /** Percent of what each worker can do at once that it does, on average; every worker publishes its own. */
  busy: Metric;
  targetPercent: pulumi.Input<number>;
  minWorkers: pulumi.Input<number>;
  maxWorkers: pulumi.Input<number>;
  scaleOutCooldownSeconds: pulumi.Input<number>;
  scaleInCooldownSeconds: pulumi.Input<number>;
  tags: Record<string, string>;
  transform?: {
    target?: Transform<aws.appautoscaling.TargetArgs> | undefined;
    policy?: Transform<aws.appautoscaling.PolicyArgs> | undefined;
  };
}

export interface BusyScaling {
  target: aws.appautoscaling.Target;
  policy: aws.appautoscaling.Policy;
}

/**
 * Keeps workers as busy as is wanted, where no queue tells how much work there is. The share of what workers can do at once that is in
 * use goes down as workers are added, as target tracking needs it (Application Auto Scaling docs, "Create a target tracking scaling
 * policy"). The age of the oldest work would not do: it says that workers are too few, but not by how many. While the API that workers
 * call is down, they have little in hand, and are not multiplied for nothing.
 */
export function busyScaling(name: string, args: BusyScalingArgs, opts: pulumi.CustomResourceOptions): BusyScaling {
  const target = scalingTarget(`${name}-target`, { ...args, transform: args.transform?.target }, opts);
  const { namespace, metricName, dimensions, stat } = args.busy;
  const policy = new aws.appautoscaling.Policy(
    `${name}-busy`,
    transformed(args.transform?.policy, {
      ...scaled(target),
      policyType: "TargetTrackingScaling",
      targetTrackingScalingPolicyConfiguration: {
        targetValue: args.targetPercent,
        customizedMetricSpecification: {
          namespace,
          metricName,
          statistic: stat,
          dimensions: Object.entries(dimensions).map(([dimension, value]) => ({ name: dimension, value })),
        },
        scaleOutCooldown: args.scaleOutCooldownSeconds,
        scaleInCooldown: args.scaleInCooldownSeconds,
      },
    }),
    opts,
  );
  return { target, policy };
}
