import { PatternError } from "./patternError";

type Comparison = (value: number, limit: number) => boolean;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  "=": (value, limit) => value === limit,
  "<": (value, limit) => value < limit,
  "<=": (value, limit) => value <= limit,
  ">": (value, limit) => value > limit,
  ">=": (value, limit) => value >= limit,
};

/**
 * Compiles `["=", 5]`, `["<", 10]` or a range that begins below and ends above, `[">", 0, "<=", 5]`.
 * @throws PatternError for anything else, a range without a number in it included
 */
export function compileNumeric(operand: unknown): (value: number) => boolean {
  if (!Array.isArray(operand)) throw new PatternError("Value of numeric must be an array.");
  const [operator, limit, ...upper] = operand as unknown[];
  if (typeof operator !== "string") throw new PatternError(`Invalid member in numeric match: ${operator ?? "]"}`);
  const lower = comparison(operator, `Unrecognized numeric range operator: ${operator}`);
  const bottom = limitOf(operator, limit);
  if (upper.length === 0) return (value) => lower(value, bottom);
  if (operator !== ">" && operator !== ">=") throw new PatternError("Too many elements in numeric expression");
  return above(lower, bottom, upper);
}

function above(lower: Comparison, bottom: number, upper: readonly unknown[]): (value: number) => boolean {
  const [operator, limit, ...more] = upper;
  if (typeof operator !== "string") throw new PatternError(`Bad value in numeric range: ${operator}`);
  if (operator !== "<" && operator !== "<=") throw new PatternError(`Bad numeric range operator: ${operator}`);
  const compare = comparison(operator, `Bad numeric range operator: ${operator}`);
  const top = limitOf(operator, limit);
  if (top <= bottom) throw new PatternError("Bottom must be less than top");
  if (more.length > 0) throw new PatternError("Too many terms in numeric range expression");
  return (value) => lower(value, bottom) && compare(value, top);
}

function comparison(operator: string, otherwise: string): Comparison {
  const found = Object.hasOwn(COMPARISONS, operator) ? COMPARISONS[operator] : undefined;
  if (found === undefined) throw new PatternError(otherwise);
  return found;
}

function limitOf(operator: string, limit: unknown): number {
  if (typeof limit === "number") return limit;
  throw new PatternError(`Value of ${operator === "=" ? "equals" : operator} must be numeric`);
}
