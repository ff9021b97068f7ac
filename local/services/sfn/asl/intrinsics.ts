import { createHash, randomInt, randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Argument, IntrinsicCall } from "./intrinsicParser";
import { isArray, isObject, type Json } from "./json";
import { type PathData, query } from "./jsonPath";
import { StateError } from "./stateError";

/**
 * The functions of Step Functions Developer Guide, "Intrinsic functions for JSONPath states", each with the numbers of
 * arguments that it takes.
 */
interface Intrinsic {
  arity: readonly [min: number, max: number];
  run(args: readonly Json[]): Json;
}

const ANY = Number.POSITIVE_INFINITY;
/** "States.ArrayRange": the array can't contain more than 1000 elements. */
const MAX_RANGE = 1000;
/** "States.Base64Encode", "States.Hash": characters of input. */
const MAX_TEXT = 10_000;
const HASHES: Readonly<Record<string, string>> = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  "States.Array": { arity: [0, ANY], run: (args) => args },
  "States.ArrayPartition": {
    arity: [2, 2],
    run([list, size]) {
      const items = array(list);
      const step = whole(size, 1);
      return Array.from({ length: Math.ceil(items.length / step) }, (_, part) =>
        items.slice(part * step, (part + 1) * step),
      );
    },
  },
  "States.ArrayContains": {
    arity: [2, 2],
    run: ([list, wanted]) => array(list).some((item) => isDeepStrictEqual(item, wanted)),
  },
  "States.ArrayRange": {
    arity: [3, 3],
    run([first, last, by]) {
      const [from, to, step] = [whole(first), whole(last), whole(by)];
      if (step === 0) throw new Error("the step must not be 0");
      const length = Math.max(0, Math.floor((to - from) / step) + 1);
      if (length > MAX_RANGE) throw new Error(`the range has more than ${MAX_RANGE} elements`);
      return Array.from({ length }, (_, index) => from + index * step);
    },
  },
  "States.ArrayGetItem": {
    arity: [2, 2],
    run([list, index]) {
      const item = array(list)[whole(index, 0)];
      if (item === undefined) throw new Error(`the array has no element ${JSON.stringify(index)}`);
      return item;
    },
  },
  "States.ArrayLength": { arity: [1, 1], run: ([list]) => array(list).length },
  "States.ArrayUnique": {
    arity: [1, 1],
    run([list]) {
      const items = array(list);
      return items.filter((item, at) => items.findIndex((other) => isDeepStrictEqual(other, item)) === at);
    },
  },
  "States.Base64Encode": { arity: [1, 1], run: ([value]) => Buffer.from(short(value)).toString("base64") },
  "States.Base64Decode": { arity: [1, 1], run: ([value]) => Buffer.from(short(value), "base64").toString() },
  "States.Format": { arity: [1, ANY], run: ([template, ...values]) => format(text(template), values) },
  "States.Hash": {
    arity: [2, 2],
    run([data, algorithm]) {
      const name = HASHES[text(algorithm)];
      if (name === undefined) throw new Error(`the algorithm must be one of ${Object.keys(HASHES).join(", ")}`);
      return createHash(name)
        .update(typeof data === "string" ? short(data) : JSON.stringify(data))
        .digest("hex");
    },
  },
  "States.JsonMerge": {
    arity: [3, 3],
    run([first, second, deep]) {
      if (deep !== false) throw new Error("only shallow merging is supported: the third argument must be false");
      if (!isObject(first) || !isObject(second)) throw new Error("both arguments must be objects");
      return Object.fromEntries([...Object.entries(first), ...Object.entries(second)]);
    },
  },
  "States.JsonToString": { arity: [1, 1], run: ([value]) => JSON.stringify(value) },
  "States.MathAdd": { arity: [2, 2], run: ([a, b]) => whole(a) + whole(b) },
  // AWS takes a seed as a third argument; what it makes of it is not documented, so that it can't be honoured.
  "States.MathRandom": { arity: [2, 2], run: ([from, to]) => randomInt(whole(from), whole(to)) },
  "States.StringSplit": {
    arity: [2, 2],
    // As documented: every character of the second text separates, and nothing is left between two separators.
    run: ([value, separators]) => {
      const between = new Set(text(separators));
      const parts = [""];
      for (const character of text(value)) {
        if (between.has(character)) parts.push("");
        else parts.push(`${parts.pop()}${character}`);
      }
      return parts.filter((part) => part !== "");
    },
  },
  "States.StringToJson": { arity: [1, 1], run: ([value]) => parsed(text(value)) },
  "States.UUID": { arity: [0, 0], run: () => randomUUID() },
};

