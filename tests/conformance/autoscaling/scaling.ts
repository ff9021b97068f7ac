import type { Calls, Step } from "../calls";
import { apiPages } from "../rows";
import { ANY, type Table } from "../table";

const apiReference = apiPages(
  "Application Auto Scaling API Reference",
  "https://docs.aws.amazon.com/autoscaling/application/APIReference",
);
const workers = {
  ServiceNamespace: "ecs",
  ResourceId: "service/main/workers",
  ScalableDimension: "ecs:service:DesiredCount",
};
const register = (more: object = {}): Step => [
  "RegisterScalableTarget",
  { ...workers, MinCapacity: 0, MaxCapacity: 5, ...more },
];
const registered = register();
const tracking = {
  TargetValue: 10,
  CustomizedMetricSpecification: { Namespace: "Shop", MetricName: "Waiting", Statistic: "Average" },
};
const stepping = {
  AdjustmentType: "ChangeInCapacity",
  StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
  Cooldown: 60,
};
const track: Step = [
  "PutScalingPolicy",
  {
    ...{ ...workers, PolicyName: "backlog", PolicyType: "TargetTrackingScaling" },
    TargetTrackingScalingPolicyConfiguration: tracking,
  },
];
const step: Step = [
  "PutScalingPolicy",
  { ...workers, PolicyName: "wake", PolicyType: "StepScaling", StepScalingPolicyConfiguration: stepping },
];
const minute = (value: number): readonly Step[] => [
  ["Measure", { value }],
  ["wait", 60],
];
const described = {
  ...workers,
  MinCapacity: 0,
  MaxCapacity: 5,
  CreationTime: ANY,
  RoleARN: ANY,
  ScalableTargetARN: ANY,
  SuspendedState: {
    DynamicScalingInSuspended: false,
    DynamicScalingOutSuspended: false,
    ScheduledScalingSuspended: false,
  },
};
const policies: Step = ["DescribeScalingPolicies", { ServiceNamespace: "ecs" }];
const notFound = { error: "ObjectNotFoundException", message: ANY, status: 400 };
const validation = { error: "ValidationException", message: ANY, status: 400 };

export const scalableTargets: Table<Calls> = {
  service: "Application Auto Scaling",
  topic: "scalable targets through the API",
  rows: [
    {
      behaviour: "a target is registered",
      input: { calls: [registered, ["DescribeScalableTargets", { ServiceNamespace: "ecs" }]] },
      answer: { ScalableTargets: [described] },
      source: apiReference("RegisterScalableTarget"),
    },
    {
      behaviour: "a target that is registered again changes in what is given",
      input: {
        calls: [
          registered,
          ["RegisterScalableTarget", { ...workers, MaxCapacity: 9 }],
          ["DescribeScalableTargets", { ServiceNamespace: "ecs" }],
        ],
        see: "ScalableTargets.0",
      },
      answer: { ...described, MaxCapacity: 9 },
      source: apiReference("RegisterScalableTarget"),
    },
    {
      behaviour: "a count below a target's range comes into it at once",
      input: { calls: [register({ MinCapacity: 3 }), ["Count", {}]] },
      answer: { desired: 3 },
      source: apiReference("RegisterScalableTarget"),
    },
    {
      behaviour: "what comes into a range is an activity",
      input: {
        calls: [
          register({ MinCapacity: 3 }),
          ["DescribeScalingActivities", { ServiceNamespace: "ecs", ResourceId: workers.ResourceId }],
        ],
      },
      answer: {
        ScalingActivities: [
          {
            ...workers,
            ActivityId: ANY,
            Cause: "minimum capacity was set to 3",
            Description: "Setting desired count to 3.",
            EndTime: ANY,
            StartTime: ANY,
            StatusCode: "Successful",
            StatusMessage: "Successfully set desired count to 3. Change successfully fulfilled by ecs.",
          },
        ],
      },
      source: apiReference("DescribeScalingActivities"),
    },
    {
      behaviour: "a new target has both of its bounds",
      input: { calls: [["RegisterScalableTarget", { ...workers, MinCapacity: 0 }]] },
      answer: validation,
      source: apiReference("RegisterScalableTarget"),
    },
    {
      behaviour: "a service that is not there is refused",
      input: { calls: [register({ ResourceId: "service/main/absent" })] },
      answer: validation,
      source: apiReference("RegisterScalableTarget"),
    },
    {
      behaviour: "another namespace has targets of its own",
      input: { calls: [registered, ["DescribeScalableTargets", { ServiceNamespace: "dynamodb" }]] },
      answer: { ScalableTargets: [] },
      source: apiReference("DescribeScalableTargets"),
    },
    {
      behaviour: "a target takes its policies with it",
      input: { calls: [registered, track, ["DeregisterScalableTarget", workers], policies] },
      answer: { ScalingPolicies: [] },
      source: apiReference("DeregisterScalableTarget"),
    },
    {
      behaviour: "a target that is not registered is not deregistered",
      input: { calls: [["DeregisterScalableTarget", workers]] },
      answer: notFound,
      source: apiReference("DeregisterScalableTarget"),
    },
    {
      behaviour: "a target has tags",
      input: {
        calls: [
          ["RegisterScalableTarget", { ...workers, MinCapacity: 0, MaxCapacity: 5, Tags: { team: "a" } }, "made"],
          ["TagResource", { ResourceARN: "$made.ScalableTargetARN", Tags: { cost: "1" } }],
          ["UntagResource", { ResourceARN: "$made.ScalableTargetARN", TagKeys: ["team"] }],
          ["ListTagsForResource", { ResourceARN: "$made.ScalableTargetARN" }],
        ],
      },
      answer: { Tags: { cost: "1" } },
      source: apiReference("TagResource"),
    },
  ],
};

