import { AwsError } from "../../base/awsError";

/** Decides on one record; `undefined` stands for a field that is not there. */
type Test = (value: unknown) => boolean;

type Json = Record<string, unknown>;

/** Characters of one pattern. Source: "Filter criteria" in "Control which events Lambda sends to your function". */
const MAX_PATTERN_LENGTH = 4096;

/**
 * Compiles an event filter: `{ "dynamodb": { "NewImage": { "kind": { "S": ["order"] } } } }`. The operators are those of
 * "Filter rule syntax" in the Lambda developer guide: exact values, `prefix`, `suffix`, `equals-ignore-case`,
 * `anything-but`, `numeric`, `exists` and `$or`.
 * @throws AwsError `InvalidParameterValueException` for anything else, naming it
 */
export function compileFilter(pattern: string): (record: unknown) => boolean {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    throw invalid(`the pattern has ${pattern.length} characters; ${MAX_PATTERN_LENGTH} is the limit`);
  }
  return compileObject(parse(pattern), "");
}

/** The pattern as JSON. */
export function parse(pattern: string): Json {
  let parsed: unknown;
  try {
    parsed = JSON.parse(pattern);
  } catch (error) {
    throw invalid(`${error instanceof Error ? error.message : String(error)} in ${pattern}`);
  }
  if (!isObject(parsed)) {
    throw invalid(`a pattern is a JSON object, got ${pattern}`);
  }
  return parsed;
}

function compileObject(pattern: Json, path: string): Test {
  const tests = Object.entries(pattern).map(([key, rule]): Test => {
    const here = path === "" ? key : `${path}.${key}`;
    if (key === "$or") {
      return compileOr(rule, here);
    }
    const test = compileRule(rule, here);
    return (value) => test(isObject(value) ? value[key] : undefined);
  });
  if (tests.length === 0) {
    throw invalid(`${path === "" ? "the pattern" : `"${path}"`} is empty`);
  }
  return (value) => tests.every((test) => test(value));
}

function compileOr(alternatives: unknown, path: string): Test {
  if (!Array.isArray(alternatives) || alternatives.length === 0 || !alternatives.every(isObject)) {
    throw invalid(`"${path}" must be a list of patterns`);
  }
  const tests = alternatives.map((alternative) => compileObject(alternative, path));
  return (value) => tests.some((test) => test(value));
}

function compileRule(rule: unknown, path: string): Test {
  if (isObject(rule)) {
    return compileObject(rule, path);
  }
  if (!Array.isArray(rule) || rule.length === 0) {
    throw invalid(`"${path}" must be a list of allowed values or an object, got ${JSON.stringify(rule)}`);
  }
  const tests = rule.map((allowed) => compileValue(allowed, path));
  return (value) => tests.some((test) => test(value));
}

function compileValue(allowed: unknown, path: string): Test {
  if (!isObject(allowed)) {
    return each((value) => value === allowed);
  }
  const [operator, ...more] = Object.keys(allowed);
  if (operator === undefined || more.length > 0) {
    throw invalid(`"${path}" must name one operator at a time, got ${JSON.stringify(allowed)}`);
  }
  const operand = allowed[operator];
  switch (operator) {
    case "exists":
      return compileExists(operand, path);
    case "prefix": {
      const prefix = text(operand, operator, path);
      return each((value) => typeof value === "string" && value.startsWith(prefix));
    }
    case "suffix": {
      const suffix = text(operand, operator, path);
      return each((value) => typeof value === "string" && value.endsWith(suffix));
    }
    case "equals-ignore-case": {
      const wanted = text(operand, operator, path).toLowerCase();
      return each((value) => typeof value === "string" && value.toLowerCase() === wanted);
    }
    case "anything-but":
      return compileAnythingBut(operand, path);
    case "numeric":
      return compileNumeric(operand, path);
    default:
      throw invalid(`"${path}" uses the operator "${operator}", which Lambda's event filters do not have`);
  }
}

/** A field that holds a list matches where one of its elements does. */
function each(test: Test): Test {
  return (value) => value !== undefined && (Array.isArray(value) ? value.some(test) : test(value));
}

function compileExists(operand: unknown, path: string): Test {
  if (typeof operand !== "boolean") {
    throw invalid(`"exists" of "${path}" must be true or false, got ${JSON.stringify(operand)}`);
  }
  // Source: "exists" works on leaf nodes only.
  return (value) => (value !== undefined && !isObject(value)) === operand;
}

function compileAnythingBut(operand: unknown, path: string): Test {
  const excluded: unknown[] = Array.isArray(operand) ? operand : [operand];
  if (excluded.length === 0 || excluded.some((value) => typeof value !== "string" && typeof value !== "number")) {
    throw invalid(`"anything-but" of "${path}" takes strings or numbers, got ${JSON.stringify(operand)}`);
  }
  return each((value) => !isObject(value) && !excluded.includes(value));
}

const COMPARISONS: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  "=": (value, limit) => value === limit,
  "<": (value, limit) => value < limit,
  "<=": (value, limit) => value <= limit,
  ">": (value, limit) => value > limit,
  ">=": (value, limit) => value >= limit,
};

function compileNumeric(operand: unknown, path: string): Test {
  const parts: unknown[] = Array.isArray(operand) ? operand : [];
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const compare = COMPARISONS[String(parts[index])];
    const limit = parts[index + 1];
    if (compare !== undefined && typeof limit === "number") {
      tests.push((value) => compare(value, limit));
    }
  }
  if (parts.length === 0 || tests.length * 2 !== parts.length || tests.length > 2) {
    throw invalid(`"numeric" of "${path}" must be like [">", 0, "<=", 5], got ${JSON.stringify(operand)}`);
  }
  return each((value) => typeof value === "number" && tests.every((test) => test(value)));
}

function text(operand: unknown, operator: string, path: string): string {
  if (typeof operand !== "string") {
    throw invalid(`"${operator}" of "${path}" must be a string, got ${JSON.stringify(operand)}`);
  }
  return operand;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(reason: string): AwsError {
  return new AwsError("InvalidParameterValueException", `Invalid filter pattern definition: ${reason}.`);
}
