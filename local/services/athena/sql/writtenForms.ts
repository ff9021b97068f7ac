import { syntaxError } from "../queryError";
import { type Expression, type FunctionCall, stringConstant } from "./ast";

/** `*` and `table.*` only: what DuckDB can leave out or replace in it is none of Trino's. */
export function plainStar(expression: Expression): Expression {
  const extras = ["exclude_list", "replace_list", "rename_list", "qualified_exclude_list"].some((part) => {
    const value = expression[part] as unknown;
    return Array.isArray(value) && value.length > 0;
  });
  if (!extras && expression.columns !== true && !expression.expr) return expression;
  throw syntaxError("mismatched input after '*'");
}

/** Recognises the call that the parser makes of `INTERVAL '1' DAY`: it has the number as a text. */
export function isWrittenInterval(node: FunctionCall): boolean {
  const texts = (expression: Expression | undefined): boolean =>
    expression !== undefined &&
    (stringConstant(expression) !== undefined ||
      texts((expression.child ?? (expression.children as Expression[] | undefined)?.[0]) as Expression | undefined));
  return node.children.length === 1 && texts(node.children[0]);
}

export function fieldName(expression: Expression): string[] {
  if (expression.type !== "STRUCT_EXTRACT") return [];
  const [, field] = expression.children as Expression[];
  return [stringConstant(field) ?? ""].filter((name) => name !== "");
}