export const scalingPolicies: Table<Calls> = {
  service: "Application Auto Scaling",
  topic: "policies through the API",
  rows: [
    {
      behaviour: "a target tracking policy is described as it was put",
      input: { calls: [registered, track, policies], see: "ScalingPolicies.0" },
      answer: {
        ...workers,
        Alarms: [],
        CreationTime: ANY,
        PolicyARN: ANY,
        PolicyName: "backlog",
        PolicyType: "TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration: tracking,
      },
      source: apiReference("DescribeScalingPolicies"),
    },
    {
      behaviour: "a step scaling policy is described as it was put",
      input: { calls: [registered, step, policies], see: "ScalingPolicies.0" },
      answer: {
        ...workers,
        Alarms: [],
        CreationTime: ANY,
        PolicyARN: ANY,
        PolicyName: "wake",
        PolicyType: "StepScaling",
        StepScalingPolicyConfiguration: stepping,
      },
      source: apiReference("DescribeScalingPolicies"),
    },
    {
      behaviour: "a target tracking policy brings two alarms",
      input: { calls: [registered, track], see: "Alarms.*.AlarmName" },
      answer: [ANY, ANY],
      source: apiReference("PutScalingPolicy"),
      difference: { answer: [], why: "the local cloud looks at the metric itself, once a minute" },
    },
    {
      behaviour: "a target tracking policy scales the service",
      input: { calls: [registered, track, ...minute(20), ...minute(20), ...minute(20), ["Count", {}]] },
      answer: { desired: 4 },
      source: apiReference("PutScalingPolicy"),
    },
    {
      behaviour: "a policy of the same name keeps its ARN",
      input: {
        calls: [
          registered,
          ["PutScalingPolicy", { ...workers, PolicyName: "wake", StepScalingPolicyConfiguration: stepping }, "first"],
          [
            "PutScalingPolicy",
            { ...workers, PolicyName: "wake", StepScalingPolicyConfiguration: { ...stepping, Cooldown: 5 } },
            "second",
          ],
        ],
        same: ["first.PolicyARN", "second.PolicyARN"],
      },
      answer: true,
      source: apiReference("PutScalingPolicy"),
    },
    {
      behaviour: "a policy of a target that is not registered is refused",
      input: { calls: [step] },
      answer: notFound,
      source: apiReference("PutScalingPolicy"),
    },
    {
      behaviour: "policies are found by their names",
      input: {
        calls: [
          registered,
          track,
          step,
          ["DescribeScalingPolicies", { ServiceNamespace: "ecs", PolicyNames: ["wake"] }],
        ],
        see: "ScalingPolicies.*.PolicyName",
      },
      answer: ["wake"],
      source: apiReference("DescribeScalingPolicies"),
    },
    {
      behaviour: "a deleted policy is not listed",
      input: {
        calls: [registered, step, ["DeleteScalingPolicy", { ...workers, PolicyName: "wake" }], policies],
      },
      answer: { ScalingPolicies: [] },
      source: apiReference("DeleteScalingPolicy"),
    },
    {
      behaviour: "a policy that is not there is not deleted",
      input: { calls: [registered, ["DeleteScalingPolicy", { ...workers, PolicyName: "absent" }]] },
      answer: notFound,
      source: apiReference("DeleteScalingPolicy"),
    },
    {
      behaviour: "a target may be tracked by a predefined metric",
      input: {
        calls: [
          registered,
          [
            "PutScalingPolicy",
            {
              ...{ ...workers, PolicyName: "cpu", PolicyType: "TargetTrackingScaling" },
              TargetTrackingScalingPolicyConfiguration: {
                TargetValue: 50,
                PredefinedMetricSpecification: { PredefinedMetricType: "ECSServiceAverageCPUUtilization" },
              },
            },
          ],
        ],
      },
      answer: { PolicyARN: ANY, Alarms: ANY },
      source: apiReference("PutScalingPolicy"),
      difference: { answer: validation, why: "processes on one machine have no CPU or memory metrics of their own" },
    },
  ],
};
