import type { Rule } from "./definition";
import { isArray, isObject, type Json } from "./json";
import { expressionIn } from "./jsonata/expression";
import { find, type PathData, parsePath, query } from "./jsonPath";
import { runtimeError } from "./stateError";

type Kind = "String" | "Numeric" | "Boolean" | "Timestamp";

/** RFC 3339 with an upper-case T and Z, as Step Functions demands it. */
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

const TESTS: Readonly<Record<string, (value: Json | undefined) => boolean>> = {
  IsPresent: (value) => value !== undefined,
  IsNull: (value) => value === null,
  IsString: (value) => typeof value === "string",
  IsNumeric: (value) => typeof value === "number",
  IsBoolean: (value) => typeof value === "boolean",
  IsTimestamp: isTimestamp,
};

const COMPARISON =
  /^(String|Numeric|Boolean|Timestamp)(Equals|LessThanEquals|GreaterThanEquals|LessThan|GreaterThan)(Path)?$/;

/**
 * Decides if a rule of a Choice state holds. Values of different types are never equal, less or greater.
 * @throws StateError `States.Runtime` where a path leads nowhere and the rule does not ask for that
 */
export function holds(rule: Rule, data: PathData): boolean {
  if (isArray(rule.And)) return rule.And.every((part) => holds(part as Rule, data));
  if (isArray(rule.Or)) return rule.Or.some((part) => holds(part as Rule, data));
  if (rule.Not !== undefined) return !holds(rule.Not as Rule, data);
  const variable = parsePath(String(rule.Variable));
  const [operator, operand] = operatorOf(rule);
  if (operator === "IsPresent") return TESTS.IsPresent?.(find(variable, data)) === operand;
  const value = query(variable, data, "Variable");
  const test = TESTS[operator];
  if (test !== undefined) return test(value) === operand;
  if (operator === "StringMatches") return typeof value === "string" && wildcard(String(operand)).test(value);
  const [, kind, relation, isPath] = COMPARISON.exec(operator) ?? [];
  const other = isPath ? query(parsePath(String(operand)), data, operator) : operand;
  return compare(kind as Kind, String(relation), value, other);
}

/** @throws Error that says what in the rule is wrong */
export function checkRule(rule: unknown, isTop: boolean): void {
  if (!isObject(rule)) throw new Error(`a choice rule must be an object, got ${JSON.stringify(rule)}`);
  const { Next, Comment, Assign, ...parts } = rule;
  if (!isTop && Assign !== undefined) throw new Error("only a whole choice rule sets variables, not a part of one");
  if (!isTop && Next !== undefined) throw new Error("only a whole choice rule has a Next state, not a part of one");
  const joint = ["And", "Or", "Not"].find((name) => parts[name] !== undefined);
  if (joint !== undefined) {
    if (Object.keys(parts).length > 1) throw new Error(`a choice rule with ${joint} must have nothing beside it`);
    const joined = parts[joint];
    const inner = joint === "Not" ? [joined] : joined;
    if (!isArray(inner) || inner.length === 0) throw new Error(`${joint} of a choice rule must be a list of rules`);
    for (const part of inner) checkRule(part, false);
    return;
  }
  if (typeof parts.Variable !== "string") throw new Error("a choice rule must name its Variable");
  parsePath(parts.Variable);
  const [operator, operand] = operatorOf(parts);
  checkOperand(operator, operand);
}

/** @throws Error that says what in the rule of a JSONata state is wrong */
export function checkCondition({
  Condition,
  Next: _next,
  Comment: _comment,
  ...others
}: Readonly<Record<string, Json>>): void {
  const [other] = Object.keys(others);
  if (other !== undefined) throw new Error(`Field '${other}' is not supported`);
  if (Condition === undefined || typeof Condition === "boolean" || expressionIn(Condition) !== undefined) return;
  throw new Error(`Condition must be true, false or an expression in {% %}, got ${JSON.stringify(Condition)}`);
}

function checkOperand(operator: string, operand: Json): void {
  const wanted = operandType(operator);
  const fits =
    wanted === "timestamp" ? isTimestamp(operand) : typeof operand === (wanted === "path" ? "string" : wanted);
  if (!fits) throw new Error(`${operator} of a choice rule must be a ${wanted}, got ${JSON.stringify(operand)}`);
  if (wanted === "path") parsePath(String(operand));
}

function operandType(operator: string): "string" | "number" | "boolean" | "timestamp" | "path" {
  if (TESTS[operator] !== undefined) return "boolean";
  if (operator === "StringMatches") return "string";
  const [, kind, , isPath] = COMPARISON.exec(operator) ?? [];
  if (isPath) return "path";
  return kind === "Numeric" ? "number" : kind === "Boolean" ? "boolean" : kind === "Timestamp" ? "timestamp" : "string";
}

function operatorOf(rule: Rule): [operator: string, operand: Json] {
  const names = Object.keys(rule).filter((name) => !["Variable", "Next", "Comment", "Assign"].includes(name));
  const [operator = ""] = names;
  const isKnown =
    TESTS[operator] !== undefined ||
    operator === "StringMatches" ||
    (COMPARISON.test(operator) && (!operator.startsWith("Boolean") || /^BooleanEquals(Path)?$/.test(operator)));
  if (names.length !== 1 || !isKnown) {
    throw new Error(`a choice rule must have one comparison, got ${JSON.stringify(names)}`);
  }
  return [operator, rule[operator] as Json];
}

function compare(kind: Kind, relation: string, value: Json, other: Json | undefined): boolean {
  const [left, right] = [comparable(kind, value), comparable(kind, other)];
  if (left === undefined || right === undefined) return false;
  switch (relation) {
    case "Equals":
      return left === right;
    case "LessThan":
      return left < right;
    case "GreaterThan":
      return left > right;
    case "LessThanEquals":
      return left <= right;
    default:
      return left >= right;
  }
}

function comparable(kind: Kind, value: Json | undefined): string | number | boolean | undefined {
  if (kind === "Timestamp") return isTimestamp(value) ? Date.parse(String(value)) : undefined;
  const type = { String: "string", Numeric: "number", Boolean: "boolean" }[kind];
  return typeof value === type ? (value as string | number | boolean) : undefined;
}

export function isTimestamp(value: unknown): boolean {
  return typeof value === "string" && TIMESTAMP.test(value) && !Number.isNaN(Date.parse(value));
}

/**
 * `*` stands for anything; `\*` for itself, and `\\` for a backslash.
 * @throws StateError `States.Runtime` for any other use of a backslash ("Amazon States Language", "Choice State")
 */
function wildcard(pattern: string): RegExp {
  const source = pattern.replace(/\\([\\*])|(\*)|[\s\S]/g, (character, escaped?: string, star?: string) => {
    if (star !== undefined) return "[\\s\\S]*";
    if (escaped === undefined && character === "\\") {
      throw runtimeError(`StringMatches '${pattern}' has an open escape: a backslash stands before * or another one.`);
    }
    return (escaped ?? character).replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  });
  return new RegExp(`^${source}$`, "u");
}
