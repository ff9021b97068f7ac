import { arn } from "../../base/arn";
import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { StepScalingSpec, TargetTrackingSpec } from "../../services/autoscaling/autoscaling";
import { checkSteps } from "../../services/autoscaling/stepScaling";
import { type CustomMetricInputs, metricsOf } from "./customMetric";
import { derivedUuid } from "./derivedUuid";
import { type ScalableInputs, scaledService } from "./scalable";

interface PolicyInputs extends ScalableInputs {
  name?: string;
  policyType?: string;
  targetTrackingScalingPolicyConfiguration?: {
    targetValue: number;
    customizedMetricSpecification?: CustomMetricInputs;
    predefinedMetricSpecification?: { predefinedMetricType: string };
    disableScaleIn?: boolean;
    scaleInCooldown?: number;
    scaleOutCooldown?: number;
  };
  stepScalingPolicyConfiguration?: {
    adjustmentType?: string;
    cooldown?: number;
    metricAggregationType?: string;
    minAdjustmentMagnitude?: number;
    stepAdjustments?: readonly {
      metricIntervalLowerBound?: string;
      metricIntervalUpperBound?: string;
      scalingAdjustment: number;
    }[];
  };
}

/** Seconds: the default for ECS services, of every kind of policy (Application Auto Scaling API Reference). */
const DEFAULT_COOLDOWN = 300;
const ADJUSTMENT_TYPES = ["ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"] as const;
const AGGREGATIONS = ["Average", "Minimum", "Maximum"] as const;

/** `aws.appautoscaling.Policy`: target tracking of a customised metric, and step scaling. */
export function policy({ autoScaling }: Pick<Services, "autoScaling">): ResourceHandler {
  const put = (name: string, properties: Properties, policyArn: string): ResourceState => {
    const inputs = properties as unknown as PolicyInputs;
    scaledService(inputs);
    const { policyType = "StepScaling" } = inputs;
    autoScaling.putPolicy(policyType === "StepScaling" ? stepOf(name, policyArn, inputs) : trackingOf(name, inputs));
    return { id: name, state: { ...properties, name, policyType, arn: policyArn, alarmArns: [] } };
  };
  return {
    type: "aws:appautoscaling/policy:Policy",
    properties: {
      name: "honoured",
      policyType: "honoured",
      resourceId: "honoured",
      scalableDimension: "honoured",
      serviceNamespace: "honoured",
      targetTrackingScalingPolicyConfiguration: "honoured",
      stepScalingPolicyConfiguration: "honoured",
    },
    replaceOn: ["name", "policyType", "resourceId", "scalableDimension", "serviceNamespace"],
    async create(context, inputs) {
      const name = context.physicalName(inputs.name, 256);
      return put(name, inputs, policyArn(context, name, inputs));
    },
    update: async (_context, current, inputs) => put(current.id, inputs, String(current.state.arn)),
    delete: async (_context, { id, state }) => autoScaling.deletePolicy(String(state.resourceId), id),
  };
}

function policyArn({ urn }: ResourceContext, name: string, { resourceId }: Properties): string {
  return arn("autoscaling", `scalingPolicy:${derivedUuid(urn)}:resource/ecs/${resourceId}:policyName/${name}`);
}

function trackingOf(name: string, inputs: PolicyInputs): TargetTrackingSpec {
  const { policyType, resourceId, targetTrackingScalingPolicyConfiguration: configuration } = inputs;
  if (policyType !== "TargetTrackingScaling") {
    throw new Error(`policyType must be "StepScaling" or "TargetTrackingScaling" locally, got "${policyType}"`);
  }
  checkConfigurations(policyType, configuration, inputs.stepScalingPolicyConfiguration);
  const {
    customizedMetricSpecification: metric,
    predefinedMetricSpecification: predefined,
    targetValue,
  } = configuration;
  if (predefined !== undefined) {
    throw new Error(
      `customizedMetricSpecification must be set locally, not ${predefined.predefinedMetricType}: processes on this machine have no CPU or memory metrics of their own`,
    );
  }
  if (metric === undefined) {
    throw new Error(
      "PredefinedMetricSpecification or CustomizedMetricSpecification must be set for target tracking scaling.",
    );
  }
  if (!(targetValue > 0)) throw new Error(`targetValue must be above 0, got ${targetValue}`);
  const cooldown = (property: "scaleInCooldown" | "scaleOutCooldown") => cooldownOf(property, configuration[property]);
  return {
    kind: "target-tracking",
    name,
    resourceId,
    target: targetValue,
    metrics: metricsOf(metric),
    scaleOutCooldownSeconds: cooldown("scaleOutCooldown"),
    scaleInCooldownSeconds: cooldown("scaleInCooldown"),
    disableScaleIn: configuration.disableScaleIn ?? false,
  };
}

