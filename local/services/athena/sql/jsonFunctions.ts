import { notSupported } from "../queryError";
import { functionCall } from "./ast";
import { argument, type Call, type FunctionRules, literal, renamed, text } from "./functionRule";

/** Functions of JSON. Source: Trino documentation, "JSON functions and operators". */
export const JSON_FUNCTIONS: FunctionRules = {
  json_extract_scalar: {
    arity: [2, 2],
    build: (call) => functionCall("trino_json_extract_scalar", argument(call, 0), text(pathOf(call))),
  },
  json_extract: {
    arity: [2, 2],
    build: (call) => functionCall("trino_json_extract", argument(call, 0), text(pathOf(call))),
  },
  json_array_length: renamed("trino_json_array_length", 1),
  json_parse: renamed("trino_json_parse", 1),
};

/**
 * Trino's path of `json_extract`, which is a small part of JSONPath, in DuckDB's writing.
 * @throws QueryError for what the two do not read alike
 */
function pathOf(call: Call): string {
  const path = literal(call, 1, "a path");
  const steps = path.startsWith("$") ? path.slice(1) : `.${path}`;
  const step = /\.([\p{L}\p{N}_-]+)|\[(\d+)\]|\[(?:"([^"\\]+)"|'([^'\\]+)')\]/uy;
  let translated = "$";
  for (let at = 0; at < steps.length; at = step.lastIndex) {
    step.lastIndex = at;
    const [whole, name, index, double, single] = step.exec(steps) ?? [];
    if (whole === undefined) throw notSupported(`the JSON path '${path}'`, 'use $.name, $.list[0] and $["name"]');
    translated += index === undefined ? `."${name ?? double ?? single}"` : `[${index}]`;
  }
  return translated;
}
