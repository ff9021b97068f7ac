import { isDeepStrictEqual } from "node:util";
import { notSupported } from "../queryError";
import { type Expression, isFunction, mapChildren, type Node, type Order, type SelectNode, someWithin } from "./ast";
import { summed } from "./strictTypes";

/** DuckDB's names of the aggregates that translated queries hold. */
const AGGREGATES: ReadonlySet<string> = new Set([
  ...["count", "count_star", "count_if", "sum", "avg", "min", "max", "bool_and", "bool_or", "any_value", "list"],
  ...["arg_max_null", "arg_min_null", "stddev_samp", "stddev_pop", "var_samp", "var_pop", "quantile_disc"],
]);

type Leaf = (expression: Expression) => boolean;

const isAggregate: Leaf = (expression) => isFunction(expression) && AGGREGATES.has(expression.function_name);
const isWindow: Leaf = ({ class: kind }) => kind === "WINDOW";
const isColumn: Leaf = ({ class: kind }) => kind === "COLUMN_REF";

/**
 * Computes aggregates, and then windows, in subqueries of their own, where an expression around them is a macro's: DuckDB chooses a
 * macro by the types of its arguments before it knows those of aggregates and windows, and would choose any.
 */
export function leveled(node: SelectNode): SelectNode {
  const aggregated = hasWithinMacro(node, isAggregate) ? withAggregatesBelow(node) : node;
  return hasWithinMacro(aggregated, isWindow) ? withWindowsBelow(aggregated) : aggregated;
}

function withAggregatesBelow(node: SelectNode): SelectNode {
  const groups = node.group_expressions.map((group) => named(ordinal(node, group), ""));
  const level = new Level("grouped", groups);
  const outer = rewritten(node, (expression) => level.replaced(expression, isAggregate));
  const inner: SelectNode = {
    ...node,
    ...{ select_list: level.items, having: null, modifiers: [], cte_map: { map: [] }, group_expressions: groups },
  };
  return {
    ...outer,
    ...{ from_table: level.from(inner), where_clause: outer.having, having: null },
    ...{ group_expressions: [], group_sets: [] },
  };
}

function withWindowsBelow(node: SelectNode): SelectNode {
  if (node.select_list.some(({ class: kind }) => kind === "STAR")) {
    throw notSupported("a window function inside of another expression, beside a *", "name the columns");
  }
  if (node.group_expressions.length > 0) {
    throw notSupported("a window function inside of another expression, with GROUP BY", "group in a WITH first");
  }
  const level = new Level("windowed", []);
  const outer = rewritten(node, (expression) => level.replaced(expression, (part) => isWindow(part) || isColumn(part)));
  const inner: SelectNode = { ...node, select_list: level.items, modifiers: [], cte_map: { map: [] } };
  return { ...outer, from_table: level.from(inner), where_clause: null };
}

/** A subquery that gets its items as they turn out to be needed. */
class Level {
  readonly items: Expression[] = [];
  readonly #known: Expression[] = [];

  constructor(
    readonly name: string,
    known: readonly Expression[],
  ) {
    for (const expression of known) this.#add(expression);
  }

  /** The expression with columns of this level in place of what it computes. */
  replaced(expression: Expression, isLeaf: Leaf): Expression {
    const index = this.#known.findIndex((known) => isSame(known, expression));
    if (index >= 0) return this.#typed(this.#column(index, expression.alias), expression);
    if (isLeaf(expression)) return this.#typed(this.#column(this.#add(expression), expression.alias), expression);
    return mapChildren(expression, (child) => this.replaced(child, isLeaf));
  }

  from(inner: SelectNode): SelectNode["from_table"] {
    return {
      ...{ type: "SUBQUERY", alias: this.name, sample: null, query_location: 0, column_name_alias: [] },
      subquery: { node: inner, named_param_map: [] },
    };
  }

  #add(expression: Expression): number {
    const plain = named(expression, "");
    this.#known.push(plain);
    this.items.push(named(plain, `${this.name}_${this.items.length}`));
    return this.items.length - 1;
  }

  /** A sum over a window is as large as DuckDB needs, until it is a column. */
  #typed(column: Expression, { class: kind, function_name: name }: Expression): Expression {
    return kind === "WINDOW" && name === "sum" ? { ...summed("sum", column), alias: column.alias } : column;
  }

  #column(index: number, alias: string): Expression {
    const column_names = [this.name, `${this.name}_${index}`];
    return { class: "COLUMN_REF", type: "COLUMN_REF", alias, query_location: 0, column_names };
  }
}

/** The SELECT, HAVING and ORDER BY of a query; what an ORDER BY calls by the name of an item stays. */
function rewritten(node: SelectNode, change: (expression: Expression) => Expression): SelectNode {
  const names = new Set(node.select_list.map(({ alias }) => alias.toLowerCase()));
  const isName = ({ class: kind, column_names: path }: Expression) =>
    kind === "COLUMN_REF" && (path as string[]).length === 1 && names.has(`${(path as string[])[0]}`.toLowerCase());
  const order = ({ expression, ...rest }: Order): Order =>
    ({
      ...rest,
      expression: isName(expression) || expression.class === "CONSTANT" ? expression : change(expression),
    }) as Order;
  return {
    ...node,
    select_list: node.select_list.map(change),
    having: node.having && change(node.having),
    modifiers: node.modifiers.map((modifier: Node) =>
      modifier.type === "ORDER_MODIFIER" ? { ...modifier, orders: (modifier.orders as Order[]).map(order) } : modifier,
    ),
  };
}

function ordinal(node: SelectNode, group: Expression): Expression {
  if (group.class !== "CONSTANT") return group;
  return node.select_list[Number((group.value as { value: unknown }).value) - 1] ?? group;
}

function hasWithinMacro({ select_list: items, having, modifiers }: SelectNode, isLeaf: Leaf): boolean {
  const isMacro: Leaf = (expression) => isFunction(expression) && expression.function_name.startsWith("trino_");
  const orders = modifiers.flatMap((modifier) => (modifier.orders as Order[] | undefined) ?? []);
  return [...items, ...(having ? [having] : []), ...orders.map(({ expression }) => expression)].some((expression) =>
    someWithin(expression, (part) => isMacro(part) && someWithin(part, isLeaf)),
  );
}

/** Equal but for their names; a column may be called with or without its table. */
function isSame(known: Expression, expression: Expression): boolean {
  if (isColumn(known) && isColumn(expression)) {
    const [a, b] = [known, expression].map(({ column_names: path }) =>
      (path as string[]).map((name) => name.toLowerCase()),
    );
    return a?.at(-1) === b?.at(-1) && (a?.length === 1 || b?.length === 1 || isDeepStrictEqual(a, b));
  }
  return isDeepStrictEqual(known, named(expression, ""));
}

function named(expression: Expression, alias: string): Expression {
  return { ...expression, alias };
}
