import { type Rule, Stack, type StackResource, type Violation } from "./rule";
import { RULES } from "./rules";

/** A place that may break a rule. */
export interface Exception {
  readonly rule: string;
  /** A resource's logical name; one with a `*` at its end stands for all that begin so. */
  readonly resource: string;
  /** The reason, for who reads it next year. */
  readonly reason: string;
}

/** The outcome of holding a stack to the rules. */
export interface Outcome {
  readonly violations: readonly (Violation & { readonly rule: string })[];
  /** Places that break a rule and may. */
  readonly excepted: readonly (Violation & { readonly rule: string; readonly reason: string })[];
  /** Exceptions that no place needs: they would hide the next fault. */
  readonly unused: readonly Exception[];
}

/** Holds a stack's resources to all rules. */
export function checkStack(
  resources: readonly StackResource[],
  exceptions: readonly Exception[] = [],
  rules: readonly Rule[] = RULES,
): Outcome {
  const stack = new Stack(resources);
  const used = new Set<Exception>();
  const violations: Outcome["violations"][number][] = [];
  const excepted: Outcome["excepted"][number][] = [];
  for (const rule of rules) {
    for (const found of rule.check(stack)) {
      const place = { ...found, rule: rule.name };
      const exception = exceptions.find((each) => each.rule === rule.name && isMeant(each.resource, found.name));
      if (exception === undefined) violations.push(place);
      else {
        used.add(exception);
        excepted.push({ ...place, reason: exception.reason });
      }
    }
  }
  return { violations, excepted, unused: exceptions.filter((exception) => !used.has(exception)) };
}

function isMeant(pattern: string, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
