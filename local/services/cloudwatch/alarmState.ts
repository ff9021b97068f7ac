import type { AlarmRule, AlarmState } from "./alarmRule";

/**
 * How many periods before the evaluated ones are looked at when some of these have no data. AWS does not say the exact
 * number; its example shows five periods for an alarm that evaluates three.
 */
export const EXTRA_PERIODS = 2;

const COMPARISONS: Readonly<
  Record<string, { breaches: (value: number, threshold: number) => boolean; words: string }>
> = {
  GreaterThanOrEqualToThreshold: { breaches: (value, threshold) => value >= threshold, words: ">=" },
  GreaterThanThreshold: { breaches: (value, threshold) => value > threshold, words: ">" },
  LessThanThreshold: { breaches: (value, threshold) => value < threshold, words: "<" },
  LessThanOrEqualToThreshold: { breaches: (value, threshold) => value <= threshold, words: "<=" },
};

/** The comparison operators of an alarm on a fixed threshold. */
export const COMPARISON_OPERATORS: readonly string[] = Object.keys(COMPARISONS);

type Rule = Pick<
  AlarmRule,
  "comparisonOperator" | "threshold" | "evaluationPeriods" | "datapointsToAlarm" | "treatMissingData"
>;

/**
 * The state of an alarm from the values of its periods.
 * Source: CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data", with its tables.
 *
 * @param values the newest first, `undefined` where a period has no data: `evaluationPeriods + EXTRA_PERIODS` of them
 * @returns `current` where the rules retain it
 */
export function alarmState(rule: Rule, values: readonly (number | undefined)[], current: AlarmState): AlarmState {
  const points = values.map((value) => (value === undefined ? "missing" : breaches(rule, value) ? "breaching" : "ok"));
  const used = points.filter((point) => point !== "missing").slice(0, rule.evaluationPeriods);
  const missing = rule.evaluationPeriods - used.length;
  const breaching = used.filter((point) => point === "breaching").length;

  if (breaching >= rule.datapointsToAlarm) return "ALARM";
  if (missing === 0 || rule.treatMissingData === "notBreaching") return "OK";
  if (rule.treatMissingData === "breaching") return breaching + missing >= rule.datapointsToAlarm ? "ALARM" : "OK";
  if (used.includes("ok")) return "OK";
  if (rule.treatMissingData === "ignore") return current;
  if (breaching === 0) return "INSUFFICIENT_DATA";
  // Few values, all breaching: it is an alarm once the oldest of them is old enough that no better one can follow in time.
  const oldest = points.lastIndexOf("breaching") + 1;
  return oldest >= rule.datapointsToAlarm ? "ALARM" : current;
}

/** Says what happened, in words: `3 of the last 3 periods are > 0 (newest first: 2, 1, 4)`. */
export function reasonFor(rule: Rule, values: readonly (number | undefined)[]): string {
  const shown = values.slice(0, rule.evaluationPeriods);
  const breaching = shown.filter((value) => value !== undefined && breaches(rule, value)).length;
  const list = shown
    .map((value) => (value === undefined ? "no data" : String(Number(value.toPrecision(6)))))
    .join(", ");
  const words = `${COMPARISONS[rule.comparisonOperator]?.words} ${rule.threshold}`;
  return `${breaching} of the last ${rule.evaluationPeriods} periods ${breaching === 1 ? "is" : "are"} ${words} (newest first: ${list})`;
}

function breaches({ comparisonOperator, threshold }: Rule, value: number): boolean {
  const comparison = COMPARISONS[comparisonOperator];
  if (!comparison) throw new RangeError(`the comparison operator "${comparisonOperator}" is not supported locally`);
  return comparison.breaches(value, threshold);
}
