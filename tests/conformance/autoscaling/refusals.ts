import type { Calls, Step } from "../calls";
import { measured } from "../measured";
import type { Table } from "../table";

const workers = {
  ServiceNamespace: "ecs",
  ResourceId: "service/main/workers",
  ScalableDimension: "ecs:service:DesiredCount",
};
const register = (range: object): Step => ["RegisterScalableTarget", { ...workers, ...range }];
const registered = register({ MinCapacity: 0, MaxCapacity: 5 });
const put = (policy: object): Calls => ({
  calls: [registered, ["PutScalingPolicy", { ...workers, PolicyName: "wake", PolicyType: "StepScaling", ...policy }]],
});
const stepping = (configuration: object): Calls =>
  put({ StepScalingPolicyConfiguration: { AdjustmentType: "ChangeInCapacity", ...configuration } });
const steps = (...bounds: readonly (readonly [lower?: number | undefined, upper?: number])[]): Calls =>
  stepping({
    StepAdjustments: bounds.map(([MetricIntervalLowerBound, MetricIntervalUpperBound]) => ({
      ...(MetricIntervalLowerBound !== undefined && { MetricIntervalLowerBound }),
      ...(MetricIntervalUpperBound !== undefined && { MetricIntervalUpperBound }),
      ScalingAdjustment: 1,
    })),
  });
const one = [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }];
const refused = (message: string) => ({ error: "ValidationException", message, status: 400 });
const REPOSITORY = "applicationautoscaling";

const rows: readonly (readonly [behaviour: string, input: Calls, message: string, rule: string, commit: string])[] = [
  [
    "a range without a number in it is refused",
    { calls: [register({ MinCapacity: 6, MaxCapacity: 5 })] },
    "Maximum capacity cannot be less than minimum capacity",
    "min-max-capacity",
    "150f2053f56ef3ad672e2930038a7b3b64c7d979",
  ],
  [
    "a policy without steps is refused",
    stepping({ StepAdjustments: [] }),
    "There must be at least one step adjustment",
    "step-adjustments-required",
    "af58751dbefdec6808daabd26aead938c7c36872",
  ],
  [
    "a policy without a type of adjustment is refused",
    stepping({ AdjustmentType: undefined, StepAdjustments: one }),
    "Adjustment type must be specified",
    "step-adjustment-type-required",
    "150f2053f56ef3ad672e2930038a7b3b64c7d979",
  ],
  [
    "a step without bounds is refused, also where it is the only one",
    steps([]),
    "Both lower and upper bounds of a step adjustment cannot be left unspecified",
    "step-adjustment-both-null",
    "af58751dbefdec6808daabd26aead938c7c36872",
  ],
  [
    "a step that ends where it begins is refused",
    steps([0, 0]),
    "Lower bound must be less than upper bound for a step adjustment",
    "step-adjustment-bound-order",
    "150f2053f56ef3ad672e2930038a7b3b64c7d979",
  ],
  [
    "steps with a gap between them are refused",
    steps([0, 5], [6]),
    "Step adjustment intervals cannot have gaps between them",
    "step-adjustment-gap",
    "150f2053f56ef3ad672e2930038a7b3b64c7d979",
  ],
  [
    "steps that overlap are refused",
    steps([0, 7], [6]),
    "Step adjustment intervals cannot overlap",
    "step-adjustment-overlap",
    "150f2053f56ef3ad672e2930038a7b3b64c7d979",
  ],
  [
    "two steps without a lower bound are refused",
    steps([undefined, -5], [undefined, 0]),
    "At most one step adjustment may have an unspecified lower bound",
    "step-adjustment-two-null-lower",
    "af58751dbefdec6808daabd26aead938c7c36872",
  ],
  [
    "two steps without an upper bound are refused",
    steps([0], [1]),
    "At most one step adjustment may have an unspecified upper bound",
    "step-adjustment-two-null-upper",
    "150f2053f56ef3ad672e2930038a7b3b64c7d979",
  ],
  [
    "steps below the threshold need one without a lower bound",
    steps([-5, 0]),
    "There must be a step adjustment with an unspecified lower bound when one step adjustment has a negative lower bound",
    "step-adjustment-missing-null-lower",
    "150f2053f56ef3ad672e2930038a7b3b64c7d979",
  ],
  [
    "steps above the threshold need one without an upper bound",
    steps([0, 5]),
    "There must be a step adjustment with an unspecified upper bound when one step adjustment has a positive upper bound",
    "step-adjustment-missing-null-upper",
    "150f2053f56ef3ad672e2930038a7b3b64c7d979",
  ],
  [
    "a capacity below zero is refused",
    stepping({
      AdjustmentType: "ExactCapacity",
      StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: -1 }],
    }),
    "Scaling adjustment cannot be less than 0 when adjustment type is ExactCapacity",
    "step-adjustment-exact-capacity-negative",
    "150f2053f56ef3ad672e2930038a7b3b64c7d979",
  ],
  [
    "a least adjustment goes with percentages only",
    stepping({ MinAdjustmentMagnitude: 2, StepAdjustments: one }),
    "Minimum adjustment magnitude is only allowed for adjustment type PercentChangeInCapacity",
    "min-adjustment-magnitude-percent-only",
    "af58751dbefdec6808daabd26aead938c7c36872",
  ],
  [
    "a policy without the settings of its type is refused",
    put({}),
    "StepScaling policy configuration must be specified",
    "policy-type-config-required",
    "9f465c8ce691d8dcc297e29619605c28b4095bdd",
  ],
  [
    "a policy with the settings of another type, too, is refused",
    put({
      StepScalingPolicyConfiguration: { AdjustmentType: "ChangeInCapacity", StepAdjustments: one },
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 1 },
    }),
    "You must only provide a single scaling policy configuration, which must match the scaling policy type specified.",
    "policy-type-config-mismatch",
    "9f465c8ce691d8dcc297e29619605c28b4095bdd",
  ],
  [
    "a policy that tracks no metric is refused",
    put({ PolicyType: "TargetTrackingScaling", TargetTrackingScalingPolicyConfiguration: { TargetValue: 1 } }),
    "PredefinedMetricSpecification or CustomizedMetricSpecification must be set for target tracking scaling.",
    "tt-metric-spec-missing",
    "52d965856344600958b446ae67013786a4c501ff",
  ],
];

export const refusals: Table<Calls> = {
  service: "Application Auto Scaling",
  topic: "what is refused",
  rows: rows.map(([behaviour, input, message, rule, commit]) => ({
    ...{ behaviour, input, answer: refused(message) },
    source: measured(REPOSITORY, `pf-appautoscaling-${rule}`, commit),
  })),
};
