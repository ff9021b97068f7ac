import { validateHeaderName, validateHeaderValue } from "node:http";
import type { Reply } from "./gatewayReply";

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

/**
 * Reads what a function returned, by payload format 2.0: an object with a `statusCode` is a structured response; anything
 * else is the body of a 200 with type `application/json`
 * ("Create AWS Lambda proxy integrations for HTTP APIs in API Gateway").
 * @param defaultType of a structured response that names none
 * @returns what is wrong with the response, as text, when it can't be sent: AWS answers 500 then
 */
export function functionReply(payload: unknown, defaultType = "text/plain; charset=utf-8"): Reply | string {
  if (!isObject(payload) || payload.statusCode === undefined) return inferred(payload);
  const { statusCode, headers = {}, cookies = [], body, isBase64Encoded } = payload;
  if (!Number.isInteger(statusCode) || Number(statusCode) < 200 || Number(statusCode) > 599) {
    return `statusCode must be an integer from 200 to 599, got ${JSON.stringify(statusCode)}`;
  }
  if (body !== undefined && body !== null && typeof body !== "string") {
    return `body must be a string, got ${Array.isArray(body) ? "an array" : typeof body}; use JSON.stringify`;
  }
  const sent = readHeaders(headers);
  if (typeof sent === "string") return sent;
  if (!Array.isArray(cookies) || !cookies.every(isHeaderValue)) return "cookies must be an array of header values";
  return {
    status: Number(statusCode),
    headers: { "content-type": defaultType, ...sent },
    cookies,
    body: Buffer.from(body ?? "", isBase64Encoded === true ? "base64" : "utf8"),
  };
}

function inferred(payload: unknown): Reply {
  const text = typeof payload === "string" ? payload : JSON.stringify(payload ?? null);
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    cookies: [],
    body: Buffer.from(text),
  };
}

/** Header values that can be sent, names in lower case; what is wrong with them, as text, where they can't. */
export function readHeaders(headers: unknown): Record<string, string> | string {
  if (headers === null) return {};
  if (!isObject(headers)) return "headers must be an object";
  const sent: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === null || value === undefined) continue;
    const text = typeof value === "object" ? undefined : String(value);
    if (!isHeaderName(name) || text === undefined || !isHeaderValue(text)) {
      return `header "${name}" must have a valid name and a string, number or boolean as its value`;
    }
    if (!isHopByHop(name.toLowerCase())) sent[name.toLowerCase()] = text;
  }
  return sent;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isHeaderName(name: string): boolean {
  return passes(() => validateHeaderName(name));
}

export function isHeaderValue(value: unknown): value is string {
  return typeof value === "string" && passes(() => validateHeaderValue("x", value));
}

function passes(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
