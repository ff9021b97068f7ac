import { jsonIn } from "../../base/jsonIn";
import { compilePattern, parsePattern } from "../../patterns/compilePattern";
import { SNS } from "../../patterns/dialect";
import { isObject, type JsonObject } from "../../patterns/json";
import { PatternError } from "../../patterns/patternError";
import { invalid, listOf } from "./publication";
import type { MessageAttribute, Publication, SubscriptionSpec } from "./sns";

/** Decides if a subscriber wants a message; `text` is what its protocol gets. */
export type Wanted = (publication: Publication, text: string) => boolean;

const MAX_KEYS = 5;
const MAX_COMBINATIONS = 150;

/**
 * Compiles a subscription's filter policy, with SNS's limits of keys and of combinations.
 * Source: Amazon SNS Developer Guide, "Amazon SNS subscription filter policies", "Filter policy constraints in Amazon SNS".
 *
 * @throws AwsError `InvalidParameter`
 */
export function compileFilterPolicy({ policy: text, scope }: NonNullable<SubscriptionSpec["filter"]>): Wanted {
  const matches = inWords(() => {
    const policy = parsePattern(text);
    if (Object.keys(policy).length > MAX_KEYS) {
      throw new PatternError(`Filter policy can not have more than ${MAX_KEYS} keys`);
    }
    const compiled = compilePattern(policy, SNS);
    if (combinationsOf(policy) > MAX_COMBINATIONS) throw new PatternError("Filter policy is too complex");
    if (scope === "MessageAttributes") refuseNesting(policy);
    return compiled;
  });
  // A body that is no JSON object matches no policy.
  if (scope === "MessageBody") return (_publication, body) => matches(jsonIn(body));
  return ({ attributes = {} }) => matches(valuesOf(attributes));
}

function inWords<T>(compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw invalid(`FilterPolicy: ${error.message}`);
  }
}

function refuseNesting(policy: JsonObject): void {
  if (Object.entries(policy).every(([key, rule]) => key === "$or" || Array.isArray(rule))) return;
  throw invalid("Filter policy scope MessageAttributes does not support nested filter policy");
}

/** Multiplies the number of values of each list with the depth at which it stands; what `$or` has side by side is added up. */
function combinationsOf(policy: JsonObject, depth = 1): number {
  return Object.entries(policy).reduce((product, [key, rule]) => {
    if (isObject(rule)) return product * combinationsOf(rule, depth + 1);
    const list = Array.isArray(rule) ? rule : [];
    if (key !== "$or") return product * list.length * depth;
    return product * list.filter(isObject).reduce((sum, each) => sum + combinationsOf(each, depth), 0);
  }, 1);
}

/** Binary attributes cannot be filtered by. */
function valuesOf(attributes: Readonly<Record<string, MessageAttribute>>): Record<string, unknown> {
  const filterable = Object.entries(attributes).filter(([, { type }]) => !type.startsWith("Binary"));
  return Object.fromEntries(filterable.map(([name, attribute]) => [name, comparable(attribute)]));
}

function comparable({ type, value }: MessageAttribute): unknown {
  if (type === "String.Array") return listOf(value);
  return type.startsWith("Number") ? Number(value) : value;
}
