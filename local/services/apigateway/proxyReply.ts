import { isHeaderValue, isObject, readHeaders } from "../../http/functionReply";
import type { Reply } from "../../http/gatewayReply";

/**
 * Reads what a function returned, by payload format 1.0 ("Lambda proxy integrations in API Gateway", output format). Without binary media
 * types, which the local cloud does not know, a body in base64 is sent as it is, as on AWS.
 *
 * @returns what is wrong with the response, as text, when it can't be sent: AWS answers 502 then
 */
export function proxyReply(payload: unknown): Reply | string {
  if (!isObject(payload)) return "it must be an object with a statusCode";
  const { statusCode, headers = {}, multiValueHeaders = {}, body } = payload;
  const status = typeof statusCode === "string" && /^\d{3}$/.test(statusCode) ? Number(statusCode) : statusCode;
  if (!Number.isInteger(status) || Number(status) < 200 || Number(status) > 599) {
    return `statusCode must be an integer from 200 to 599, got ${JSON.stringify(statusCode)}`;
  }
  if (body !== undefined && body !== null && typeof body !== "string") {
    return `body must be a string, got ${Array.isArray(body) ? "an array" : typeof body}; use JSON.stringify`;
  }
  const single = readHeaders(headers);
  if (typeof single === "string") return single;
  const multiple = readMultiValueHeaders(multiValueHeaders);
  if (typeof multiple === "string") return multiple;
  const { "set-cookie": cookies = [], ...others } = multiple;
  const joined = Object.entries(others).map(([name, values]) => [name, values.join(",")]);
  const { "set-cookie": cookie, ...sent } = {
    "content-type": "application/json",
    ...single,
    ...Object.fromEntries(joined),
  };
  return {
    status: Number(status),
    headers: sent,
    cookies: [...(cookie === undefined || cookies.includes(cookie) ? [] : [cookie]), ...cookies],
    body: Buffer.from(body ?? ""),
  };
}

function readMultiValueHeaders(headers: unknown): Record<string, string[]> | string {
  if (headers === null) return {};
  if (!isObject(headers)) return "multiValueHeaders must be an object";
  const found: [string, string[]][] = [];
  for (const [name, values] of Object.entries(headers)) {
    if (!Array.isArray(values) || !values.every(isHeaderValue)) {
      return `multiValueHeaders: "${name}" must have a list of header values`;
    }
    const checked = readHeaders({ [name]: "" });
    if (typeof checked === "string") return checked;
    for (const key of Object.keys(checked)) found.push([key, values]);
  }
  return Object.fromEntries(found);
}
