/** A part of a query as DuckDB's `json_serialize_sql` gives it: a tree of plain objects. */
export interface Node {
  [property: string]: unknown;
}

/** An expression. `class` and `type` tell what it is: `"FUNCTION"`, `"COLUMN_REF"`, `"CONSTANT"`, ... */
export interface Expression extends Node {
  class: string;
  type: string;
  /** Empty where none is written. */
  alias: string;
}

export interface FunctionCall extends Expression {
  function_name: string;
  schema: string;
  children: Expression[];
  filter: Expression | null;
  order_bys: { type: string; orders: Order[] };
  distinct: boolean;
  is_operator: boolean;
}

export interface Order extends Node {
  expression: Expression;
  null_order: string;
}

export interface TypeNode extends Node {
  id: string;
}

/** A query: `SELECT_NODE`, `SET_OPERATION_NODE`, ... */
export interface QueryNode extends Node {
  type: string;
  modifiers: Node[];
  cte_map: { map: { key: string; value: { aliases: string[]; query: { node: QueryNode } } & Node }[] };
}

export interface SelectNode extends QueryNode {
  select_list: Expression[];
  from_table: FromNode;
  where_clause: Expression | null;
  group_expressions: Expression[];
  having: Expression | null;
}

/** A node of a FROM: `BASE_TABLE`, `JOIN`, `SUBQUERY`, ... */
export interface FromNode extends Node {
  type: string;
  alias: string;
}

const NOWHERE = { query_location: 0 };

export function functionCall(name: string, ...children: readonly Expression[]): FunctionCall {
  return {
    ...{ class: "FUNCTION", type: "FUNCTION", alias: "", function_name: name, schema: "", catalog: "" },
    ...{ children: [...children], filter: null, order_bys: { type: "ORDER_MODIFIER", orders: [] } },
    ...{ distinct: false, is_operator: false, export_state: false, ...NOWHERE },
  };
}

export function operator(name: string, ...children: readonly Expression[]): FunctionCall {
  return { ...functionCall(name, ...children), is_operator: true };
}

export function cast(child: Expression, duckdbType: string): Expression {
  return {
    ...{ class: "CAST", type: "OPERATOR_CAST", alias: "", child, try_cast: false, ...NOWHERE },
    cast_type: { id: duckdbType, type_info: null },
  };
}

export function constant(id: "VARCHAR" | "INTEGER" | "BOOLEAN", value: string | number | boolean): Expression {
  return {
    ...{ class: "CONSTANT", type: "VALUE_CONSTANT", alias: "", ...NOWHERE },
    value: { type: { id, type_info: null }, is_null: false, value },
  };
}

export function conjunction(kind: "AND" | "OR", children: readonly Expression[]): Expression {
  const [only] = children;
  if (children.length === 1 && only) return only;
  return { class: "CONJUNCTION", type: `CONJUNCTION_${kind}`, alias: "", children: [...children], ...NOWHERE };
}

export function comparison(type: string, left: Expression, right: Expression): Expression {
  return { class: "COMPARISON", type, alias: "", left, right, ...NOWHERE };
}

/** `CASE WHEN condition THEN value ELSE otherwise END` */
export function choose(condition: Expression, value: Expression, otherwise: Expression): Expression {
  return {
    ...{ class: "CASE", type: "CASE_EXPR", alias: "", ...NOWHERE },
    case_checks: [{ when_expr: condition, then_expr: value }],
    else_expr: otherwise,
  };
}

export function operation(type: string, ...children: readonly Expression[]): Expression {
  return { class: "OPERATOR", type, alias: "", children: [...children], ...NOWHERE };
}

export function isFunction(expression: Expression | undefined): expression is FunctionCall {
  return expression?.class === "FUNCTION";
}

/** The text of a constant that is a string; a cast around it as the parser writes it for typed literals is not looked through. */
export function stringConstant(expression: Expression | undefined): string | undefined {
  if (expression?.class !== "CONSTANT") return undefined;
  const { type, is_null: isNull, value } = expression.value as { type: TypeNode; is_null: boolean; value: unknown };
  return type.id === "VARCHAR" && !isNull ? String(value) : undefined;
}

export function isIntegerConstant(expression: Expression): boolean {
  return expression.class === "CONSTANT" && (expression.value as { type: TypeNode }).type.id === "INTEGER";
}

/** Every expression right below one, subqueries left out. */
export function childrenOf(expression: Expression): readonly Expression[] {
  return Object.values(expression).flatMap((value) => expressionsIn(value));
}

function expressionsIn(value: unknown): Expression[] {
  if (Array.isArray(value)) return value.flatMap(expressionsIn);
  if (typeof value !== "object" || value === null) return [];
  if ("class" in value && "type" in value) return [value as Expression];
  if ("node" in value) return [];
  return Object.values(value).flatMap(expressionsIn);
}

export const NULL: Expression = {
  ...{ class: "CONSTANT", type: "VALUE_CONSTANT", alias: "", ...NOWHERE },
  value: { type: { id: "NULL", type_info: null }, is_null: true },
};

export function isNull(expression: Expression): boolean {
  return expression.class === "CONSTANT" && (expression.value as { is_null: boolean }).is_null;
}

/** The expression with every expression right below it changed, subqueries left out. */
export function mapChildren(expression: Expression, change: (child: Expression) => Expression): Expression {
  return Object.fromEntries(
    Object.entries(expression).map(([property, value]) => [property, mapped(value, change)]),
  ) as Expression;
}

/** Finds out if an expression, or one below it, is such; subqueries are left out. */
export function someWithin(expression: Expression, is: (part: Expression) => boolean): boolean {
  return is(expression) || childrenOf(expression).some((child) => someWithin(child, is));
}

function mapped(value: unknown, change: (child: Expression) => Expression): unknown {
  if (Array.isArray(value)) return value.map((item) => mapped(item, change));
  if (typeof value !== "object" || value === null || "node" in value) return value;
  if ("class" in value && "type" in value) return change(value as Expression);
  return Object.fromEntries(Object.entries(value).map(([property, inner]) => [property, mapped(inner, change)]));
}
