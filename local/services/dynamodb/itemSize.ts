/** One attribute value in DynamoDB's JSON: an object with a single member that names the type. */
export type AttributeValue = Record<string, unknown>;
export type Item = Record<string, AttributeValue>;

const CONTAINER_OVERHEAD = 3;
const ELEMENT_OVERHEAD = 1;

/**
 * Bytes that an item counts for: names and values in UTF-8, numbers at a byte for two digits.
 * Source: DynamoDB Developer Guide, "DynamoDB item sizes and formats".
 */
export function itemSize(item: Item): number {
  return Object.entries(item).reduce((bytes, [name, value]) => bytes + Buffer.byteLength(name) + valueSize(value), 0);
}

function valueSize(value: AttributeValue): number {
  const [type, content] = Object.entries(value)[0] ?? [];
  switch (type) {
    case "S":
      return Buffer.byteLength(content as string);
    case "N":
      return numberSize(content as string);
    case "B":
      return Buffer.byteLength(content as string, "base64");
    case "SS":
    case "NS":
    case "BS":
      return (content as string[]).reduce((bytes, each) => bytes + valueSize({ [type.charAt(0)]: each }), 0);
    case "L":
      return (content as AttributeValue[]).reduce(
        (bytes, each) => bytes + ELEMENT_OVERHEAD + valueSize(each),
        CONTAINER_OVERHEAD,
      );
    case "M":
      return CONTAINER_OVERHEAD + ELEMENT_OVERHEAD * Object.keys(content as Item).length + itemSize(content as Item);
    default:
      return 1; // NULL and BOOL
  }
}

function numberSize(text: string): number {
  const digits = text
    .replace(/[eE].*$/, "")
    .replace(/[^0-9]/g, "")
    .replace(/^0+|0+$/g, "").length;
  return Math.ceil(digits / 2) + (text.startsWith("-") ? 2 : 1);
}
