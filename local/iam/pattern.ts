import type { RequestContext } from "./conditionKeys";
import { isSupportedKey, valuesOf } from "./conditionKeys";
import { malformed } from "./malformed";

/** How `*` in a pattern expands. */
export type WildcardReach =
  /** No wildcards: `*` and `?` stand for themselves. */
  | "none"
  /** Over anything. */
  | "anything"
  /**
   * Over one colon-separated segment, and over everything that follows where it ends a segment
   * (IAM User Guide, "IAM JSON policy elements: Resource").
   */
  | "arnSegment";

type Part = { literal: string } | { wildcard: "*" | "?" } | { variable: string; fallback?: string };

/** A text of a policy with wildcards and policy variables, ready to be compared. */
export interface Pattern {
  readonly text: string;
  /** It holds a policy variable: what it matches depends on the request's context. */
  readonly isVariable: boolean;
  matches(value: string, context: RequestContext): boolean;
}

export interface PatternOptions {
  reach: WildcardReach;
  /** Policies of version 2008-10-17 know no variables: `${...}` stands for itself there. */
  variables: boolean;
  ignoreCase?: boolean;
}

/** @throws AwsError `MalformedPolicyDocument` for a variable that this cloud never supplies */
export function parsePattern(text: string, options: PatternOptions): Pattern {
  const parts = partsOf(text, options);
  const fixed = parts.some((part) => "variable" in part) ? undefined : compile(parts, options, {});
  return {
    text,
    isVariable: fixed === undefined,
    matches(value, context) {
      const expression = fixed ?? compile(parts, options, context);
      return expression?.test(value) ?? false;
    },
  };
}

function partsOf(text: string, options: PatternOptions): Part[] {
  // Where `${...}` means nothing, a `*` between its braces is a wildcard like any other.
  const tokens = text.match(options.variables ? /\$\{[^}]*\}|[*?]|[^*?$]+|\$/g : /[*?]|[^*?]+/g) ?? [];
  return tokens.map((token): Part => {
    if (options.variables && token.startsWith("${")) return variablePart(token, text);
    if ((token === "*" || token === "?") && options.reach !== "none") return { wildcard: token };
    return { literal: token };
  });
}

function variablePart(token: string, text: string): Part {
  const inner = token.slice(2, -1);
  if (inner === "*" || inner === "?" || inner === "$") return { literal: inner };
  const [, key = "", fallback] = inner.match(/^\s*([^,\s]+)\s*(?:,\s*'([^']*)'\s*)?$/) ?? [];
  if (!isSupportedKey(key)) {
    throw malformed(`the policy variable ${token} in "${text}" is not supported locally`);
  }
  return fallback === undefined ? { variable: key } : { variable: key, fallback };
}

/** `undefined` where a variable has no value in this request: such a pattern matches nothing, as on AWS. */
function compile(parts: readonly Part[], options: PatternOptions, context: RequestContext): RegExp | undefined {
  let source = "";
  for (const [index, part] of parts.entries()) {
    if ("wildcard" in part) {
      source += wildcardSource(part.wildcard, options.reach, parts[index + 1]);
      continue;
    }
    const literal = "literal" in part ? part.literal : (valuesOf(context, part.variable)[0] ?? part.fallback);
    if (literal === undefined) return undefined;
    source += literal.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  }
  return new RegExp(`^${source}$`, options.ignoreCase ? "isu" : "su");
}

function wildcardSource(wildcard: "*" | "?", reach: WildcardReach, next: Part | undefined): string {
  if (wildcard === "?") return reach === "arnSegment" ? "[^:]" : ".";
  const endsSegment = next === undefined || ("literal" in next && next.literal.startsWith(":"));
  return reach === "arnSegment" && !endsSegment ? "[^:]*" : ".*";
}
