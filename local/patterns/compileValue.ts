import { compileAnythingBut } from "./anythingBut";
import { compileCidr } from "./cidr";
import type { Dialect, Operator } from "./dialect";
import { isObject } from "./json";
import { compileNumeric } from "./numeric";
import { PatternError } from "./patternError";
import { compileWildcard } from "./wildcard";

/** An allowed value: a test of values that are there, or the wish that there is none. */
export type ValueRule = ((value: unknown) => boolean) | "absent";

/** Compiles one of the values that a field may have: a value itself, or an operator. @throws PatternError */
export function compileValue(allowed: unknown, dialect: Dialect): ValueRule {
  if (Array.isArray(allowed)) {
    throw new PatternError("Match value must be String, number, true, false, or null");
  }
  if (!isObject(allowed)) return (value) => value === allowed;
  const [operator, ...more] = Object.keys(allowed);
  if (operator === undefined || more.length > 0) throw new PatternError("Only one key allowed in match expression");
  if (!dialect.operators.includes(operator as Operator)) {
    throw new PatternError(`Unrecognized match type ${operator}`);
  }
  return compileOperator(operator as Operator, allowed[operator], dialect);
}

function compileOperator(operator: Operator, operand: unknown, dialect: Dialect): ValueRule {
  switch (operator) {
    case "exists":
      if (typeof operand !== "boolean") {
        throw new PatternError("exists match pattern must be either true or false.");
      }
      return operand ? () => true : "absent";
    case "anything-but":
      return compileAnythingBut(operand, dialect);
    case "numeric": {
      const test = compileNumeric(operand);
      return (value) => typeof value === "number" && test(value);
    }
    case "cidr":
      return ofText(compileCidr(operand));
    case "wildcard":
      return ofText(compileWildcard(textOf(operator, operand)));
    case "equals-ignore-case": {
      const folded = textOf(operator, operand).toLowerCase();
      return ofText((text) => text.toLowerCase() === folded);
    }
    case "prefix":
    case "suffix":
      return compileEnd(operator, operand, dialect);
  }
}

function compileEnd(operator: "prefix" | "suffix", operand: unknown, dialect: Dialect): ValueRule {
  const has = operator === "prefix" ? String.prototype.startsWith : String.prototype.endsWith;
  if (dialect.ignoresCaseAtEnds && isObject(operand) && Object.hasOwn(operand, "equals-ignore-case")) {
    const folded = textOf("equals-ignore-case", operand["equals-ignore-case"]).toLowerCase();
    return ofText((text) => has.call(text.toLowerCase(), folded));
  }
  const wanted = textOf(operator, operand);
  return ofText((text) => has.call(text, wanted));
}

function ofText(test: (text: string) => boolean): ValueRule {
  return (value) => typeof value === "string" && test(value);
}

function textOf(operator: string, operand: unknown): string {
  if (typeof operand !== "string") throw new PatternError(`${operator} match pattern must be a string`);
  return operand;
}
