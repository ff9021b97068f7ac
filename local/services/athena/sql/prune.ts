import { childrenOf, conjunction, type Expression } from "./ast";

/**
 * The part of a condition that a table's partition keys decide: it holds wherever the condition does, so that what it excludes
 * need not be read. Whatever needs other columns counts as true, as far as no NOT is around it.
 */
export function partitionCondition(
  condition: Expression,
  keys: ReadonlySet<string>,
  alias: string,
): Expression | undefined {
  if (decidedBy(condition, keys, alias)) return condition;
  if (condition.type !== "CONJUNCTION_AND" && condition.type !== "CONJUNCTION_OR") return undefined;
  const parts = (condition.children as Expression[]).map((child) => partitionCondition(child, keys, alias));
  const known = parts.filter((part) => part !== undefined);
  if (condition.type === "CONJUNCTION_OR") return known.length === parts.length ? conjunction("OR", known) : undefined;
  return known.length > 0 ? conjunction("AND", known) : undefined;
}

function decidedBy(expression: Expression, keys: ReadonlySet<string>, alias: string): boolean {
  if (expression.class === "SUBQUERY" || expression.class === "WINDOW" || expression.class === "STAR") return false;
  if (expression.class !== "COLUMN_REF") return childrenOf(expression).every((child) => decidedBy(child, keys, alias));
  const names = (expression.column_names as string[]).map((name) => name.toLowerCase());
  const [name] = names;
  if (names.length === 1) return keys.has(name ?? "");
  return names.length === 2 && name === alias.toLowerCase() && keys.has(names[1] ?? "");
}
