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
  { adjustmentType, steps, leastChange = 0 }: Pick<StepScalingSpec, "adjustmentType" | "steps" | "leastChange">,
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
      return capacity + atLeast(leastChange, wholeChange((capacity * step.adjustment) / 100), step.adjustment);
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

function atLeast(least: number, change: number, direction: number): number {
  return Math.abs(change) < least ? Math.sign(direction) * least : change;
}

/** Rounded towards zero, but never to zero: 12.7 is 12, 0.3 is 1, -0.3 is -1, -6.67 is -6. */
function wholeChange(change: number): number {
  if (change === 0) return 0;
  return Math.abs(change) < 1 ? Math.sign(change) : Math.trunc(change);
}

/**
 * Checks the rules for the steps of one policy.
 * @throws Error in AWS's words
 */
export function checkSteps(steps: readonly Step[]): void {
  if (steps.length === 0) throw new Error("There must be at least one step adjustment");
  for (const { lower, upper } of steps) {
    if (lower === undefined && upper === undefined) {
      throw new Error("Both lower and upper bounds of a step adjustment cannot be left unspecified");
    }
    if (lower !== undefined && upper !== undefined && lower >= upper) {
      throw new Error("Lower bound must be less than upper bound for a step adjustment");
    }
  }
  for (const bound of ["lower", "upper"] as const) checkOpenEnd(steps, bound);
  const ordered = [...steps].sort((a, b) => lowest(a) - lowest(b));
  for (const [index, step] of ordered.slice(1).entries()) {
    const end = highest(ordered[index] as Step);
    if (end > lowest(step)) throw new Error("Step adjustment intervals cannot overlap");
    if (end < lowest(step)) throw new Error("Step adjustment intervals cannot have gaps between them");
  }
}

/** Steps that go below the threshold go all the way down, and those above it all the way up. */
function checkOpenEnd(steps: readonly Step[], bound: "lower" | "upper"): void {
  const open = steps.filter((step) => step[bound] === undefined).length;
  if (open > 1) throw new Error(`At most one step adjustment may have an unspecified ${bound} bound`);
  const isBeyond = ({ [bound]: value = 0 }: Step) => (bound === "lower" ? value < 0 : value > 0);
  if (open === 0 && steps.some(isBeyond)) {
    const sign = bound === "lower" ? "negative" : "positive";
    throw new Error(
      `There must be a step adjustment with an unspecified ${bound} bound when one step adjustment has a ${sign} ${bound} bound`,
    );
  }
}

function lowest({ lower = Number.NEGATIVE_INFINITY }: Step): number {
  return lower;
}

function highest({ upper = Number.POSITIVE_INFINITY }: Step): number {
  return upper;
}