/** @throws Error that names an unknown function, or one with too few or too many arguments */
export function checkIntrinsic({ name, args }: IntrinsicCall): void {
  const known = Object.hasOwn(INTRINSICS, name) ? INTRINSICS[name] : undefined;
  if (known === undefined) {
    throw new Error(`${name} is no intrinsic function (known: ${Object.keys(INTRINSICS).join(", ")})`);
  }
  const [min, max] = known.arity;
  if (args.length < min || args.length > max) {
    const wanted = min === max ? String(min) : `at least ${min}`;
    throw new Error(`${name} takes ${wanted} arguments here, got ${args.length}`);
  }
  for (const argument of args) if (argument.kind === "call") checkIntrinsic(argument.call);
}

/** @throws StateError `States.IntrinsicFailure`, or `States.Runtime` for a path that leads nowhere */
export function evaluateIntrinsic(call: IntrinsicCall, data: PathData, field: string): Json {
  const args = call.args.map((argument) => argumentValue(argument, data, field));
  try {
    return INTRINSICS[call.name]?.run(args) ?? null;
  } catch (error) {
    throw new StateError(
      "States.IntrinsicFailure",
      `The function '${call.name}' of the field '${field}' failed: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function argumentValue(argument: Argument, data: PathData, field: string): Json {
  switch (argument.kind) {
    case "literal":
      return argument.value;
    case "path":
      return query(argument.path, data, field);
    case "call":
      return evaluateIntrinsic(argument.call, data, field);
  }
}

function format(template: string, values: readonly Json[]): string {
  let used = 0;
  const result = template.replace(/\\([{}])|\{\}/g, (_match, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    const value = values[used++];
    if (value === undefined) throw new Error("there are more {} than values");
    return shown(value);
  });
  if (used !== values.length) throw new Error(`${values.length} values are given for ${used} {}`);
  return result;
}

/** Writes objects and arrays as AWS does: as Java shows its maps and lists. */
function shown(value: Json): string {
  if (isArray(value)) return `[${value.map(shown).join(", ")}]`;
  if (isObject(value)) {
    const members = Object.entries(value).map(([name, member]) => `${name}=${shown(member)}`);
    return `{${members.join(", ")}}`;
  }
  return String(value);
}

/** Reads JSON; a blank text is null, as on AWS. */
function parsed(given: string): Json {
  return given.trim() === "" ? null : (JSON.parse(given) as Json);
}

function array(value: Json | undefined): readonly Json[] {
  if (isArray(value)) return value;
  throw new Error(`an array is needed, got ${JSON.stringify(value)}`);
}

function text(value: Json | undefined): string {
  if (typeof value === "string") return value;
  throw new Error(`a text is needed, got ${JSON.stringify(value)}`);
}

function short(value: Json | undefined): string {
  const result = text(value);
  if (result.length > MAX_TEXT) throw new Error(`the text is longer than ${MAX_TEXT} characters`);
  return result;
}

function whole(value: Json | undefined, min = Number.NEGATIVE_INFINITY): number {
  if (typeof value === "number" && Number.isFinite(value) && Math.round(value) >= min) return Math.round(value);
  throw new Error(
    `a number${Number.isFinite(min) ? ` of at least ${min}` : ""} is needed, got ${JSON.stringify(value)}`,
  );
}
