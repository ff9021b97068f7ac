import { AwsError } from "../base/awsError";

/** The elements of an element, by name: those of one name in a list. The content of one is a text or elements. */
export interface Elements {
  readonly [name: string]: Content | readonly Content[];
}
type Content = string | Elements;

interface OpenElement {
  readonly name: string;
  readonly elements: Record<string, Content | Content[]>;
  text: string;
}

/** A tag, or the text before one. Attributes say nothing in documents of AWS's APIs but which namespace they are of. */
const TOKEN = /<!--.*?-->|<\?.*?\?>|<(\/?)([A-Za-z_][\w.:-]*)(?:\s[^<>]*?)?(\/?)>|([^<]+)/gsy;

/**
 * Reads a document of an API in XML, such as S3's or CloudFront's.
 * @throws AwsError `MalformedXML` where it is none, or its root is another
 */
export function documentIn(xml: string, root: string): Elements {
  const document = opened("");
  const open = [document];
  let read = 0;
  for (const [token, closes, name, isEmpty, text] of xml.matchAll(TOKEN)) {
    read += token.length;
    const inner = open.at(-1) as OpenElement;
    if (text !== undefined) inner.text += unescapeXml(text);
    if (name === undefined) continue;
    if (closes === "/") {
      const outer = open.at(-2);
      if (outer === undefined || inner.name !== name) throw malformedXml();
      add(outer, name, Object.keys(inner.elements).length === 0 ? inner.text : inner.elements);
      open.pop();
    } else if (isEmpty === "/") add(inner, name, "");
    else open.push(opened(name));
  }
  if (read !== xml.length || open.length > 1) throw malformedXml();
  const found = elementOf(document.elements, root);
  if (found === undefined) throw malformedXml();
  return found;
}

function opened(name: string): OpenElement {
  return { name, elements: Object.create(null), text: "" };
}

function add({ elements }: OpenElement, name: string, content: Content): void {
  const before = elements[name];
  if (before === undefined) elements[name] = content;
  else elements[name] = Array.isArray(before) ? [...before, content] : [before as Content, content];
}

/** The text of the only element of a name. @throws AwsError `MalformedXML` where it is no text, or one of several */
export function textOf(elements: Elements, name: string): string | undefined {
  const found = only(elements, name);
  if (found === undefined || typeof found === "string") return found;
  throw malformedXml();
}

/** The texts of every element of a name. @throws AwsError `MalformedXML` */
export function textsOf(elements: Elements, name: string): readonly string[] {
  return all(elements, name).map((found) => {
    if (typeof found === "string") return found;
    throw malformedXml();
  });
}

/** The only element of a name. @throws AwsError `MalformedXML` */
export function elementOf(elements: Elements, name: string): Elements | undefined {
  const found = only(elements, name);
  return found === undefined ? undefined : inside(found);
}

/** Every element of a name. @throws AwsError `MalformedXML` */
export function elementsOf(elements: Elements, name: string): readonly Elements[] {
  return all(elements, name).map(inside);
}

function only(elements: Elements, name: string): Content | undefined {
  const [found, ...others] = all(elements, name);
  if (others.length > 0) throw malformedXml();
  return found;
}

function all(elements: Elements, name: string): readonly Content[] {
  const found = Object.hasOwn(elements, name) ? elements[name] : undefined;
  if (found === undefined) return [];
  return Array.isArray(found) ? found : [found as Content];
}

function inside(content: Content): Elements {
  if (typeof content !== "string") return content;
  if (content.trim() === "") return {};
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
