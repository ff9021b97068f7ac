import type jsonata from "jsonata";
import type { Json } from "../json";

/** The text of an expression: what stands between `{%` and `%}`, which are the ends of the string. `undefined` for every other value. */
export function expressionIn(value: Json | undefined): string | undefined {
  if (typeof value !== "string" || value.length < 4 || !value.startsWith("{%") || !value.endsWith("%}"))
    return undefined;
  return value.slice(2, -2).trim();
}

/** The names that an expression refers to, as far as its text tells. */
export interface References {
  /** Names that are looked up in a context item at the top level, where Step Functions has none; `"$"` is the item itself. */
  topLevel: readonly string[];
  /** Has `$$`, the root of an input that Step Functions does not give. */
  hasRoot: boolean;
  /** The members of `$states` that are named: `"errorOutput"`. */
  states: ReadonlySet<string>;
  /** Variables that the expression does not bind itself, functions among them, without `$`. */
  variables: ReadonlySet<string>;
}

/** A node of JSONata's tree, as far as references can stand in it. */
interface Node {
  type: string;
  value?: unknown;
  steps?: Node[];
  lhs?: Node | [Node, Node][];
  rhs?: Node;
  expression?: Node;
  expressions?: Node[];
  arguments?: Node[];
  procedure?: Node;
  body?: Node;
  condition?: Node;
  then?: Node;
  else?: Node;
  pattern?: Node;
  update?: Node;
  delete?: Node;
  terms?: { expression: Node }[];
  predicate?: { expr: Node }[];
  stages?: { expr?: Node }[];
  group?: { lhs: [Node, Node][] };
  focus?: string;
  index?: string;
}

/** Loaded at the first expression, because most programs have none and every start would wait for it. */
let parser: typeof jsonata | undefined;

const known = new Map<string, References>();
const KEPT = 1000;

/** @throws Error with JSONata's message for a text that is no expression */
export function referencesOf(expression: string): References {
  const found = known.get(expression);
  if (found !== undefined) return found;
  const references = read(expression);
  if (known.size >= KEPT) known.clear();
  known.set(expression, references);
  return references;
}

function read(expression: string): References {
  const topLevel = new Set<string>();
  const states = new Set<string>();
  const variables = new Set<string>();
  let hasRoot = false;

  /** @param isTop where a name would be looked up in the context item that is missing */
  function walk(node: Node | undefined, isTop: boolean, bound: Set<string>): void {
    if (node === undefined) return;
    const own = (inner: Node | undefined) => walk(inner, isTop, bound);
    const within = (inner: Node | undefined) => walk(inner, false, bound);
    if (node.focus !== undefined) bound.add(node.focus);
    if (node.index !== undefined) bound.add(node.index);
    switch (node.type) {
      case "path": {
        const [first, second] = node.steps ?? [];
        if (first?.type === "variable" && first.value === "states" && second?.type === "name") {
          states.add(String(second.value));
        }
        for (const step of node.steps ?? []) walk(step, isTop && step === first, bound);
        break;
      }
      case "name":
        if (isTop) topLevel.add(String(node.value));
        break;
      case "variable":
        if (node.value === "$") hasRoot = true;
        else if (node.value === "") {
          if (isTop) topLevel.add("$");
        } else if (!bound.has(String(node.value))) variables.add(String(node.value));
        break;
      case "bind":
        if (!Array.isArray(node.lhs)) bound.add(String(node.lhs?.value));
        own(node.rhs);
        break;
      case "lambda": {
        const inner = new Set([...bound, ...(node.arguments ?? []).map(({ value }) => String(value))]);
        walk(node.body, isTop, inner);
        break;
      }
      case "block": {
        const inner = new Set(bound);
        for (const part of node.expressions ?? []) walk(part, isTop, inner);
        break;
      }
      case "transform":
        for (const part of [node.pattern, node.update, node.delete]) within(part);
        break;
      case "sort":
        for (const { expression: term } of node.terms ?? []) within(term);
        break;
      default:
        if (Array.isArray(node.lhs)) for (const pair of node.lhs) pair.forEach(own);
        else own(node.lhs);
        for (const part of [node.rhs, node.expression, node.procedure, node.condition, node.then, node.else]) own(part);
        for (const part of [...(node.expressions ?? []), ...(node.arguments ?? [])]) own(part);
    }
    for (const { expr } of [...(node.predicate ?? []), ...(node.stages ?? [])]) within(expr);
    for (const pair of node.group?.lhs ?? []) pair.forEach(within);
  }

  parser ??= require("jsonata") as typeof jsonata;
  walk(parser(expression).ast() as unknown as Node, true, new Set());
  return { topLevel: [...topLevel], hasRoot, states, variables };
}
