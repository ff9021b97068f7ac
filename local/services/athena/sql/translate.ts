import type { Table } from "../../glue/glue";
import { notSupported, syntaxError } from "../queryError";
import {
  type Expression,
  type FromNode,
  isIntegerConstant,
  type Node,
  type Order,
  type QueryNode,
  type SelectNode,
} from "./ast";
import { Expressions } from "./expressions";
import { leveled } from "./levels";

/** One place in a query where a table is read. */
export interface TableUse {
  table: Table;
  /** Under which its rows are found in DuckDB. */
  duckdbName: string;
  /** The query's name for it there. */
  alias: string;
  /** Translated: rows that do not meet all of them change nothing in the answer. */
  conditions: readonly Expression[];
}

/** A table right in a FROM, before the conditions on it are known. */
interface DirectUse {
  use: TableUse;
  /** Rows of it that are missing would come back as NULLs, by an outer join, and the WHERE might want those. */
  nullable: boolean;
}

export interface TranslationOptions {
  /** @throws QueryError `TABLE_NOT_FOUND` */
  resolve(catalog: string, database: string, table: string): Table;
  /** Values of the `?` in the query, in their order. */
  parameters: readonly Expression[];
  /** When the query was submitted, in milliseconds since the Unix epoch. */
  now: number;
}

const JOINS: ReadonlySet<string> = new Set(["INNER", "LEFT", "RIGHT", "OUTER"]);

/**
 * Trino's query in DuckDB's words. What is not known to mean the same is refused by name, so that no answer differs silently.
 * @throws QueryError
 */
export function translateQuery(node: QueryNode, options: TranslationOptions): { node: QueryNode; uses: TableUse[] } {
  const translator = new Translator(options);
  const translated = translator.query(node, new Set());
  translator.expressions.checkParameters();
  return { node: translated, uses: translator.uses };
}

type Names = ReadonlySet<string>;

class Translator {
  readonly uses: TableUse[] = [];
  readonly expressions: Expressions;

  constructor(readonly options: TranslationOptions) {
    this.expressions = new Expressions(options, (node, ctes) => this.query(node, ctes));
  }

  /** @param ctes names that WITH has given by then */
  query(node: QueryNode, ctes: Names): QueryNode {
    const visible = new Set(ctes);
    const map = node.cte_map.map.map(({ key, value }) => {
      const query = { ...value.query, node: this.query(value.query.node, visible) };
      visible.add(key.toLowerCase());
      return { key, value: { ...value, query } };
    });
    const base = { ...node, cte_map: { ...node.cte_map, map } };
    const modifiers = node.modifiers.map((modifier) => this.#modifier(modifier, visible));
    if (node.type === "SELECT_NODE") return leveled({ ...this.#select(base as SelectNode, visible), modifiers });
    if (node.type === "SET_OPERATION_NODE") {
      if (!["UNION", "EXCEPT", "INTERSECT"].includes(String(node.setop_type))) {
        throw notSupported(`the set operation ${String(node.setop_type)}`);
      }
      const side = (name: "left" | "right") => this.query(node[name] as QueryNode, visible);
      return { ...base, modifiers, left: side("left"), right: side("right") };
    }
    throw notSupported(`a query of the kind ${node.type}`);
  }

  #select(node: SelectNode, ctes: Names): SelectNode {
    for (const [property, what] of [
      ["qualify", "QUALIFY"],
      ["sample", "TABLESAMPLE"],
    ] as const) {
      if (node[property] !== null && node[property] !== undefined) throw notSupported(what);
    }
    if (node.aggregate_handling !== "STANDARD_HANDLING") throw syntaxError("mismatched input 'ALL' in GROUP BY");
    const { expressions } = this;
    const direct: DirectUse[] = [];
    const from = this.#from(node.from_table, ctes, direct);
    const where = node.where_clause && expressions.translate(node.where_clause, ctes);
    for (const { use, nullable } of direct) if (where && !nullable) use.conditions = [...use.conditions, where];
    return {
      ...node,
      from_table: from,
      where_clause: where,
      select_list: node.select_list.map((item, index) => expressions.selected(item, index, ctes)),
      group_expressions: node.group_expressions.map((item) => this.#ordinal(item, ctes)),
      having: node.having && expressions.translate(node.having, ctes),
    };
  }

  #modifier(modifier: Node, ctes: Names): Node {
    switch (modifier.type) {
      case "DISTINCT_MODIFIER":
        if ((modifier.distinct_on_targets as unknown[] | undefined)?.length) throw notSupported("DISTINCT ON");
        return modifier;
      case "ORDER_MODIFIER":
        return {
          ...modifier,
          orders: (modifier.orders as Order[]).map((order) => ({
            ...order,
            expression: this.#ordinal(order.expression, ctes),
          })),
        };
      case "LIMIT_MODIFIER":
        for (const part of [modifier.limit, modifier.offset] as (Expression | null | undefined)[]) {
          if (!part || (isIntegerConstant(part) && part.class === "CONSTANT")) continue;
          throw notSupported("LIMIT or OFFSET by anything but a number");
        }
        return modifier;
      default:
        throw notSupported(`the clause ${String(modifier.type)}`);
    }
  }

  /** A number in GROUP BY and ORDER BY is that of a column. */
  #ordinal(expression: Expression, ctes: Names): Expression {
    if (expression.class === "STAR") throw syntaxError("mismatched input 'ALL' in ORDER BY");
    return isIntegerConstant(expression) ? expression : this.expressions.translate(expression, ctes);
  }

  /** @param direct gets the tables that are no subquery's */
  #from(from: FromNode, ctes: Names, direct: DirectUse[]): FromNode {
    if (from.sample !== null && from.sample !== undefined) throw notSupported("TABLESAMPLE");
    switch (from.type) {
      case "EMPTY":
        return from;
      case "BASE_TABLE":
        return this.#table(from, ctes, direct);
      case "SUBQUERY": {
        const { node } = from.subquery as { node: QueryNode };
        return { ...from, subquery: { ...(from.subquery as Node), node: this.query(node, ctes) } };
      }
      case "EXPRESSION_LIST":
        return {
          ...from,
          expected_names: (from.values as Expression[][])[0]?.map((_, index) => `_col${index}`) ?? [],
          values: (from.values as Expression[][]).map((row) =>
            row.map((value) => this.expressions.translate(value, ctes)),
          ),
        };
      case "JOIN":
        return this.#join(from, ctes, direct);
      case "TABLE_FUNCTION":
        return this.#unnest(from, ctes);
      default:
        throw notSupported(`FROM with ${from.type}`);
    }
  }

