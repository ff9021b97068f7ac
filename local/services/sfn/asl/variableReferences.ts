import type { Block, Definition, State } from "./definition";
import { languageOf } from "./definition";
import { type Argument, parseIntrinsic } from "./intrinsicParser";
import { isArray, isObject, type Json } from "./json";
import { expressionIn, referencesOf } from "./jsonata/expression";
import { parsePath } from "./jsonPath";

/** Fields of a state that hold other states, or nothing that is evaluated. */
const NOT_READ = ["Branches", "ItemProcessor", "Iterator", "Comment", "Type", "Next", "Resource", "Retry", "Default"];

/** The variables that each state reads, sorted: `variableReferences` of DescribeStateMachine. States that read none are left out. */
export function variableReferences(definition: Definition): Readonly<Record<string, readonly string[]>> {
  const found: [string, readonly string[]][] = [];
  const machineLanguage = definition.QueryLanguage ?? "JSONPath";
  const assigned = new Set<string>();
  const states = statesOf(definition);
  for (const [, state] of states) for (const name of assignedBy(state as unknown as Json)) assigned.add(name);
  for (const [name, state] of states) {
    const read = new Set<string>();
    for (const [field, value] of Object.entries(state as unknown as Readonly<Record<string, Json>>)) {
      if (NOT_READ.includes(field)) continue;
      // A function of JSONata looks like a variable; only variables are assigned.
      if (languageOf(state, machineLanguage) === "JSONata") {
        for (const each of inExpressions(value)) if (assigned.has(each)) read.add(each);
      } else for (const each of inPaths(field, value)) read.add(each);
    }
    if (read.size > 0) found.push([name, [...read].sort()]);
  }
  return Object.fromEntries(found);
}

function statesOf(block: Block): [name: string, state: State][] {
  return Object.entries(block.States).flatMap(([name, state]) => {
    const inner =
      state.Type === "Parallel" ? state.Branches : state.Type === "Map" ? [state.ItemProcessor ?? state.Iterator] : [];
    return [[name, state] as [string, State], ...inner.flatMap((each) => (each === undefined ? [] : statesOf(each)))];
  });
}

/** Names that `Assign` sets, wherever it stands in a state's own fields. */
function assignedBy(value: Json): string[] {
  if (isArray(value)) return value.flatMap(assignedBy);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([field, inner]) => {
    if (NOT_READ.includes(field)) return [];
    return field === "Assign" && isObject(inner)
      ? Object.keys(inner).map((name) => name.replace(/\.\$$/, ""))
      : assignedBy(inner);
  });
}

function inExpressions(value: Json): readonly string[] {
  const expression = expressionIn(value);
  if (expression !== undefined) return [...referencesOf(expression).variables];
  if (isArray(value)) return value.flatMap(inExpressions);
  return isObject(value) ? Object.values(value).flatMap(inExpressions) : [];
}

/** @param field whose name tells if a text is a path or an intrinsic function */
function inPaths(field: string, value: Json): readonly string[] {
  if (isArray(value)) return value.flatMap((item) => inPaths("", item));
  if (isObject(value)) return Object.entries(value).flatMap(([name, inner]) => inPaths(name, inner));
  if (typeof value !== "string" || !/(\.\$|Path|^Variable)$/.test(field)) return [];
  return value.startsWith("$") ? inPath(parsePath(value).root) : parseIntrinsic(value).args.flatMap(inArgument);
}

function inArgument(argument: Argument): readonly string[] {
  if (argument.kind === "path") return inPath(argument.path.root);
  return argument.kind === "call" ? argument.call.args.flatMap(inArgument) : [];
}

function inPath(root: string): readonly string[] {
  return root.startsWith("$") ? [] : [root];
}
