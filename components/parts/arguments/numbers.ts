import type * as pulumi from "@pulumi/pulumi";
import { checked, type Range, type Subject, wholeNumber } from "./arguments";

/** The rule of an argument that is a number, and its value where the caller gives none. */
export type NumberRule = { default?: number } & (WholeNumbers | Fractions | Above0);

/** Whole numbers from `min` to `max`. */
type WholeNumbers = Range & { fractions?: false };

/** Numbers from `min` to `max`, whole or not. */
interface Fractions {
  min: number;
  max: number;
  fractions: true;
}

/** Numbers above 0, however small. */
interface Above0 {
  above: 0;
}

/** The names of a component's arguments that are numbers. */
type NumberArgument<Args> = {
  [K in keyof Args]-?: Args[K] extends pulumi.Input<number> | undefined ? K : never;
}[keyof Args];

/** Forbids rules for arguments that are no numbers. */
type OnlyNumbers<Args, Rules> = Record<Exclude<keyof Rules, NumberArgument<Args>>, never>;

/** The checked arguments. One with a default is never absent; a plain number stays plain, and an input stays an input. */
type Numbers<Args, Rules> = {
  [K in keyof Rules & keyof Args]: Rules[K] extends { default: number } ? Exclude<Args[K], undefined> : Args[K];
};

/**
 * Checks the arguments that are numbers against a table of rules, and puts defaults in the place of absent ones.
 *
 * @param path the argument that holds them, for messages: `jobs.report`
 * @throws RunError naming the argument that breaks its rule; for an `Output`, once its value is known
 * @example
 * numbers(subject, args, {
 *   maxTasks: { default: 10, min: 1, max: 500 },
 *   secondsPerMessage: { default: 0.01, above: 0 },
 *   eventTtlDays: { min: 1 }, // undefined where the caller gives none
 * });
 */
export function numbers<Args extends object, const Rules extends Readonly<Record<keyof Rules, NumberRule>>>(
  subject: Subject,
  args: Args,
  rules: Rules & OnlyNumbers<Args, Rules>,
  path?: string,
): Numbers<Args, Rules> {
  const given = args as Readonly<Record<string, pulumi.Input<number> | undefined>>;
  const values = Object.entries<NumberRule>(rules).map(([argument, rule]) => {
    const value = given[argument] ?? rule.default;
    const place = path === undefined ? argument : `${path}.${argument}`;
    return [argument, value === undefined ? undefined : checkedNumber(subject, place, value, rule)];
  });
  return Object.fromEntries(values) as Numbers<Args, Rules>;
}

function checkedNumber(subject: Subject, argument: string, value: pulumi.Input<number>, rule: NumberRule) {
  if ("above" in rule) {
    return checked(subject, argument, value, "a number above 0", (known) => Number.isFinite(known) && known > 0);
  }
  if (rule.fractions !== true) return wholeNumber(subject, argument, value, rule);
  const { min, max } = rule;
  return checked(subject, argument, value, `a number from ${min} to ${max}`, (known) => known >= min && known <= max);
}
