import { BlockList, isIPv6 } from "node:net";
import { isSupportedKey, type RequestContext, valuesOf } from "./conditionKeys";
import { malformed } from "./malformed";
import { parsePattern } from "./pattern";

/** One line of a `Condition` block: an operator, a key, and its values, any of which may match. */
export type Condition = (context: RequestContext) => boolean;

/** Compares one value of the request with one value of the policy. */
type Comparison = (actual: string, context: RequestContext) => boolean;
type ComparisonFactory = (expected: string, place: string, variables: boolean) => Comparison;

const text =
  (reach: "none" | "anything", ignoreCase: boolean): ComparisonFactory =>
  (expected, _place, variables) => {
    const pattern = parsePattern(expected, { reach, variables, ignoreCase });
    return (actual, context) => pattern.matches(actual, context);
  };

const numeric =
  (holds: (actual: number, expected: number) => boolean): ComparisonFactory =>
  (expected, place) => {
    const limit = toNumber(expected);
    if (limit === undefined) throw malformed(`${place} compares numbers, and "${expected}" is none`);
    return (actual) => {
      const value = toNumber(actual);
      return value !== undefined && holds(value, limit);
    };
  };

const date =
  (holds: (actual: number, expected: number) => boolean): ComparisonFactory =>
  (expected, place) => {
    const limit = toTime(expected);
    if (limit === undefined) {
      throw malformed(`${place} compares dates, and "${expected}" is neither an ISO 8601 date nor epoch seconds`);
    }
    return (actual) => {
      const value = toTime(actual);
      return value !== undefined && holds(value, limit);
    };
  };

const bool: ComparisonFactory = (expected, place) => {
  const wanted = expected.toLowerCase();
  if (wanted !== "true" && wanted !== "false") throw malformed(`${place} takes "true" or "false", got "${expected}"`);
  return (actual) => actual.toLowerCase() === wanted;
};

const ipAddress: ComparisonFactory = (expected, place) => {
  const [address = "", prefix] = expected.split("/");
  const range = new BlockList();
  const family = isIPv6(address) ? "ipv6" : "ipv4";
  try {
    range.addSubnet(address, prefix === undefined ? (family === "ipv6" ? 128 : 32) : Number(prefix), family);
  } catch {
    throw malformed(`${place} takes addresses and CIDR ranges, got "${expected}"`);
  }
  return (actual) => range.check(actual, isIPv6(actual) ? "ipv6" : "ipv4");
};

/** Each of the six parts is compared on its own; `ArnEquals` and `ArnLike` behave alike on AWS. */
const arnLike: ComparisonFactory = (expected, place, variables) => {
  const parts = arnParts(expected);
  if (!parts) throw malformed(`${place} compares ARNs, and "${expected}" is none`);
  const patterns = parts.map((part) => parsePattern(part, { reach: "anything", variables }));
  return (actual, context) => {
    const actualParts = arnParts(actual);
    return actualParts?.every((part, index) => patterns[index]?.matches(part, context)) ?? false;
  };
};

/**
 * Operators that hold when a value matches. `negated` ones hold when none does, and when the request lacks the key.
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
 */
const OPERATORS: Readonly<Record<string, { compare: ComparisonFactory; negated?: true }>> = {
  StringEquals: { compare: text("none", false) },
  StringNotEquals: { compare: text("none", false), negated: true },
  StringEqualsIgnoreCase: { compare: text("none", true) },
  StringNotEqualsIgnoreCase: { compare: text("none", true), negated: true },
  StringLike: { compare: text("anything", false) },
  StringNotLike: { compare: text("anything", false), negated: true },
  NumericEquals: { compare: numeric((actual, expected) => actual === expected) },
  NumericNotEquals: { compare: numeric((actual, expected) => actual === expected), negated: true },
  NumericLessThan: { compare: numeric((actual, expected) => actual < expected) },
  NumericLessThanEquals: { compare: numeric((actual, expected) => actual <= expected) },
  NumericGreaterThan: { compare: numeric((actual, expected) => actual > expected) },
  NumericGreaterThanEquals: { compare: numeric((actual, expected) => actual >= expected) },
  DateEquals: { compare: date((actual, expected) => actual === expected) },
  DateNotEquals: { compare: date((actual, expected) => actual === expected), negated: true },
  DateLessThan: { compare: date((actual, expected) => actual < expected) },
  DateLessThanEquals: { compare: date((actual, expected) => actual <= expected) },
  DateGreaterThan: { compare: date((actual, expected) => actual > expected) },
  DateGreaterThanEquals: { compare: date((actual, expected) => actual >= expected) },
  Bool: { compare: bool },
  IpAddress: { compare: ipAddress },
  NotIpAddress: { compare: ipAddress, negated: true },
  ArnEquals: { compare: arnLike },
  ArnLike: { compare: arnLike },
  ArnNotEquals: { compare: arnLike, negated: true },
  ArnNotLike: { compare: arnLike, negated: true },
};

/**
 * Reads one operator and key of a `Condition` block.
 *
 * @param variables whether the policy's version knows policy variables
 * @throws AwsError `MalformedPolicyDocument` for an operator or key this cloud does not evaluate, or a wrong value
 */
export function parseCondition(
  operator: string,
  key: string,
  values: readonly string[],
  variables: boolean,
): Condition {
  const place = `Condition ${operator} ${key}`;
  if (!isSupportedKey(key)) {
    throw malformed(`${place} tests a key that the local cloud does not supply (see local/iam/conditionKeys.ts)`);
  }
  if (values.length === 0) throw malformed(`${place} has no value`);
  if (operator === "Null") return nullCondition(key, values, place);

  const [, set, name = "", ifExists] = operator.match(/^(?:(ForAnyValue|ForAllValues):)?(.*?)(IfExists)?$/) ?? [];
  const found = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (!found) throw malformed(`the condition operator "${operator}" is not supported locally`);
  const comparisons = values.map((value) => found.compare(value, place, variables));
  const fits = (actual: string, context: RequestContext) =>
    comparisons.some((matches) => matches(actual, context)) !== (found.negated ?? false);

  return (context) => {
    const actual = valuesOf(context, key);
    if (set === "ForAllValues") return actual.every((value) => fits(value, context));
    if (actual.length === 0) return ifExists !== undefined || (set === undefined && found.negated === true);
    if (set === undefined && found.negated) return actual.every((value) => fits(value, context));
    return actual.some((value) => fits(value, context));
  };
}

function nullCondition(key: string, values: readonly string[], place: string): Condition {
  const absent = values.map((value) => value.toLowerCase());
  if (absent.some((value) => value !== "true" && value !== "false"))
    throw malformed(`${place} takes "true" or "false"`);
  return (context) => absent.includes(String(valuesOf(context, key).length === 0));
}

function toNumber(text: string): number | undefined {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Milliseconds, from ISO 8601 or from epoch seconds. */
function toTime(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const time = /^\d{4}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function arnParts(text: string): string[] | undefined {
  const parts = text.split(":");
  if (parts.length < 6 || parts[0] !== "arn") return undefined;
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
}
