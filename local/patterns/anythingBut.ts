import type { Dialect, Operator } from "./dialect";
import { isObject, type JsonObject } from "./json";
import { PatternError } from "./patternError";
import { compileWildcard } from "./wildcard";

type Test = (value: unknown) => boolean;

const WRONG_VALUE = "Value of anything-but must be an array or single string/number value.";

/** Compiles `anything-but`: values, a list of them, or other operators' texts. @throws PatternError */
export function compileAnythingBut(operand: unknown, dialect: Dialect): Test {
  if (isObject(operand)) return compileInner(operand, dialect);
  if (!Array.isArray(operand) && typeof operand !== "string" && typeof operand !== "number") {
    throw new PatternError(WRONG_VALUE);
  }
  const excluded: unknown[] = Array.isArray(operand) ? operand : [operand];
  if (excluded.length === 0) throw new PatternError("Empty arrays are not allowed");
  if (excluded.some((value) => typeof value !== "string" && typeof value !== "number")) {
    throw new PatternError("Inside anything but list, start|null|boolean is not supported.");
  }
  if (new Set(excluded.map((value) => typeof value)).size > 1) {
    throw new PatternError(
      "Inside anything but list, either all values are number or string, mixed type is not supported",
    );
  }
  return (value) => !excluded.includes(value);
}

function compileInner(operand: JsonObject, dialect: Dialect): Test {
  const [operator, ...more] = Object.keys(operand);
  if (operator === undefined || more.length > 0) {
    throw new PatternError("Only one key allowed in match expression");
  }
  if (!dialect.anythingBut.includes(operator as Operator)) {
    throw new PatternError(`Unsupported anything-but pattern: ${operator}`);
  }
  const given = operand[operator];
  const texts: unknown[] = Array.isArray(given) ? given : [given];
  if (isObject(given)) throw new PatternError(WRONG_VALUE);
  const excludes = texts.map((text) => compileText(operator as Operator, text));
  return (value) => typeof value !== "string" || !excludes.some((test) => test(value));
}

function compileText(operator: Operator, text: unknown): (value: string) => boolean {
  switch (operator) {
    case "wildcard":
      if (typeof text !== "string") throw new PatternError("wildcard match pattern must be a string");
      return compileWildcard(text);
    case "equals-ignore-case": {
      if (typeof text !== "string") {
        throw new PatternError(
          "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
        );
      }
      const folded = text.toLowerCase();
      return (value) => value.toLowerCase() === folded;
    }
    default:
      if (typeof text !== "string") throw new PatternError("prefix/suffix match pattern must be a string");
      if (text === "") throw new PatternError("Null prefix/suffix not allowed");
      return operator === "prefix" ? (value) => value.startsWith(text) : (value) => value.endsWith(text);
  }
}
