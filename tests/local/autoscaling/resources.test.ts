import { expect } from "chai";
import type { Properties } from "../../../local/engine/resourceHandler";
import { policy } from "../../../local/resources/appautoscaling/policy";
import { target } from "../../../local/resources/appautoscaling/target";
import type { AutoScaling } from "../../../local/services/autoscaling/autoscaling";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";

const scalable = {
  serviceNamespace: "ecs",
  scalableDimension: "ecs:service:DesiredCount",
  resourceId: "service/main/workers",
};
const range = { ...scalable, minCapacity: 0, maxCapacity: 10 };
const step = {
  ...scalable,
  policyType: "StepScaling",
  stepScalingPolicyConfiguration: {
    adjustmentType: "ChangeInCapacity",
    metricAggregationType: "Maximum",
    cooldown: 60,
    stepAdjustments: [{ metricIntervalLowerBound: "0", scalingAdjustment: 1 }],
  },
};
const visible = {
  namespace: "AWS/SQS",
  metricName: "ApproximateNumberOfMessagesVisible",
  dimensions: [{ name: "QueueName", value: "q" }],
};
const tracking = {
  ...scalable,
  policyType: "TargetTrackingScaling",
  targetTrackingScalingPolicyConfiguration: {
    targetValue: 100,
    customizedMetricSpecification: {
      metrics: [
        { id: "half", label: "Half", expression: "visible / 2" },
        { id: "visible", returnData: false, metricStat: { stat: "Maximum", metric: visible } },
      ],
    },
  },
};

/** Records each call as `["putTarget", ...arguments]`. */
function recorded(): { calls: unknown[][]; autoScaling: AutoScaling } {
  const calls: unknown[][] = [];
  const autoScaling = new Proxy({} as AutoScaling, {
    get:
      (_, name) =>
      (...args: unknown[]) =>
        calls.push([name, ...args]),
  });
  return { calls, autoScaling };
}

describe("aws.appautoscaling.Target", () => {
  it("becomes a range for the service's tasks", async () => {
    const { calls, autoScaling } = recorded();
    const handler = target({ autoScaling });

    const created = await handler.create(resourceContext("workers"), range);
    await handler.update?.(resourceContext("workers"), created, { ...range, maxCapacity: 20 });
    await handler.delete(resourceContext("workers"), created);

    const spec = {
      resourceId: "service/main/workers",
      serviceArn: "arn:aws:ecs:us-east-1:000000000000:service/main/workers",
      minCapacity: 0,
      maxCapacity: 10,
    };
    expect(calls).to.deep.equal([
      ["putTarget", spec],
      ["putTarget", { ...spec, maxCapacity: 20 }],
      ["deleteTarget", "service/main/workers"],
    ]);
    expect(created.id).to.equal("service/main/workers");
    expect(created.state.arn).to.match(
      /^arn:aws:application-autoscaling:us-east-1:000000000000:scalable-target\/[0-9a-f]{32}$/,
    );
  });

  for (const [what, change, message] of [
    ["another service", { serviceNamespace: "dynamodb" }, 'serviceNamespace must be "ecs" locally, got "dynamodb"'],
    ["another dimension", { scalableDimension: "x" }, 'scalableDimension must be "ecs:service:DesiredCount", got "x"'],
    [
      "what is no service",
      { resourceId: "service/main" },
      'resourceId must be "service/<cluster name>/<service name>"',
    ],
    ["a negative number", { minCapacity: -1 }, "minCapacity must be a whole number of at least 0, got -1"],
    ["half a task", { maxCapacity: 1.5 }, "maxCapacity must be a whole number of at least 0, got 1.5"],
    ["a range the wrong way", { minCapacity: 11 }, "Maximum capacity cannot be less than minimum capacity"],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const handler = target(recorded());

      const error = await rejection(handler.create(resourceContext("workers"), { ...range, ...change }));

      expect(error.message).to.contain(message);
    });
  }
});