  #table(from: FromNode, ctes: Names, direct: DirectUse[]): FromNode {
    const [catalog, database, name] = [from.catalog_name, from.schema_name, from.table_name].map((part) =>
      String(part ?? "").toLowerCase(),
    );
    if (from.at_clause) throw notSupported("a table FOR VERSION or FOR TIMESTAMP");
    if (catalog === "" && database === "" && ctes.has(name ?? "")) return from;
    const table = this.options.resolve(catalog ?? "", database ?? "", name ?? "");
    const duckdbName = `table_${this.uses.length}`;
    const alias = from.alias === "" ? table.name : from.alias;
    const use: TableUse = { table, duckdbName, alias, conditions: [] };
    this.uses.push(use);
    direct.push({ use, nullable: false });
    return { ...from, catalog_name: "", schema_name: "", table_name: duckdbName, alias };
  }

  #join(from: FromNode, ctes: Names, direct: DirectUse[]): FromNode {
    const { join_type: type, ref_type: kind } = from;
    if (!JOINS.has(String(type)) || (kind !== "REGULAR" && kind !== "CROSS")) {
      throw notSupported(`${kind === "REGULAR" ? String(type) : String(kind)} JOIN`);
    }
    const sides = { left: [] as DirectUse[], right: [] as DirectUse[] };
    const side = (name: "left" | "right") => this.#from(from[name] as FromNode, ctes, sides[name]);
    const [left, right] = [side("left"), side("right")];
    const condition = from.condition as Expression | null | undefined;
    // The check of types that comparisons get would keep an outer join from being a hash join.
    const translated = condition && this.expressions.translate(condition, ctes, { checked: type === "INNER" });
    const kept = { left: type === "LEFT" || type === "OUTER", right: type === "RIGHT" || type === "OUTER" };
    for (const [name, other] of [
      ["left", "right"],
      ["right", "left"],
    ] as const) {
      for (const { use, nullable } of sides[name]) {
        // A row of the side that is kept stays, whether the ON holds or not.
        if (translated && !kept[name] && !nullable) use.conditions = [...use.conditions, translated];
        direct.push({ use, nullable: nullable || kept[other] });
      }
    }
    return { ...from, left, right, ...(translated && { condition: translated }) };
  }

  #unnest(from: FromNode, ctes: Names): FromNode {
    const call = from.function as Expression & { function_name: string; children: Expression[]; schema: string };
    if (call.function_name.toLowerCase() !== "unnest" || call.schema !== "") {
      throw notSupported(`the table function ${call.function_name}`);
    }
    const names = (from.column_name_alias as string[] | undefined) ?? [];
    const expected = call.children.length + (from.with_ordinality === "WITH_ORDINALITY" ? 1 : 0);
    if (names.length !== expected) {
      throw notSupported("UNNEST without a name for every column", "write CROSS JOIN UNNEST(list) AS t(element)");
    }
    const children = call.children.map((child) => this.expressions.translate(child, ctes));
    return { ...from, function: { ...call, children: children.map((child) => this.expressions.unnestable(child)) } };
  }
}
