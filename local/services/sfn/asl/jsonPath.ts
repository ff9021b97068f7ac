import { isArray, isObject, type Json } from "./json";
import { NotSupportedLocally } from "./notSupportedLocally";
import { runtimeError, StateError } from "./stateError";
import type { VariableScope } from "./variables";

type Segment =
  | { kind: "name"; name: string }
  | { kind: "index"; index: number }
  | { kind: "slice"; from: number | undefined; to: number | undefined }
  | { kind: "all" }
  | { kind: "descendants" };

/** A parsed path. */
export interface Path {
  text: string;
  /** The value that the path leads into: `$` the state's input, `$$` the context object, every other text a variable of that name. */
  root: string;
  segments: readonly Segment[];
  /** One value at most; every other path gives a list. */
  definite: boolean;
}

/** The data that paths of a state look into. */
export interface PathData {
  input: Json;
  context: Json;
  /** None, where there are no variables at all. */
  variables?: VariableScope;
}

/**
 * Reads a JSONPath as Step Functions writes it: names, `['quoted names']`, indexes (from the end where negative), slices
 * `[1:3]`, wildcards and `..name`. Filters `[?(...)]` and lists `[0,1]` are refused.
 *
 * @throws Error that says what in the path is wrong, or not supported locally
 */
export function parsePath(text: string): Path {
  const [start, variable] = /^\$(\$|\p{ID_Start}\p{ID_Continue}*)?/u.exec(text) ?? [];
  if (start === undefined) throw new Error(`the path "${text}" must start with $`);
  const root = variable === undefined || variable === "$" ? start : variable;
  const segments: Segment[] = [];
  let rest = text.slice(start.length);
  while (rest !== "") {
    const [taken, ...found] = nextSegments(rest, text);
    segments.push(...found);
    rest = rest.slice(taken);
  }
  const definite = segments.every(({ kind }) => kind === "name" || kind === "index");
  return { text, root, segments, definite };
}

function nextSegments(rest: string, text: string): [taken: number, ...segments: Segment[]] {
  const [descent] = rest.match(/^\.\.(?=[^.])/) ?? [];
  if (descent !== undefined) {
    const after = rest.slice(2);
    const [taken, ...found] = nextSegments(after.startsWith("[") ? after : `.${after}`, text);
    return [taken + (after.startsWith("[") ? 2 : 1), { kind: "descendants" }, ...found];
  }
  const [dotted, name] = rest.match(/^\.(\*|[^.[\]\s'"(),]+)/) ?? [];
  if (dotted !== undefined && name !== undefined) {
    return [dotted.length, name === "*" ? { kind: "all" } : { kind: "name", name }];
  }
  const [quoted, single, double] = rest.match(/^\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\]/s) ?? [];
  if (quoted !== undefined) {
    return [quoted.length, { kind: "name", name: (single ?? double ?? "").replace(/\\(.)/gs, "$1") }];
  }
  const [indexed, index] = rest.match(/^\[(-?\d+|\*)\]/) ?? [];
  if (indexed !== undefined) {
    return [indexed.length, index === "*" ? { kind: "all" } : { kind: "index", index: Number(index) }];
  }
  const [sliced, from, to] = rest.match(/^\[(-?\d+)?:(-?\d+)?\]/) ?? [];
  if (sliced !== undefined) return [sliced.length, { kind: "slice", from: numberOf(from), to: numberOf(to) }];
  if (rest.startsWith("[?")) {
    throw new NotSupportedLocally(`the path "${text}" has a filter, which is not supported locally`);
  }
  throw new Error(`the path "${text}" can't be read from "${rest}" on`);
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/**
 * @param field that the path stands in, for the message
 * @throws StateError `States.Runtime` where a definite path leads nowhere
 */
export function query(path: Path, data: PathData, field: string): Json {
  const found = find(path, data);
  if (found !== undefined) return found;
  const root = rootOf(path, data);
  throw runtimeError(
    root === undefined
      ? `The variable '$${path.root}' of the JSONPath '${path.text}' specified for the field '${field}' has no value`
      : `The JSONPath '${path.text}' specified for the field '${field}' could not be found in the input '${JSON.stringify(root)}'`,
  );
}

function rootOf({ root }: Path, { input, context, variables }: PathData): Json | undefined {
  if (root === "$") return input;
  return root === "$$" ? context : variables?.get(root);
}

/** `undefined` where a definite path leads nowhere, or the variable that a path begins with has no value. */
export function find(path: Path, data: PathData): Json | undefined {
  const root = rootOf(path, data);
  if (root === undefined) return undefined;
  let values: readonly Json[] = [root];
  for (const segment of path.segments) values = values.flatMap((value) => step(value, segment));
  return path.definite ? values[0] : values;
}

function step(value: Json, segment: Segment): readonly Json[] {
  switch (segment.kind) {
    case "name": {
      if (!isObject(value) || !Object.hasOwn(value, segment.name)) return [];
      return [value[segment.name] as Json];
    }
    case "index": {
      const item = isArray(value) ? value.at(segment.index) : undefined;
      return item === undefined ? [] : [item];
    }
    case "slice":
      return isArray(value) ? value.slice(segment.from, segment.to) : [];
    case "all":
      return members(value);
    case "descendants":
      return [value, ...members(value).flatMap((member) => step(member, segment))];
  }
}

function members(value: Json): readonly Json[] {
  if (isArray(value)) return value;
  return isObject(value) ? Object.values(value) : [];
}

/** @throws Error for what is no reference path, such as `SecondsPath` has to be: it must lead to one place */
export function requireReference(path: Path): void {
  const isBackwards = path.segments.some((part) => part.kind === "index" && part.index < 0);
  if (path.definite && path.root !== "$$" && !isBackwards) return;
  throw new Error(`the path "${path.text}" must be a reference path, which leads to one place in the input`);
}

/** @throws Error for what a result can't be put to: `ResultPath` leads into the state's input, never into a variable */
export function requirePlace(path: Path): void {
  requireReference(path);
  if (path.root !== "$")
    throw new Error(`the path "${path.text}" must lead into the state's input, not into a variable`);
}

/**
 * The input with a value put in at a reference path; objects on the way are made.
 * @throws StateError `States.ResultPathMatchFailure` where something else is in the way
 */
export function withValueAt(input: Json, path: Path, value: Json): Json {
  const put = (target: Json | undefined, [segment, ...rest]: readonly Segment[]): Json => {
    if (segment === undefined) return value;
    if (segment.kind === "name" && (target === undefined || isObject(target))) {
      const before = target !== undefined && Object.hasOwn(target, segment.name) ? target[segment.name] : undefined;
      return Object.fromEntries([...Object.entries(target ?? {}), [segment.name, put(before, rest)]]);
    }
    if (segment.kind === "index" && isArray(target) && segment.index < target.length) {
      return target.map((item, index) => (index === segment.index ? put(item, rest) : item));
    }
    throw new StateError(
      "States.ResultPathMatchFailure",
      `Unable to apply ReferencePath ${path.text} to input ${JSON.stringify(input)}`,
    );
  };
  return put(input, path.segments);
}
