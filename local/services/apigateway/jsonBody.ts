import type { Json } from "../sfn/asl/json";
import { find, parsePath } from "../sfn/asl/jsonPath";
import { Refusal } from "./refusal";

/**
 * Reads a JSON path in a body; an empty body is an empty object, as on AWS.
 *
 * @returns `undefined` where there is nothing
 * @throws Refusal for a body that is no JSON, and Error for a path that can't be read
 */
export function jsonAt(body: string, path: string): Json | undefined {
  const parsed = parsePath(path);
  if (parsed.root !== "$") throw new Error(`the path "${path}" must start with one $, and no name after it`);
  return find(parsed, { input: jsonOf(body), context: {} });
}

/** A text as it is, anything else as JSON. */
export function jsonText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function jsonOf(body: string): Json {
  if (body.trim() === "") return {};
  try {
    return JSON.parse(body) as Json;
  } catch (error) {
    throw new Refusal("BAD_REQUEST_BODY", `Could not parse request body into json: ${(error as Error).message}`);
  }
}
