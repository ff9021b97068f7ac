import { notSupported, syntaxError } from "../queryError";
import { constant, type Expression, type FunctionCall, functionCall, stringConstant } from "./ast";

/** One call of a function, in Trino's words and already in DuckDB's. */
export interface Call {
  name: string;
  node: FunctionCall;
  /** As written. */
  written: readonly Expression[];
  /** Translated. */
  args: readonly Expression[];
}

/** How a function of Trino's is said to DuckDB. */
export interface FunctionRule {
  /** The least and the greatest number of arguments. */
  arity: readonly [number, number];
  isAggregate?: true;
  build(call: Call): Expression;
}

export type FunctionRules = Readonly<Record<string, FunctionRule>>;

/** Functions that are the same in both, by name, arguments and answer. */
export function same(least: number, greatest: number, ...names: readonly string[]): FunctionRules {
  return Object.fromEntries(names.map((name) => [name, renamed(name, least, greatest)]));
}

/** A function that has another name in DuckDB, or one of the macros of macros.ts. */
export function renamed(duckdbName: string, least: number, greatest = least): FunctionRule {
  return { arity: [least, greatest], build: ({ args }) => functionCall(duckdbName, ...args) };
}

/** An aggregate keeps its DISTINCT, FILTER and ORDER BY. */
export function aggregate(duckdbName: string, least: number, greatest = least): FunctionRule {
  return {
    arity: [least, greatest],
    isAggregate: true,
    build: ({ node, args }) => ({ ...node, function_name: duckdbName, children: [...args] }),
  };
}

/** @throws QueryError for the wrong number of arguments */
export function checkArity({ arity: [least, greatest] }: FunctionRule, name: string, count: number): void {
  if (count >= least && count <= greatest) return;
  throw syntaxError(`Unexpected parameters for function ${name}: ${count} arguments`);
}

/** A text that has to be written in the query itself. @throws QueryError for anything else */
export function literal({ name, written }: Call, index: number, what: string): string {
  const text = stringConstant(written[index]);
  if (text !== undefined) return text;
  throw notSupported(`${name} with ${what} that is not written in the query`);
}

export function text(value: string): Expression {
  return constant("VARCHAR", value);
}

export function argument({ name, args }: Call, index: number): Expression {
  const expression = args[index];
  if (expression) return expression;
  throw syntaxError(`Unexpected parameters for function ${name}: ${args.length} arguments`);
}
