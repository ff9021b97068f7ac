/** Greatest depth of nested objects and arrays; code that recurses into an event is safe well beyond this. */
export const MAX_JSON_DEPTH = 100;

/** The findings of a second look at valid JSON text; positions are those of `String.prototype.slice`. */
export interface JsonScan {
  /** 0 for a scalar, 1 for a flat object. */
  depth: number;
  /** The first name that one object has twice. */
  duplicateName?: string;
  /** Where each element of a top-level array stands, without the white space around it. */
  elements: { start: number; end: number }[];
}

/**
 * Finds what `JSON.parse` hides: nesting, names given twice, and the text of each element. Not recursive.
 * @param text valid JSON: `JSON.parse` accepted it
 */
export function scanJson(text: string): JsonScan {
  const scan: JsonScan = { depth: 0, elements: [] };
  // One entry an open bracket: the names so far of an object, nothing for an array.
  const open: (Set<string> | undefined)[] = [];
  let start = -1;
  let end = -1;
  for (let position = 0; position < text.length; position += 1) {
    const character = text[position] as string;
    if (character === " " || character === "\n" || character === "\r" || character === "\t") continue;
    if (open.length === 1 && open[0] === undefined && (character === "," || character === "]")) {
      if (start >= 0) scan.elements.push({ start, end });
      start = -1;
    } else if (open.length > 0 && start < 0) {
      start = position;
    }
    if (character === "{" || character === "[") {
      open.push(character === "{" ? new Set() : undefined);
      scan.depth = Math.max(scan.depth, open.length);
    } else if (character === "}" || character === "]") {
      open.pop();
    } else if (character === '"') {
      const close = endOfString(text, position);
      const names = open.at(-1);
      if (names !== undefined && followedByColon(text, close)) {
        const name = JSON.parse(text.slice(position, close)) as string;
        if (names.has(name)) scan.duplicateName ??= name;
        names.add(name);
      }
      position = close - 1;
    }
    end = position + 1;
  }
  return scan;
}

function endOfString(text: string, openingQuote: number): number {
  let position = openingQuote + 1;
  while (text[position] !== '"') position += text[position] === "\\" ? 2 : 1;
  return position + 1;
}

function followedByColon(text: string, from: number): boolean {
  let position = from;
  while (/\s/.test(text[position] ?? "")) position += 1;
  return text[position] === ":";
}

/**
 * Says why a JSON text would not mean the same to every reader (RFC 7493, I-JSON, which canonical JSON builds on), or nests
 * deeper than {@link MAX_JSON_DEPTH}; `undefined` when all is well.
 * @param text valid JSON
 * @param value the same, parsed
 */
export function interoperabilityFault(text: string, value: unknown): string | undefined {
  const { depth, duplicateName } = scanJson(text);
  if (depth > MAX_JSON_DEPTH) return `nests ${depth} levels deep; at most ${MAX_JSON_DEPTH} are allowed`;
  if (duplicateName !== undefined) return `has the name ${quoted(duplicateName)} twice in one object; keep one`;
  return valueFault(value);
}

function valueFault(value: unknown): string | undefined {
  if (typeof value === "number" && !Number.isFinite(value)) {
    return "has a number that no double can hold (such as 1e400); send it as a string";
  }
  if (typeof value === "string" && hasLoneSurrogate(value)) {
    return `has half a surrogate pair in ${quoted(value)}, which no UTF-8 text can hold`;
  }
  if (Array.isArray(value)) return firstFault(value);
  if (typeof value === "object" && value !== null) {
    return firstFault(Object.keys(value)) ?? firstFault(Object.values(value));
  }
  return undefined;
}

function firstFault(values: readonly unknown[]): string | undefined {
  for (const value of values) {
    const fault = valueFault(value);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Tells whether a string holds half of a surrogate pair, so that UTF-8 cannot carry it. */
export function hasLoneSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}

function quoted(text: string): string {
  return JSON.stringify(shortened(text));
}

/** The start of a text that came from outside, as a message may quote it: never half a surrogate pair, which no UTF-8 text can hold. */
export function shortened(text: string): string {
  const start = text.length > 40 ? `${text.slice(0, 40).replace(/[\uD800-\uDBFF]$/, "")}...` : text;
  return start.replace(/\p{Surrogate}/gu, "\uFFFD");
}

/**
 * Parses JSON that may have a byte order mark before it, as files and programs of Windows put one there; a reader may leave it out of
 * account (RFC 8259, section 8.1).
 * @throws SyntaxError for what is no JSON
 */
export function parseJson(text: string): unknown {
  return JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
}

/** The value of a text where it is JSON; `undefined` where it is not. */
export function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
