import * as pulumi from "@pulumi/pulumi";
import { refusal } from "./refusal";

/** The component whose argument is checked: the first words of every message, such as `EventAggregator "orders"`. */
export interface Subject {
  component: string;
  name: string;
}

export interface Range {
  /** Smallest value allowed. */
  min: number;
  /** Names, in messages, the argument that the smallest value comes from. */
  minName?: string;
  /** Largest value allowed; none where absent. */
  max?: number;
}

/**
 * Checks an argument against one rule. A plain value is checked at once, before anything is registered. An `Output` or a promise is
 * checked when its value is known; a wrong one fails the resource that uses the result. A preview that does not know the value lets it
 * pass.
 *
 * @param rule completes "argument must be ..."
 * @param withoutSecrets makes what the message shows of a wrong value
 * @returns the value to use; an `Output` carries its check
 * @throws RunError (which Pulumi shows without a stack) such as `EventAggregator "orders": batchSize must be a whole number from 1 to 10000, got 0`
 */
export function checked<T>(
  subject: Subject,
  argument: string,
  value: pulumi.Input<T>,
  rule: string,
  holds: (value: T) => boolean,
  withoutSecrets: (value: T) => unknown = (known) => known,
): pulumi.Input<T> {
  const check = (known: T): T => {
    if (!holds(known)) {
      throw refusal(
        `${subject.component} ${JSON.stringify(subject.name)}: ${argument} must be ${rule}, got ${shown(withoutSecrets(known))}`,
      );
    }
    return known;
  };
  return isEventual(value) ? pulumi.output(value).apply((known) => check(known as T)) : check(value as T);
}

/**
 * Checks that an argument is a whole number within a range.
 * @throws RunError naming the range
 */
export function wholeNumber(
  subject: Subject,
  argument: string,
  value: pulumi.Input<number>,
  { min, minName, max }: Range,
): pulumi.Input<number> {
  const least = minName === undefined ? `${min}` : `${minName} (${min})`;
  const rule = max === undefined ? `a whole number of at least ${least}` : `a whole number from ${least} to ${max}`;
  return checked(subject, argument, value, rule, (known) => {
    return Number.isInteger(known) && known >= min && (max === undefined || known <= max);
  });
}

/**
 * Checks that one argument is not below another.
 * @param other the other argument's name and value: `{ minWorkers }`
 * @throws RunError naming both
 */
export function atLeast(subject: Subject, argument: string, value: number, other: Readonly<Record<string, number>>) {
  for (const [name, least] of Object.entries(other)) {
    checked(subject, argument, value, `at least ${name} (${least})`, (known) => known >= least);
  }
}

/**
 * Checks that an argument is one of several values.
 * @throws RunError listing them
 */
export function oneOf<T extends string | number>(
  subject: Subject,
  argument: string,
  value: pulumi.Input<T>,
  choices: readonly T[],
): pulumi.Input<T> {
  return checked(subject, argument, value, `one of ${choices.join(", ")}`, (known) => choices.includes(known));
}

/**
 * Checks that arguments are absent, which would have no effect.
 * @throws RunError naming the first that is there
 */
export function absent(subject: Subject, args: object, names: readonly string[], why: string): void {
  const given = args as Readonly<Record<string, unknown>>;
  for (const name of names) checked(subject, name, given[name], `absent ${why}`, (known) => known === undefined);
}

/**
 * Checks that there are no transforms for children that are not made.
 * @throws RunError naming the first that is there
 */
export function absentTransforms(
  subject: Subject,
  transform: object | undefined,
  children: readonly string[],
  why: string,
): void {
  const given = (transform ?? {}) as Readonly<Record<string, unknown>>;
  const named = Object.fromEntries(children.map((child) => [`transform.${child}`, given[child]]));
  absent(subject, named, Object.keys(named), why);
}

/**
 * The longest component name. Children append up to 20 characters, and Pulumi's auto-naming 8 more; AWS allows 64 for a role or a
 * function (IAM and AWS STS quotas; Lambda API reference, `FunctionName`).
 */
const LONGEST_NAME = 36;

/**
 * Checks a component's name: children are named after it, and AWS must accept their names.
 * @param suffix the component appends it for a component inside, whose name has to hold too
 * @throws RunError saying what a name may be
 */
export function checkName(subject: Subject, suffix = ""): void {
  const longest = LONGEST_NAME - suffix.length;
  const rule = `1 to ${longest} letters, digits and hyphens that start with a letter`;
  const pattern = new RegExp(`^[A-Za-z][A-Za-z0-9-]{0,${longest - 1}}$`);
  checked(subject, "name", subject.name, rule, (name) => pattern.test(name));
}

function isEventual(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

function shown(value: unknown): string {
  return typeof value === "function" ? "a function" : (JSON.stringify(value) ?? String(value));
}
