import type { MetricExpression } from "../cloudwatch/metricMath";

export interface ScalableTargetSpec {
  /** `"service/<cluster name>/<service name>"` */
  resourceId: string;
  serviceArn: string;
  minCapacity: number;
  maxCapacity: number;
}

export interface TargetTrackingSpec {
  kind: "target-tracking";
  name: string;
  resourceId: string;
  /** The value that the metric is kept at. */
  target: number;
  /** The customised metric: one expression or metric returns the data. */
  metrics: readonly MetricExpression[];
  scaleOutCooldownSeconds: number;
  scaleInCooldownSeconds: number;
  disableScaleIn: boolean;
}

export interface StepScalingSpec {
  kind: "step";
  name: string;
  arn: string;
  resourceId: string;
  adjustmentType: "ChangeInCapacity" | "ExactCapacity" | "PercentChangeInCapacity";
  /** Bounds are relative to the alarm's threshold. */
  steps: readonly { lower?: number; upper?: number; adjustment: number }[];
  /** Tasks by which a percentage changes the count at least. */
  leastChange?: number;
  /** How the values of the alarm's periods become one. */
  aggregation: "Average" | "Minimum" | "Maximum";
  cooldownSeconds: number;
}

/** A change of a service's count. */
export interface ScalingActivity {
  readonly id: string;
  readonly resourceId: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly desired: number;
  /** In words. */
  readonly cause: string;
}

/** Application Auto Scaling of ECS services, on real metrics and the (scaled) clock. */
export interface AutoScaling {
  /** Brings the service's count into the range at once, where the service is there. */
  putTarget(spec: ScalableTargetSpec): void;
  deleteTarget(resourceId: string): void;
  /** @throws RangeError for a policy without a target, or with metric math that is wrong */
  putPolicy(spec: TargetTrackingSpec | StepScalingSpec): void;
  deletePolicy(resourceId: string, name: string): void;
  /**
   * An alarm whose action is a step scaling policy's ARN is in ALARM at the end of one of its periods.
   * @param values of the periods that the alarm evaluates, at least one; the newest first
   */
  alarmed(policyArn: string, values: readonly number[], threshold: number): void;
  /** The newest first. */
  activities(): readonly ScalingActivity[];
  stop(): void;
}
