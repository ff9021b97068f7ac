import { AwsError } from "../base/awsError";
import { lowerFirst } from "../base/memberNames";
import type { ParameterProblem } from "./awsApi";

/** The rules of one member, as AWS's models write them. Those of a text or a list are about its length, those of a number about its value. */
export interface Constraint {
  readonly required?: true;
  readonly min?: number;
  readonly max?: number;
  /** The form of a whole text, as the model has it. */
  readonly pattern?: string;
  readonly oneOf?: readonly string[];
}

/** A member of a request: its place, such as `targets.1.member.id`, its value, and what it must satisfy. */
export type ConstrainedMember = readonly [at: string, value: unknown, constraint: Constraint];

/**
 * Refuses members that break their constraints, all at once, in the words that most of AWS's APIs share. What is absent breaks none but to be required.
 * Source: answers recorded from AWS, such as those of Amazon EventBridge, Amazon CloudWatch Logs and Application Auto Scaling.
 *
 * @throws AwsError of this code
 */
export function checkMembers(code: string, members: readonly ConstrainedMember[]): void {
  const broken = members.flatMap(([at, value, constraint]) => {
    if (value === undefined || value === null) return constraint.required ? [isNull(at)] : [];
    return rulesBroken(value, constraint).map(
      (rule) => `Value '${shown(value)}' at '${at}' failed to satisfy constraint: Member must ${rule}`,
    );
  });
  if (broken.length > 0) throw new AwsError(code, detected(broken));
}

/** Says in the same words that a parameter is missing, or empty. */
export function missingMember({ parameter, value }: Pick<ParameterProblem, "parameter" | "value">): string {
  const at = lowerFirst(parameter);
  return value === ""
    ? detected([`Value '' at '${at}' failed to satisfy constraint: Member must have length greater than or equal to 1`])
    : detected([isNull(at)]);
}

function isNull(at: string): string {
  return `Value null at '${at}' failed to satisfy constraint: Member must not be null`;
}

function detected(broken: readonly string[]): string {
  return `${broken.length} validation error${broken.length === 1 ? "" : "s"} detected: ${broken.join("; ")}`;
}

function rulesBroken(value: unknown, { min, max, pattern, oneOf }: Constraint): string[] {
  const [measure, size] =
    typeof value === "number" ? ["value", value] : ["length", (value as { length?: number }).length ?? 0];
  const isText = typeof value === "string";
  return [
    ...(min !== undefined && size < min ? [`have ${measure} greater than or equal to ${min}`] : []),
    ...(max !== undefined && size > max ? [`have ${measure} less than or equal to ${max}`] : []),
    ...(pattern !== undefined && isText && !compiled(pattern).test(value)
      ? [`satisfy regular expression pattern: ${pattern}`]
      : []),
    ...(oneOf !== undefined && !(isText && oneOf.includes(value))
      ? [`satisfy enum value set: [${oneOf.join(", ")}]`]
      : []),
  ];
}

const patterns = new Map<string, RegExp>();

function compiled(pattern: string): RegExp {
  const found = patterns.get(pattern) ?? new RegExp(`^(?:${pattern})$`, "u");
  patterns.set(pattern, found);
  return found;
}

function shown(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value);
}
