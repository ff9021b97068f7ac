import { compileValue, type ValueRule } from "./compileValue";
import type { Dialect } from "./dialect";
import { agree, type Field, fieldFinder } from "./fieldsOf";
import { isObject, type JsonObject } from "./json";
import { PatternError } from "./patternError";

/** A field that a pattern names, and the values that it may have. */
interface FieldRule {
  readonly fieldsIn: (event: unknown) => Field[];
  readonly allows: (value: unknown) => boolean;
  readonly mayBeAbsent: boolean;
}

/** Ways to match that `$or` may make of a pattern. Source: Amazon EventBridge User Guide, "Complex example with multiple matching". */
const MAX_ALTERNATIVES = 1000;

/**
 * Compiles a pattern, which EventBridge's rules, SNS's filter policies and Lambda's event filters share: names of fields with lists of
 * allowed values.
 *
 * - A field matches where one of its values does: it may be a list, or stand in the objects of a list. Fields of one list must match within
 *   the same element.
 * - Keys join with dots: `{ "a": { "b": ... } }` is `{ "a.b": ... }`, in patterns and in events.
 * - Only values that are no objects can be compared; an empty list has none.
 *
 * @throws PatternError
 */
export function compilePattern(pattern: JsonObject, dialect: Dialect): (event: unknown) => boolean {
  const alternatives = alternativesOf(pattern, [], dialect);
  return (event) => alternatives.some((rules) => matches(event, rules));
}

/** Reads a pattern. @throws PatternError */
export function parsePattern(text: string): JsonObject {
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch (error) {
    throw new PatternError(`${error instanceof Error ? error.message : String(error)} in ${text}`);
  }
  if (!isObject(pattern)) throw new PatternError("Filter is not an object");
  return pattern;
}

/** The lists of rules of which one must hold. */
function alternativesOf(pattern: JsonObject, path: readonly string[], dialect: Dialect): readonly FieldRule[][] {
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw new PatternError("Empty objects are not allowed");
  let alternatives: FieldRule[][] = [[]];
  for (const [key, rule] of entries) {
    const more = isOr(key, rule)
      ? rule.flatMap((each) => alternativesOf(each, path, dialect))
      : alternativesAt(key, rule, path, dialect);
    alternatives = alternatives.flatMap((rules) => more.map((others) => [...rules, ...others]));
    if (alternatives.length > MAX_ALTERNATIVES) throw new PatternError("Rule is too complex: too many ways to match");
  }
  return alternatives;
}

/** `$or` is a field like any other where it has no two objects. */
function isOr(key: string, rule: unknown): rule is readonly JsonObject[] {
  return key === "$or" && Array.isArray(rule) && rule.length > 1 && rule.every(isObject);
}

function alternativesAt(key: string, rule: unknown, path: readonly string[], dialect: Dialect): readonly FieldRule[][] {
  const here = [...path, key];
  if (isObject(rule)) return alternativesOf(rule, here, dialect);
  if (!Array.isArray(rule)) throw new PatternError(`"${key}" must be an object or an array`, here.join("."));
  if (rule.length === 0) throw new PatternError("Empty arrays are not allowed", here.join("."));
  const values = rule.map((allowed) => compileAt(here, allowed, dialect));
  const tests = values.filter((value): value is Exclude<ValueRule, "absent"> => value !== "absent");
  return [
    [
      {
        fieldsIn: fieldFinder(here),
        allows: (value) => tests.some((test) => test(value)),
        mayBeAbsent: values.includes("absent"),
      },
    ],
  ];
}

function compileAt(path: readonly string[], allowed: unknown, dialect: Dialect): ValueRule {
  try {
    return compileValue(allowed, dialect);
  } catch (error) {
    throw error instanceof PatternError ? new PatternError(error.message, path.join(".")) : error;
  }
}

function matches(event: unknown, rules: readonly FieldRule[]): boolean {
  const candidates: Field[][] = [];
  for (const { fieldsIn, allows, mayBeAbsent } of rules) {
    const fields = fieldsIn(event);
    if (mayBeAbsent && fields.length === 0) continue;
    const allowed = fields.filter(({ value }) => allows(value));
    if (allowed.length === 0) return false;
    candidates.push(allowed);
  }
  return isOfOneThing(candidates, []);
}

/** Looks for a field of each rule such that none is in another element of the same list. */
function isOfOneThing([fields, ...rest]: readonly Field[][], chosen: readonly Field[]): boolean {
  if (fields === undefined) return true;
  return fields.some((field) => chosen.every((other) => agree(field, other)) && isOfOneThing(rest, [...chosen, field]));
}
