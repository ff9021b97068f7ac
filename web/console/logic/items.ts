/** A value as DynamoDB writes it: `{ S: "text" }`, `{ N: "1" }`, ... */
export type AttributeValue = Readonly<Record<string, unknown>>;
export type Item = Readonly<Record<string, AttributeValue>>;

export interface KeyElement {
  AttributeName: string;
  KeyType: "HASH" | "RANGE";
}

export interface TableLine {
  label: string;
  system?: string;
  component?: string;
  name: string;
  keys: readonly KeyElement[];
  attributes: readonly { AttributeName: string; AttributeType: "S" | "N" | "B" }[];
  indexes: readonly { IndexName: string; KeySchema: readonly KeyElement[] }[];
  items: number;
  bytes: number;
  hasStream: boolean;
}

/** Reads a value without the letters of its types. */
export function plain(value: AttributeValue): unknown {
  const [type = "", content] = Object.entries(value)[0] ?? [];
  switch (type) {
    case "NULL":
      return null;
    case "N":
      // A number with more digits than JavaScript keeps stays as it was written.
      return String(Number(content)) === content ? Number(content) : content;
    case "L":
      return (content as AttributeValue[]).map(plain);
    case "M":
      return plainItem(content as Item);
    default:
      return content;
  }
}

export function plainItem(item: Item): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value)]));
}

/** Makes one line of a value. */
export function shortOf(value: AttributeValue | undefined): string {
  if (value === undefined) return "–";
  const read = plain(value);
  return typeof read === "string" ? read : JSON.stringify(read);
}

/**
 * Asks for the items of one key, or of all keys where none is given, in the table or in an index of it.
 * @param range where it is a text, values that begin with it; another kind of value has to be equal
 */
export function searchOf(
  table: TableLine,
  { index, key, range }: { index: string; key: string; range: string },
): { operation: "Query" | "Scan"; params: Record<string, unknown> } {
  const place = { TableName: table.name, ...(index !== "" && { IndexName: index }) };
  if (key === "") return { operation: "Scan", params: place };
  const schema = table.indexes.find(({ IndexName }) => IndexName === index)?.KeySchema ?? table.keys;
  const nameOf = (type: KeyElement["KeyType"]) => schema.find(({ KeyType }) => KeyType === type)?.AttributeName;
  const hash = nameOf("HASH") ?? "";
  const second = range === "" ? undefined : nameOf("RANGE");
  const condition = second !== undefined && typeOf(table, second) !== "N" ? "begins_with(#r, :r)" : "#r = :r";
  return {
    operation: "Query",
    params: {
      ...place,
      KeyConditionExpression: second === undefined ? "#h = :h" : `#h = :h AND ${condition}`,
      ExpressionAttributeNames: { "#h": hash, ...(second !== undefined && { "#r": second }) },
      ExpressionAttributeValues: {
        ":h": { [typeOf(table, hash)]: key },
        ...(second !== undefined && { ":r": { [typeOf(table, second)]: range } }),
      },
    },
  };
}

export function typeOf({ attributes }: Pick<TableLine, "attributes">, name: string): "S" | "N" | "B" {
  return attributes.find(({ AttributeName }) => AttributeName === name)?.AttributeType ?? "S";
}

/** The attributes that a list shows: the keys, then those that most items have. */
export function columnsOf(keys: readonly KeyElement[], items: readonly Item[], most = 6): readonly string[] {
  const counts = new Map<string, number>();
  for (const name of items.flatMap((item) => Object.keys(item))) counts.set(name, (counts.get(name) ?? 0) + 1);
  const first = keys.map(({ AttributeName }) => AttributeName);
  const others = [...counts].filter(([name]) => !first.includes(name)).sort(([, a], [, b]) => b - a);
  return [...first, ...others.map(([name]) => name)].slice(0, Math.max(most, first.length));
}