describe("aws.appautoscaling.Policy", () => {
  it("becomes target tracking, with the cooldowns that AWS has for ECS", async () => {
    const { calls, autoScaling } = recorded();

    const { id, state } = await policy({ autoScaling }).create(resourceContext("backlog"), tracking);

    expect(calls).to.deep.equal([
      [
        "putPolicy",
        {
          kind: "target-tracking",
          name: "backlog-1a2b3c4",
          resourceId: "service/main/workers",
          target: 100,
          metrics: [
            { id: "half", returnData: true, label: "Half", expression: "visible / 2" },
            {
              id: "visible",
              returnData: false,
              metric: {
                namespace: "AWS/SQS",
                metricName: "ApproximateNumberOfMessagesVisible",
                dimensions: { QueueName: "q" },
                statistic: "Maximum",
                periodSeconds: 60,
              },
            },
          ],
          scaleOutCooldownSeconds: 300,
          scaleInCooldownSeconds: 300,
          disableScaleIn: false,
        },
      ],
    ]);
    expect(id).to.equal("backlog-1a2b3c4");
    expect(state.arn).to.match(
      /^arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:[0-9a-f-]{36}:resource\/ecs\/service\/main\/workers:policyName\/backlog-1a2b3c4$/,
    );
  });

  it("takes one metric for what is tracked", async () => {
    const { calls, autoScaling } = recorded();
    const customizedMetricSpecification = { ...visible, statistic: "Average" };

    await policy({ autoScaling }).create(resourceContext("backlog"), {
      ...tracking,
      targetTrackingScalingPolicyConfiguration: { targetValue: 5, customizedMetricSpecification },
    });

    expect(calls[0]?.[1]).to.have.deep.property("metrics", [
      {
        id: "metric",
        returnData: true,
        metric: { ...visible, dimensions: { QueueName: "q" }, statistic: "Average", periodSeconds: 60 },
      },
    ]);
  });

  it("becomes step scaling, and goes with its deletion", async () => {
    const { calls, autoScaling } = recorded();
    const handler = policy({ autoScaling });

    const created = await handler.create(resourceContext("wake"), { ...step, name: "wake" });
    await handler.delete(resourceContext("wake"), created);

    expect(calls).to.deep.equal([
      [
        "putPolicy",
        {
          kind: "step",
          name: "wake",
          arn: created.state.arn,
          resourceId: "service/main/workers",
          adjustmentType: "ChangeInCapacity",
          steps: [{ lower: 0, adjustment: 1 }],
          aggregation: "Maximum",
          cooldownSeconds: 60,
        },
      ],
      ["deletePolicy", "service/main/workers", "wake"],
    ]);
  });

  const configured = (change: Properties) => ({
    stepScalingPolicyConfiguration: { ...step.stepScalingPolicyConfiguration, ...change },
  });
  const tracked = (change: Properties) => ({
    ...tracking,
    stepScalingPolicyConfiguration: undefined,
    targetTrackingScalingPolicyConfiguration: { ...tracking.targetTrackingScalingPolicyConfiguration, ...change },
  });
  for (const [what, change, message] of [
    ["another service", { serviceNamespace: "dynamodb" }, 'serviceNamespace must be "ecs" locally'],
    ["another type", { policyType: "PredictiveScaling" }, 'got "PredictiveScaling"'],
    [
      "a type without its settings",
      { policyType: "TargetTrackingScaling" },
      "TargetTrackingScaling policy configuration must be",
    ],
    ["settings of another type", { ...tracking, policyType: "StepScaling" }, "You must only provide a single"],
    ["an adjustment", configured({ adjustmentType: "Double" }), "adjustmentType must be one of ChangeInCapacity"],
    ["an aggregation", configured({ metricAggregationType: "Sum" }), "metricAggregationType must be one of Average"],
    ["a least adjustment", configured({ minAdjustmentMagnitude: 2 }), "Minimum adjustment magnitude is only allowed"],
    ["a negative cooldown", configured({ cooldown: -1 }), "cooldown must be a whole number of seconds of at least 0"],
    ["no steps", configured({ stepAdjustments: [] }), "There must be at least one step adjustment"],
    [
      "a bound that is no number",
      configured({ stepAdjustments: [{ metricIntervalLowerBound: "low", scalingAdjustment: 1 }] }),
      'metricInterval bounds must be numbers, got "low"',
    ],
    [
      "a negative exact capacity",
      configured({
        adjustmentType: "ExactCapacity",
        stepAdjustments: [{ metricIntervalLowerBound: "0", scalingAdjustment: -1 }],
      }),
      "Scaling adjustment cannot be less than 0",
    ],
    [
      "a predefined metric",
      tracked({
        customizedMetricSpecification: undefined,
        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
      }),
      "customizedMetricSpecification must be set locally, not ECSServiceAverageCPUUtilization",
    ],
    ["a target of zero", tracked({ targetValue: 0 }), "targetValue must be above 0, got 0"],
    [
      "a unit",
      tracked({ customizedMetricSpecification: { ...visible, statistic: "Sum", unit: "Count" } }),
      'unit must be left out locally, got "Count"',
    ],
    [
      "half a metric",
      tracked({ customizedMetricSpecification: visible }),
      "must have namespace, metricName and statistic",
    ],
    [
      "a metric beside metric math",
      tracked({ customizedMetricSpecification: { ...visible, metrics: [{ id: "a", expression: "1" }] } }),
      "one metric and metrics exclude each other",
    ],
    [
      "an entry without a metric",
      tracked({ customizedMetricSpecification: { metrics: [{ id: "a" }] } }),
      'metrics "a": exactly one of expression and metricStat must be set',
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const handler = policy(recorded());

      const error = await rejection(handler.create(resourceContext("wake"), { ...step, ...change }));

      expect(error.message).to.contain(message);
    });
  }
});
