import { randomBytes } from "node:crypto";
import { checkPattern, formatInstant } from "./dateFormat";

/** A piece of a prefix: a text, or an expression `!{...}`. */
export type PrefixPart =
  | { kind: "text"; text: string }
  | { kind: "timestamp"; pattern: string }
  | { kind: "random" }
  | { kind: "errorType" }
  /** A key that the transform returns. */
  | { kind: "key"; name: string };

export const DEFAULT_TIMESTAMP: PrefixPart = { kind: "timestamp", pattern: "yyyy/MM/dd/HH/" };

/** The values that expressions stand for in the names of one object. */
export interface PrefixFacts {
  /** Arrival of the oldest record in it, in milliseconds since the Unix epoch. */
  arrival: number;
  timeZone: string;
  errorType?: string;
  keys?: Readonly<Record<string, string>>;
}

/** Source: Amazon Data Firehose Developer Guide, "Understand custom prefixes for Amazon S3 objects": after evaluation. */
const MAX_LENGTH = 512;

/** @throws Error for what is no expression, or one that the local cloud does not know */
export function parsePrefix(text: string): PrefixPart[] {
  const parts: PrefixPart[] = [];
  let end = 0;
  for (const match of text.matchAll(/!\{([^}]*)\}/g)) {
    if (match.index > end) parts.push(textPart(text.slice(end, match.index)));
    parts.push(expressionOf(match[1] ?? "", text));
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push(textPart(text.slice(end)));
  return parts;
}

/** The keys that a prefix needs. */
export function keysOf(prefix: readonly PrefixPart[]): readonly string[] {
  return prefix.flatMap((part) => (part.kind === "key" ? [part.name] : []));
}

export function evaluatePrefix(prefix: readonly PrefixPart[], facts: PrefixFacts): string {
  return prefix.map((part) => written(part, facts)).join("");
}

/** Tells if a prefix with these values is longer than Firehose takes. */
export function isTooLong(prefix: readonly PrefixPart[], facts: PrefixFacts): boolean {
  return evaluatePrefix(prefix, facts).length > MAX_LENGTH;
}

function textPart(text: string): PrefixPart {
  if (text.includes("!{")) throw new Error(`"${text}" has an expression without its end: !{namespace:value}`);
  return { kind: "text", text };
}

function expressionOf(expression: string, prefix: string): PrefixPart {
  const [namespace = "", ...rest] = expression.split(":");
  const value = rest.join(":");
  switch (namespace) {
    case "timestamp":
      checkPattern(value);
      return { kind: "timestamp", pattern: value };
    case "firehose":
      if (value === "random-string") return { kind: "random" };
      if (value === "error-output-type") return { kind: "errorType" };
      break;
    case "partitionKeyFromLambda":
      if (value !== "") return { kind: "key", name: value };
      break;
    case "partitionKeyFromQuery":
      throw new Error(
        `!{${expression}} is not supported locally yet, for it needs MetadataExtraction: return the key from a Lambda processor`,
      );
  }
  throw new Error(`"${prefix}" has the expression !{${expression}}, which Firehose does not know`);
}

function written(part: PrefixPart, { arrival, timeZone, errorType = "", keys = {} }: PrefixFacts): string {
  switch (part.kind) {
    case "text":
      return part.text;
    case "timestamp":
      return formatInstant(part.pattern, arrival, timeZone);
    case "random":
      return randomBytes(8).toString("base64url").slice(0, 11);
    case "errorType":
      return errorType;
    case "key":
      return keys[part.name] ?? "";
  }
}
