import { validateHeaderName, validateHeaderValue } from "node:http";
import { isRecord } from "../base/isRecord";

/** Headers that belong to one connection, which the API sets itself (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = new Set([
  "connection",
  "content-length",
  "keep-alive",
  "proxy-authenticate",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

export function isHopByHop(name: string): boolean {
  return HOP_BY_HOP.has(name);
}

/** Says under which name a header is sent; names are in lower case. `undefined`: it is left out. */
export type SentName = (name: string) => string | undefined;

const asItIs: SentName = (name) => (isHopByHop(name) ? undefined : name);

/** Header values that can be sent, names in lower case; what is wrong with them, as text, where they can't. */
export function readHeaders(headers: unknown, sentName: SentName = asItIs): Record<string, string> | string {
  if (headers === null) return {};
  if (!isRecord(headers)) return "headers must be an object";
  const sent: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === null || value === undefined) continue;
    const text = headerText(value);
    if (!isHeaderName(name) || text === undefined) {
      return `header "${name}" must have a valid name and a string, number or boolean as its value`;
    }
    const key = sentName(name.toLowerCase());
    if (key !== undefined) sent[key] = text;
  }
  return sent;
}

/** The two maps of headers that a function may return by payload format 1.0, put together. */
interface MultiValueHeaders {
  headers: unknown;
  multiValueHeaders: unknown;
  sentName?: SentName;
  /** Sends a value of `headers` also where `multiValueHeaders` has it under this name. */
  repeatsPairs: boolean;
}

/**
 * Merges the headers of one value each and those of several, whose values come first.
 * @returns values by names in lower case; what is wrong, as text, where they can't be sent
 */
export function readMultiValueHeaders(given: MultiValueHeaders): Record<string, string[]> | string {
  const { headers, multiValueHeaders, sentName = asItIs, repeatsPairs } = given;
  const single = readHeaders(headers, sentName);
  if (typeof single === "string") return single;
  const found = new Map<string, string[]>();
  if (multiValueHeaders !== null) {
    if (!isRecord(multiValueHeaders)) return "multiValueHeaders must be an object";
    for (const [name, values] of Object.entries(multiValueHeaders)) {
      const texts = Array.isArray(values) ? values.map(headerText) : [undefined];
      if (!isHeaderName(name) || !texts.every((text) => text !== undefined)) {
        return `multiValueHeaders: "${name}" must have a valid name and a list of header values`;
      }
      const key = sentName(name.toLowerCase());
      if (key !== undefined) found.set(key, [...(found.get(key) ?? []), ...texts]);
    }
  }
  for (const [name, value] of Object.entries(single)) {
    const values = found.get(name) ?? [];
    if (repeatsPairs || !values.includes(value)) found.set(name, [...values, value]);
  }
  return Object.fromEntries(found);
}

/** Takes the cookies out of merged headers. */
export function withoutCookies({ "set-cookie": cookies = [], ...headers }: Readonly<Record<string, string[]>>): {
  cookies: string[];
  headers: Record<string, string | string[]>;
} {
  const sent = Object.entries(headers).map(([name, values]) => [name, values.length === 1 ? values[0] : values]);
  return { cookies, headers: Object.fromEntries(sent) };
}

export function isHeaderValue(value: unknown): value is string {
  return typeof value === "string" && passes(() => validateHeaderValue("x", value));
}

function headerText(value: unknown): string | undefined {
  const text = typeof value === "object" || value === undefined ? undefined : String(value);
  return isHeaderValue(text) ? text : undefined;
}

function isHeaderName(name: string): boolean {
  return passes(() => validateHeaderName(name));
}

function passes(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
