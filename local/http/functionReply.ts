import { isRecord } from "../base/isRecord";
import type { Reply } from "./gatewayReply";
import { isHeaderValue, readHeaders, readMultiValueHeaders, withoutCookies } from "./replyHeaders";

const TEXT = "text/plain; charset=utf-8";

/**
 * Reads what a function returned, by payload format 2.0: an object with a `statusCode` is a structured response; anything
 * else is the body of a 200 with type `application/json`
 * ("Create AWS Lambda proxy integrations for HTTP APIs in API Gateway"). Written nowhere, and done by what people met on AWS: a status may
 * be a text, and a body that is no text is sent as JSON.
 * @param defaultType of a structured response that names none
 * @returns what is wrong with the response, as text, when it can't be sent: AWS answers 500 then
 */
export function functionReply(payload: unknown, defaultType = TEXT): Reply | string {
  if (!isRecord(payload) || payload.statusCode === undefined) return inferred(payload);
  const { statusCode, headers = {}, cookies = [], body, isBase64Encoded } = payload;
  const status = readStatus(statusCode);
  if (typeof status === "string") return status;
  const sent = readHeaders(headers);
  if (typeof sent === "string") return sent;
  if (!Array.isArray(cookies) || !cookies.every(isHeaderValue)) return "cookies must be an array of header values";
  return {
    status,
    headers: { "content-type": defaultType, ...sent },
    cookies,
    body: Buffer.from(
      typeof body === "string" ? body : body === undefined || body === null ? "" : JSON.stringify(body),
      isBase64Encoded === true ? "base64" : "utf8",
    ),
  };
}

/**
 * Reads what a function of an HTTP API returned, by payload format 1.0, of which nothing is inferred
 * ("How do I map the status codes returned by HTTP APIs in Amazon API Gateway?", AWS re:Post).
 * @returns what is wrong with the response, as text, when it can't be sent: AWS answers 500 then
 */
export function formatOneReply(payload: unknown): Reply | string {
  if (!isRecord(payload)) return "it must be an object with a statusCode";
  const { statusCode, headers = {}, multiValueHeaders = {}, body, isBase64Encoded } = payload;
  const status = readStatus(statusCode);
  if (typeof status === "string") return status;
  if (!isBody(body)) return bodyProblem(body);
  const merged = readMultiValueHeaders({ headers, multiValueHeaders, repeatsPairs: true });
  if (typeof merged === "string") return merged;
  const sent = withoutCookies(merged);
  return {
    status,
    headers: { "content-type": TEXT, ...sent.headers },
    cookies: sent.cookies,
    body: Buffer.from(body ?? "", isBase64Encoded === true ? "base64" : "utf8"),
  };
}

/** Reads a status as a function may write it; what is wrong with it, as text, where it is none. */
export function readStatus(statusCode: unknown): number | string {
  const status = typeof statusCode === "string" && /^\d{3}$/.test(statusCode) ? Number(statusCode) : statusCode;
  if (Number.isInteger(status) && Number(status) >= 200 && Number(status) <= 599) return Number(status);
  return `statusCode must be an integer from 200 to 599, got ${JSON.stringify(statusCode)}`;
}

/** Tells if a body is one of payload format 1.0: a text, or nothing. */
export function isBody(body: unknown): body is string | null | undefined {
  return body === undefined || body === null || typeof body === "string";
}

export function bodyProblem(body: unknown): string {
  return `body must be a string, got ${Array.isArray(body) ? "an array" : typeof body}; use JSON.stringify`;
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