function stepOf(name: string, policyArn: string, inputs: PolicyInputs): StepScalingSpec {
  const { stepScalingPolicyConfiguration: configuration, resourceId } = inputs;
  checkConfigurations("StepScaling", configuration, inputs.targetTrackingScalingPolicyConfiguration);
  const {
    adjustmentType,
    metricAggregationType = "Average",
    minAdjustmentMagnitude,
    stepAdjustments = [],
  } = configuration;
  if (adjustmentType === undefined) throw new Error("Adjustment type must be specified");
  const known = ADJUSTMENT_TYPES.find((type) => type === adjustmentType);
  if (known === undefined) {
    throw new Error(`adjustmentType must be one of ${ADJUSTMENT_TYPES.join(", ")}, got "${adjustmentType}"`);
  }
  const aggregation = AGGREGATIONS.find((name) => name === metricAggregationType);
  if (aggregation === undefined) {
    throw new Error(`metricAggregationType must be one of ${AGGREGATIONS.join(", ")}, got "${metricAggregationType}"`);
  }
  if (minAdjustmentMagnitude !== undefined && known !== "PercentChangeInCapacity") {
    throw new Error("Minimum adjustment magnitude is only allowed for adjustment type PercentChangeInCapacity");
  }
  const steps = stepAdjustments.map(
    ({ metricIntervalLowerBound: lower, metricIntervalUpperBound: upper, scalingAdjustment }) => ({
      ...bound("lower", lower),
      ...bound("upper", upper),
      adjustment: scalingAdjustment,
    }),
  );
  checkSteps(steps);
  if (known === "ExactCapacity" && steps.some(({ adjustment }) => adjustment < 0)) {
    throw new Error("Scaling adjustment cannot be less than 0 when adjustment type is ExactCapacity");
  }
  return {
    kind: "step",
    name,
    arn: policyArn,
    resourceId,
    adjustmentType: known,
    steps,
    ...(minAdjustmentMagnitude !== undefined && { leastChange: minAdjustmentMagnitude }),
    aggregation,
    cooldownSeconds: cooldownOf("cooldown", configuration.cooldown),
  };
}

/** @throws Error in AWS's words unless a policy has the settings of its type, and no others */
function checkConfigurations<Own>(type: string, own: Own | undefined, other: unknown): asserts own is Own {
  if (own === undefined) throw new Error(`${type} policy configuration must be specified`);
  if (other !== undefined) {
    throw new Error(
      "You must only provide a single scaling policy configuration, which must match the scaling policy type specified.",
    );
  }
}

/** The AWS provider takes bounds as text. An empty one is none. */
function bound(side: "lower" | "upper", text: string | undefined): { lower?: number; upper?: number } {
  if (text === undefined || text === "") return {};
  const value = Number(text);
  if (Number.isNaN(value)) throw new Error(`metricInterval bounds must be numbers, got "${text}"`);
  return Number.isFinite(value) ? { [side]: value } : {};
}

function cooldownOf(property: string, seconds: number = DEFAULT_COOLDOWN): number {
  if (!Number.isInteger(seconds) || seconds < 0) {
    throw new Error(`${property} must be a whole number of seconds of at least 0, got ${seconds}`);
  }
  return seconds;
}
