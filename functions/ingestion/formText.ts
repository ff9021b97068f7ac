import { shortened } from "../shared/http/jsonText";
import type { Reason, Submission } from "./judge";
import type { FieldRule } from "./rules";

/** Parameters that are unknown or broken, as many as are named one by one: the rest adds nothing but length. */
const MAX_FAULTS_NAMED = 20;

/**
 * Reads `name=value&...` as a browser's form writes it, from a query string or a body. Nothing that a client may send makes it throw.
 * @param text still encoded
 */
export function readFormText(text: string, rules: readonly FieldRule[]): Submission {
  const known = new Set(rules.map(({ name }) => name));
  const values: Record<string, string> = {};
  const faults: Reason[] = [];
  const seen = new Set<string>();
  const complain = (field: string, reason: string) => {
    if (!faults.some((fault) => fault.field === field)) faults.push({ field, reason });
  };
  for (const { name: rawName, value: rawValue } of pairsOf(text)) {
    const name = decoded(rawName) ?? rawName;
    if (!known.has(name)) {
      complain(shortened(name), `There is no such field; those that there are: ${[...known].join(", ")}.`);
      continue;
    }
    const value = decoded(rawValue);
    if (seen.has(name)) complain(name, "The field is given more than once; give it once.");
    else if (value === undefined) complain(name, "The value cannot be decoded: percent-encode it as UTF-8.");
    else values[name] = value;
    seen.add(name);
  }
  for (const { field } of faults) delete values[field];
  return { values, faults: faults.slice(0, MAX_FAULTS_NAMED) };
}

/** The names and values of a form text, still encoded; empty parts are none. */
export function pairsOf(text: string): { name: string; value: string }[] {
  return text
    .split("&")
    .filter((part) => part !== "")
    .map((part) => {
      const equals = part.indexOf("=");
      return equals < 0 ? { name: part, value: "" } : { name: part.slice(0, equals), value: part.slice(equals + 1) };
    });
}

/** `undefined` for what no UTF-8 text is encoded as. */
export function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
