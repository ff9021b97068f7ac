import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { runningTasks, termsOf, visibleMessages } from "../alarms/metrics";
import { type Transform, transformed } from "../arguments/transform";
import { scaled, scalingTarget } from "./scalingTarget";

export interface BacklogScalingArgs {
  cluster: aws.ecs.Cluster;
  service: aws.ecs.Service;
  queue: aws.sqs.Queue;
  minWorkers: pulumi.Input<number>;
  maxWorkers: pulumi.Input<number>;
  /** Seconds that a message may wait in the queue. */
  acceptableLatencySeconds: pulumi.Input<number>;
  /** Seconds that one worker takes for a message on average: 0.01 where it does a hundred a second. */
  secondsPerMessage: pulumi.Input<number>;
  scaleOutCooldownSeconds: pulumi.Input<number>;
  scaleInCooldownSeconds: pulumi.Input<number>;
  tags: Record<string, string>;
  transform?: {
    target?: Transform<aws.appautoscaling.TargetArgs> | undefined;
    policy?: Transform<aws.appautoscaling.PolicyArgs> | undefined;
  };
}

export interface BacklogScaling {
  target: aws.appautoscaling.Target;
  policy: aws.appautoscaling.Policy;
  /** Starts the first worker. */
  wakePolicy: aws.appautoscaling.Policy;
  wakeAlarm: aws.cloudwatch.MetricAlarm;
}

/** Time for the first worker to start, and for its metrics to arrive; also AWS's default cooldown of ECS services. */
const FIRST_METRICS_SECONDS = 300;

/**
 * Keeps as many workers as a queue's backlog needs: each should have as many messages before it as it gets done within the acceptable
 * latency. CPU says nothing about that: a worker that waits for a slow API is idle.
 *
 * Target tracking multiplies the workers that run, and any multiple of none is none. So a step policy starts the first worker as soon as
 * a message waits while none runs. With a `minWorkers` of at least one, it only helps when all of them have died. Its alarm lasts until
 * the metrics of the first worker arrive, and AWS asks the policy again every minute: a cooldown of that length counts the worker as
 * given, and adds no second one. An exact capacity of one would take away what target tracking has added meanwhile.
 *
 * @see "Scaling based on Amazon SQS" and "Create a target tracking scaling policy using metric math" (Application Auto Scaling docs);
 *   `StepScalingPolicyConfiguration`, Cooldown (Application Auto Scaling API Reference)
 */
export function backlogScaling(
  name: string,
  args: BacklogScalingArgs,
  opts: pulumi.CustomResourceOptions,
): BacklogScaling {
  const target = scalingTarget(`${name}-target`, { ...args, transform: args.transform?.target }, opts);
  const policy = new aws.appautoscaling.Policy(
    `${name}-backlog`,
    transformed(args.transform?.policy, {
      ...scaled(target),
      policyType: "TargetTrackingScaling",
      targetTrackingScalingPolicyConfiguration: {
        targetValue: pulumi
          .all([args.acceptableLatencySeconds, args.secondsPerMessage])
          .apply(([acceptable, each]) => acceptable / each),
        customizedMetricSpecification: { metrics: backlogPerWorker(args) },
        scaleOutCooldown: args.scaleOutCooldownSeconds,
        scaleInCooldown: args.scaleInCooldownSeconds,
      },
    }),
    opts,
  );
  const wakePolicy = new aws.appautoscaling.Policy(
    `${name}-wake`,
    {
      ...scaled(target),
      policyType: "StepScaling",
      stepScalingPolicyConfiguration: {
        adjustmentType: "ChangeInCapacity",
        metricAggregationType: "Maximum",
        cooldown: pulumi
          .output(args.scaleOutCooldownSeconds)
          .apply((seconds) => Math.max(seconds, FIRST_METRICS_SECONDS)),
        stepAdjustments: [{ metricIntervalLowerBound: "0", scalingAdjustment: 1 }],
      },
    },
    opts,
  );
  return { target, policy, wakePolicy, wakeAlarm: wakeAlarm(name, args, wakePolicy, opts) };
}

/** While no worker runs, it is the whole backlog. */
const BACKLOG_PER_WORKER = "visible / IF(FILL(running, 0) > 0, running, 1)";

type ScalingMetrics =
  aws.types.input.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetric[];

function backlogPerWorker({ queue, cluster, service }: BacklogScalingArgs): ScalingMetrics {
  const metrics = { visible: visibleMessages(queue), running: runningTasks(cluster, service) };
  return [
    {
      id: "backlog",
      label: "Messages that wait, for each worker that runs",
      expression: BACKLOG_PER_WORKER,
      returnData: true,
    },
    ...Object.entries(metrics).map(([id, { namespace, metricName, dimensions, stat }]) => ({
      id,
      returnData: false,
      metricStat: {
        metric: {
          namespace,
          metricName,
          dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
        },
        stat,
      },
    })),
  ];
}

function wakeAlarm(
  name: string,
  args: BacklogScalingArgs,
  policy: aws.appautoscaling.Policy,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
  return new aws.cloudwatch.MetricAlarm(
    `${name}-asleep`,
    {
      alarmDescription: "Messages wait, and no worker runs: the first one is being started.",
      metricQueries: [
        {
          id: "unattended",
          label: "Messages that wait while no worker runs",
          expression: "IF(FILL(running, 0) > 0, 0, visible)",
          returnData: true,
        },
        ...termsOf({ visible: visibleMessages(args.queue), running: runningTasks(args.cluster, args.service) }),
      ],
      // Two of three minutes: `FILL` makes the last one of a metric that is late look as if no worker ran (CloudWatch User Guide, "Using
      // math expressions with CloudWatch metrics"), which would start one more every few minutes.
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      threshold: 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      treatMissingData: "notBreaching",
      alarmActions: [policy.arn],
      tags: args.tags,
    },
    opts,
  );
}
