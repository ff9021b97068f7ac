import { notSupported } from "../queryError";
import {
  cast,
  choose,
  comparison,
  conjunction,
  constant,
  type Expression,
  functionCall,
  isFunction,
  isNull,
  type TypeNode,
} from "./ast";
import { castMacro } from "./castMacros";
import { text } from "./functionRule";

/** DuckDB fits literals to whatever they meet; those of Trino have a type of their own. */
export function typed(expression: Expression): Expression {
  const { type, is_null: isNull } = expression.value as { type: TypeNode; is_null: boolean };
  if (isNull || !["VARCHAR", "INTEGER"].includes(type.id)) return expression;
  return { ...cast({ ...expression, alias: "" }, type.id), alias: expression.alias };
}

/** As Trino writes it: `DECIMAL(5, 2)`. */
function decimalName(type: TypeNode): string {
  const { width, scale } = type.type_info as { width: number; scale: number };
  return `DECIMAL(${width}, ${scale})`;
}

export function castTo(expression: Expression, source: Expression): Expression {
  const type = expression.cast_type as TypeNode;
  if (isNull(source)) return { ...expression, child: source, try_cast: false };
  const macro = castMacro(type.id);
  if (macro !== undefined) return functionCall(macro, functionCall("trino_no_json", source));
  const isJson = isFunction(source) && /^trino_json_(parse|extract)$/.test(source.function_name);
  if (type.id === "DECIMAL") {
    return { ...expression, child: functionCall("trino_numeric", source, text(decimalName(type))), try_cast: false };
  }
  if (isJson && ["LIST", "STRUCT", "MAP"].includes(type.id)) return { ...expression, child: source, try_cast: false };
  throw notSupported(
    `a CAST to ${type.id.toLowerCase()}`,
    "only json_parse(...) and json_extract(...) can be cast to array, map and row",
  );
}

export function checked(expression: Expression): Expression {
  return withCheck(expression, [[expression.left as Expression, expression.right as Expression]]);
}

/**
 * DuckDB casts a text that is compared for equality with something else; Trino refuses. For `>` DuckDB refuses, too, so that a
 * branch that is never taken makes it do so, and is gone after that.
 */
export function withCheck(expression: Expression, pairs: readonly (readonly [Expression, Expression])[]): Expression {
  const simple = pairs.filter((pair) => pair.every((side) => side.class !== "SUBQUERY" && !isNull(side)));
  if (simple.length === 0) return expression;
  const never = choose(
    constant("BOOLEAN", false),
    conjunction(
      "AND",
      simple.map(([left, right]) => comparison("COMPARE_GREATERTHAN", left, right)),
    ),
    constant("BOOLEAN", true),
  );
  return { ...conjunction("AND", [{ ...expression, alias: "" }, never]), alias: expression.alias };
}

/** A sum or a count of whole numbers is a bigint, where DuckDB's is as large as it has to be. */
export function summed(name: string, sum: Expression): Expression {
  return name === "sum" || name === "count_if" ? functionCall("trino_sum", { ...sum, alias: "" }) : sum;
}
