import { parseIntrinsic } from "./intrinsicParser";
import { checkIntrinsic, evaluateIntrinsic } from "./intrinsics";
import { isArray, isObject, type Json } from "./json";
import { type PathData, parsePath, query } from "./jsonPath";
import { NotSupportedLocally } from "./notSupportedLocally";

/**
 * Fills in a payload template (`Parameters`, `ResultSelector`, `ItemSelector`): the value of a member whose name ends in `.$`
 * is a path or an intrinsic function.
 *
 * @throws StateError where a path leads nowhere or a function fails
 */
export function fill(template: Json, data: PathData): Json {
  if (isArray(template)) return template.map((item) => fill(item, data));
  if (!isObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) =>
      name.endsWith(".$") ? [name.slice(0, -2), dynamic(String(value), data, name)] : [name, fill(value, data)],
    ),
  );
}

/** The value of a path or an intrinsic function. */
export function dynamic(text: string, data: PathData, field: string): Json {
  return text.startsWith("$")
    ? query(parsePath(text), data, field)
    : evaluateIntrinsic(parseIntrinsic(text), data, field);
}

/** @throws Error that says which member can't be filled in, and why */
export function checkTemplate(template: Json): void {
  if (isArray(template)) {
    for (const item of template) checkTemplate(item);
    return;
  }
  if (!isObject(template)) return;
  for (const [name, value] of Object.entries(template)) {
    if (name.endsWith(".$")) checkDynamic(value, name);
    else checkTemplate(value);
  }
}

/** @throws Error in AWS's words, and with the reason */
export function checkDynamic(value: unknown, field: string): void {
  try {
    if (typeof value !== "string") throw new Error(`got ${JSON.stringify(value)}`);
    if (value.startsWith("$")) parsePath(value);
    else checkIntrinsic(parseIntrinsic(value));
  } catch (error) {
    if (error instanceof NotSupportedLocally) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The value for the field '${field}' must be a valid JSONPath or a valid intrinsic function call (${reason})`,
    );
  }
}
