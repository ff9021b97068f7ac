/** A filter of a question: the values of which something must have one. */
export interface Filter {
  readonly name: string;
  readonly values: readonly string[];
}

/** Filters by name, and the value that each looks at. */
export type Filters<Item> = Readonly<Record<string, (item: Item) => string>>;

/**
 * The items that all filters let pass.
 * @param of what messages call the items, and the file that has the filters
 * @throws Error for a filter that there is none of
 */
export function filtered<Item>(
  items: readonly Item[],
  asked: readonly Filter[],
  known: Filters<Item>,
  of: { what: string; file: string },
): readonly Item[] {
  return items.filter((item) => asked.every(({ name, values }) => values.includes(lookedAt(item, name, known, of))));
}

function lookedAt<Item>(
  item: Item,
  filter: string,
  known: Filters<Item>,
  { what, file }: { what: string; file: string },
): string {
  const value = known[filter];
  if (value !== undefined) return value(item);
  throw new Error(
    `the filter ${JSON.stringify(filter)} of ${what} is not supported locally (supported: ${Object.keys(known).join(", ")}): ` +
      `add it to ${file}`,
  );
}
