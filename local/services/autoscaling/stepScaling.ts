import type { StepScalingSpec } from "./autoscaling";

type Step = StepScalingSpec["steps"][number];

/**
 * Computes the capacity that a step scaling policy asks for.
 * Source: Application Auto Scaling API Reference, StepAdjustment; User Guide, "Scaling adjustment types".
 *
 * @param breach the metric less the alarm's threshold
 * @returns `undefined` where no step is for that breach
 */
export function steppedCapacity(
  { adjustmentType, steps }: Pick<StepScalingSpec, "adjustmentType" | "steps">,
  capacity: number,
  breach: number,
): number | undefined {
  // At the threshold itself a step from 0 upwards and one from 0 downwards both apply: the first is asked first.
  const step =
    (breach >= 0 ? steps.find((each) => isIn(each, breach)) : undefined) ??
    (breach <= 0 ? steps.find((each) => isBelow(each, breach)) : undefined);
  if (step === undefined) return undefined;
  switch (adjustmentType) {
    case "ExactCapacity":
      return step.adjustment;
    case "ChangeInCapacity":
      return capacity + step.adjustment;
    case "PercentChangeInCapacity":
      return capacity + wholeChange((capacity * step.adjustment) / 100);
  }
}

/** Above the threshold the lower bound is included. */
function isIn({ lower = Number.NEGATIVE_INFINITY, upper = Number.POSITIVE_INFINITY }: Step, breach: number): boolean {
  return breach >= lower && breach < upper;
}

/** Below it, the upper one. */
function isBelow(
  { lower = Number.NEGATIVE_INFINITY, upper = Number.POSITIVE_INFINITY }: Step,
  breach: number,
): boolean {
  return breach > lower && breach <= upper;
}

/** Rounded towards zero, but never to zero: 12.7 is 12, 0.3 is 1, -0.3 is -1, -6.67 is -6. */
function wholeChange(change: number): number {
  if (change === 0) return 0;
  return Math.abs(change) < 1 ? Math.sign(change) : Math.trunc(change);
}

/**
 * Checks the rules for the steps of one policy.
 * @throws Error that names the rule
 */
export function checkSteps(steps: readonly Step[]): void {
  if (steps.length === 0) throw new Error("stepAdjustments must hold at least one step");
  const ordered = [...steps].sort((a, b) => lowest(a) - lowest(b));
  for (const [index, { lower, upper }] of ordered.entries()) {
    if (lower === undefined && upper === undefined && steps.length > 1) {
      throw new Error("stepAdjustments: a step without bounds must be the only one");
    }
    if (lower !== undefined && upper !== undefined && lower >= upper) {
      throw new Error(
        `stepAdjustments: metricIntervalUpperBound must be above metricIntervalLowerBound, got ${lower} to ${upper}`,
      );
    }
    const next = ordered[index + 1];
    if (next !== undefined && upper !== next.lower) {
      throw new Error("stepAdjustments must neither overlap nor leave a gap");
    }
  }
  const [first] = ordered;
  const last = ordered.at(-1);
  if (first?.lower !== undefined && first.lower < 0) {
    throw new Error("stepAdjustments: with a negative metricIntervalLowerBound, one step must have none");
  }
  if (last?.upper !== undefined && last.upper > 0) {
    throw new Error("stepAdjustments: with a positive metricIntervalUpperBound, one step must have none");
  }
}

function lowest({ lower = Number.NEGATIVE_INFINITY }: Step): number {
  return lower;
}
