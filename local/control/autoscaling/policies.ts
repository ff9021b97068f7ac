import type { KeptResource } from "../../base/inventory";
import { asInputs, asMembers, type Structure } from "../../base/memberNames";
import { checkMembers } from "../../edge/constraints";
import type { Properties } from "../../engine/resourceHandler";
import {
  type Answer,
  about,
  type Listed,
  notFound,
  onTarget,
  POLICY,
  POLICY_NAME,
  paged,
  policiesOf,
  SCALED,
  type Scaled,
  type ScalingOperation,
  type ScalingParts,
  scaledInputs,
  scaledOf,
  targetOf,
} from "./scalingOperation";

interface NamedPolicy extends Scaled {
  readonly PolicyName: string;
}

interface GivenPolicy extends NamedPolicy {
  readonly PolicyType?: string;
  readonly StepScalingPolicyConfiguration?: Structure;
  readonly TargetTrackingScalingPolicyConfiguration?: Structure;
  readonly PredictiveScalingPolicyConfiguration?: Structure;
}

const BOUNDS = ["metricIntervalLowerBound", "metricIntervalUpperBound"];

/** Takes the place of a policy of the same name. A target tracking policy has no alarms here: the local cloud looks at its metric itself. */
export const putScalingPolicy: ScalingOperation<GivenPolicy> = {
  parameters: { ...SCALED, PolicyName: "text", PolicyType: "text?" },
  permissions: (input) => [onTarget("PutScalingPolicy", input)],
  async run(input, parts) {
    const { PolicyName: name, PolicyType, StepScalingPolicyConfiguration: step } = input;
    const { TargetTrackingScalingPolicyConfiguration: tracking } = input;
    checkMembers("ValidationException", [
      ["policyName", name, POLICY_NAME],
      ["policyType", PolicyType, { oneOf: ["StepScaling", "TargetTrackingScaling", "PredictiveScaling"] }],
    ]);
    if (targetOf(parts, input) === undefined) throw notFound(`No scalable target registered for ${about(input)}`);
    const existing = policyIn(parts, input);
    const inputs = {
      policyType: PolicyType ?? existing?.inputs.policyType,
      stepScalingPolicyConfiguration: step && stepInputs(step),
      targetTrackingScalingPolicyConfiguration: tracking && asInputs(tracking),
    };
    const { state } = existing
      ? await parts.resources.update(existing, inputs)
      : await parts.resources.create(POLICY, { ...scaledInputs(input), name, ...inputs }, { name });
    return { PolicyARN: state.arn, Alarms: [] };
  },
};

export const deleteScalingPolicy: ScalingOperation<NamedPolicy> = {
  parameters: { ...SCALED, PolicyName: "text" },
  permissions: (input) => [onTarget("DeleteScalingPolicy", input)],
  async run(input, parts) {
    const policy = policyIn(parts, input);
    if (policy === undefined) {
      throw notFound(`No scaling policy found for ${about(input)}, policy name: ${input.PolicyName}`);
    }
    await parts.resources.delete(policy);
    return {};
  },
};

export const describeScalingPolicies: ScalingOperation<Listed & { readonly PolicyNames?: readonly string[] }> = {
  parameters: { ServiceNamespace: "text", PolicyNames: "list?", MaxResults: "number?", NextToken: "text?" },
  permissions: () => [{ action: "application-autoscaling:DescribeScalingPolicies", resource: "*" }],
  run({ PolicyNames, ...wanted }, { resources }) {
    const found = resources
      .all(POLICY)
      .filter(
        ({ inputs, state }) =>
          inputs.serviceNamespace === wanted.ServiceNamespace &&
          (wanted.ResourceId === undefined || inputs.resourceId === wanted.ResourceId) &&
          (wanted.ScalableDimension === undefined || inputs.scalableDimension === wanted.ScalableDimension) &&
          (PolicyNames === undefined || PolicyNames.includes(String(state.name))),
      );
    return paged("ScalingPolicies", found.map(described), wanted);
  },
};

function policyIn(parts: ScalingParts, input: NamedPolicy): KeptResource | undefined {
  return policiesOf(parts, input).find(({ state }) => state.name === input.PolicyName);
}

/** The resource has bounds in texts. */
function stepInputs(configuration: Structure): Properties {
  const { stepAdjustments = [], ...inputs } = asInputs(configuration) as { stepAdjustments?: readonly Structure[] };
  return { ...inputs, stepAdjustments: stepAdjustments.map((step) => withBounds(step, String)) };
}

function described(policy: KeptResource): Answer {
  const { inputs, state, createdAt } = policy;
  const { stepScalingPolicyConfiguration: step, targetTrackingScalingPolicyConfiguration: tracking } = inputs;
  return {
    PolicyARN: state.arn,
    PolicyName: state.name,
    ...scaledOf(policy),
    PolicyType: state.policyType,
    ...(step !== undefined && { StepScalingPolicyConfiguration: stepOf(step as Structure) }),
    ...(tracking !== undefined && { TargetTrackingScalingPolicyConfiguration: asMembers(tracking) }),
    Alarms: [],
    CreationTime: createdAt / 1000,
  };
}

function stepOf({ stepAdjustments = [], ...inputs }: { readonly stepAdjustments?: readonly Structure[] }): unknown {
  // No text, or an empty one, is no bound.
  const steps = stepAdjustments.map((step) => withBounds(step, (text) => (text === "" ? undefined : Number(text))));
  return asMembers({ ...inputs, stepAdjustments: steps });
}

function withBounds(step: Structure, read: (bound: unknown) => unknown): Structure {
  return Object.fromEntries(
    Object.entries(step)
      .map(([name, value]) => [name, BOUNDS.includes(name) && value !== undefined ? read(value) : value] as const)
      .filter(([, value]) => value !== undefined),
  );
}
