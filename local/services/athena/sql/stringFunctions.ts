import { notSupported } from "../queryError";
import { cast, functionCall, isNull } from "./ast";
import { argument, type Call, type FunctionRules, literal, renamed, same, text } from "./functionRule";

const MANY = 127;

/** Functions of texts and numbers. Source: Trino documentation, "String functions", "Regular expression functions". */
export const STRING_FUNCTIONS: FunctionRules = {
  ...same(1, 1, "upper", "lower", "length", "reverse"),
  ...same(2, 2, "starts_with", "strpos"),
  ...same(3, 3, "translate"),
  lpad: renamed("trino_lpad", 3),
  rpad: renamed("trino_rpad", 3),
  /** Any NULL makes NULL in Trino, where DuckDB's leaves it out. */
  concat: {
    arity: [2, MANY],
    build: ({ args: written }) => {
      const args = written.map((arg) => (isNull(arg) ? cast(arg, "VARCHAR") : arg));
      return args.slice(1).reduce((left, right) => functionCall("trino_concat", left, right), args[0] as never);
    },
  },
  concat_ws: renamed("concat_ws", 2, MANY),
  chr: renamed("chr", 1),
  codepoint: renamed("unicode", 1),
  /** `POSITION('a' IN b)`, which the parser turns round. */
  position: renamed("strpos", 2),
  ltrim: { arity: [1, 2], build: (call) => trimmed("ltrim", call) },
  rtrim: { arity: [1, 2], build: (call) => trimmed("rtrim", call) },
  trim: { arity: [1, 2], build: (call) => trimmed("trim", call) },
  replace: {
    arity: [2, 3],
    build: ({ args: [source, search, by = text("")] }) =>
      functionCall("trino_replace", source as never, search as never, by),
  },
  split: renamed("string_split", 2),
  split_part: renamed("trino_split_part", 3),
  substr: renamed("trino_substr", 2, 3),
  substring: renamed("trino_substr", 2, 3),
  regexp_like: renamed("regexp_matches", 2),
  regexp_extract: {
    arity: [2, 3],
    build(call) {
      if (call.args.length > 2) checkGroups(call);
      return functionCall("trino_regexp_extract", ...call.args);
    },
  },
  regexp_replace: {
    arity: [2, 3],
    build(call) {
      const replacement = call.args.length > 2 ? groupReferences(literal(call, 2, "a replacement")) : "";
      return functionCall("regexp_replace", argument(call, 0), argument(call, 1), text(replacement), text("g"));
    },
  },
  regexp_split: renamed("regexp_split_to_array", 2),
};

/** Functions of numbers. Source: Trino documentation, "Mathematical functions". */
export const NUMBER_FUNCTIONS: FunctionRules = {
  ...same(1, 1, "abs", "ceil", "ceiling", "floor", "cbrt", "exp", "degrees", "radians", "sin", "cos", "tan", "atan"),
  ...Object.fromEntries(
    ["sqrt", "ln", "log2", "log10", "asin", "acos"].map((name) => [name, renamed(`trino_${name}`, 1)]),
  ),
  ...same(0, 0, "pi"),
  ...same(2, 2, "pow", "power", "atan2"),
  round: renamed("trino_round", 1, 2),
  truncate: renamed("trunc", 1),
  mod: renamed("trino_modulus", 2),
  is_nan: renamed("isnan", 1),
  sign: renamed("trino_sign", 1),
};

function trimmed(name: string, call: Call) {
  if (call.args.length === 1) return functionCall(name, argument(call, 0), functionCall("trino_spaces"));
  return functionCall(name, ...call.args);
}

/** A group that took no part in the match is NULL in Trino and an empty text in DuckDB, which cannot be told from one that did. */
function checkGroups(call: Call): void {
  const pattern = literal(call, 1, "a pattern and a group").replace(/\\./g, "");
  if (/\)[?*]|\)\{0|\|/.test(pattern)) {
    throw notSupported("regexp_extract of a group that may be absent from the match", "extract the whole match");
  }
}

/** Trino's `$1` is DuckDB's `\1`. */
function groupReferences(replacement: string): string {
  if (/\$(?!\d)/.test(replacement.replace(/\\./g, ""))) {
    throw notSupported("regexp_replace with groups that are called by name", "use $1, $2, ...");
  }
  return replacement.replace(/\\(.)|\$(\d)/gs, (_, escaped: string | undefined, group: string | undefined) => {
    if (group !== undefined) return `\\${group}`;
    return escaped === "\\" ? "\\\\" : `${escaped}`;
  });
}
