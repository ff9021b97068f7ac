/** Finds a value in a JSON document. */
export type JsonPointer = (document: unknown) => unknown;

const WELL_FORMED = /^(\/([^~/]|~[01])*)*$/;
const INDEX = /^(0|[1-9]\d*)$/;

/** Tells whether a text is a JSON pointer: empty (the whole document), or reference tokens that begin with a slash each. */
export function isJsonPointer(text: string): boolean {
  return WELL_FORMED.test(text);
}

/**
 * Reads a JSON pointer (RFC 6901), such as `/data/object/id`. It finds `undefined` where the document has no such place.
 * @throws Error for a text that is none
 */
export function parseJsonPointer(text: string): JsonPointer {
  if (!isJsonPointer(text)) {
    throw new Error(
      `${JSON.stringify(text)} is no JSON pointer: it must be empty or like /data/id, with ~0 for ~ and ~1 for /`,
    );
  }
  const tokens = text
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
  return (document) => tokens.reduce(step, document);
}

function step(value: unknown, token: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  // An array's length is no part of the document, nor is what an object inherits.
  if (Array.isArray(value)) return INDEX.test(token) ? value[Number(token)] : undefined;
  return Object.hasOwn(value, token) ? (value as Record<string, unknown>)[token] : undefined;
}
