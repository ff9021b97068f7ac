import { AwsError } from "../../base/awsError";

/**
 * The elements of a name in an XML document, each as the texts of its own elements. S3's documents nest no deeper, so that this
 * needs no parser.
 *
 * @throws AwsError `MalformedXML`
 */
export function elementsOf(xml: string, name: string): ReadonlyMap<string, string>[] {
  const found = [...xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>(.*?)</${name}>`, "gs"))];
  return found.map(([, content = ""]) => {
    const members = [...content.matchAll(/<(\w+)(?:\s[^>]*)?>([^<]*)<\/\1>|<(\w+)\s*\/>/g)];
    return new Map(members.map(([, member, text = "", empty = ""]) => [member ?? empty, unescapeXml(text)]));
  });
}

/** The text of the only element of that name, if there is one. */
export function textOf(xml: string, name: string): string | undefined {
  const [, text] = xml.match(new RegExp(`<${name}>([^<]*)</${name}>`)) ?? [];
  return text === undefined ? undefined : unescapeXml(text);
}

/** @throws AwsError `MalformedXML` where the document is another */
export function requireRoot(xml: string, root: string): void {
  if (new RegExp(`^\\s*(<\\?xml[^>]*\\?>)?\\s*<${root}[\\s>]`).test(xml)) return;
  throw malformedXml();
}

export function malformedXml(): AwsError {
  return new AwsError(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (whole, hexadecimal, decimal, name) => {
    if (hexadecimal) return String.fromCodePoint(Number.parseInt(hexadecimal, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return ENTITIES[name] ?? whole;
  });
}
