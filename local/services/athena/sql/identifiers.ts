/**
 * Every name of a column that a query mentions, in small letters, so that no other column has to be read; `undefined` where a
 * star mentions all of them.
 */
export function identifiersIn(tree: unknown): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  return collect(tree, names) ? names : undefined;
}

/** @returns false where all are mentioned */
function collect(tree: unknown, names: Set<string>): boolean {
  if (Array.isArray(tree)) return tree.every((item) => collect(item, names));
  if (typeof tree !== "object" || tree === null) return true;
  if ("class" in tree && tree.class === "STAR") return false;
  for (const property of ["column_names", "using_columns"] as const) {
    const list = (tree as Record<string, unknown>)[property];
    if (Array.isArray(list)) for (const name of list) names.add(String(name).toLowerCase());
  }
  return Object.values(tree).every((value) => collect(value, names));
}
