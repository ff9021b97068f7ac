import type { IncomingMessage } from "node:http";
import { type HttpRequest, newRequestId } from "./requestEvent";

/**
 * One request as it came in, without its body.
 *
 * @param apiId the API's id, or that of a function URL
 * @param target path and query string, as the API knows them
 * @param receivedAt milliseconds since the Unix epoch
 */
export function readRequest(apiId: string, target: string, incoming: IncomingMessage, receivedAt: number): HttpRequest {
  const [path = "", ...query] = target.split("?");
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    if (values !== undefined) headers[name] = values.join(name === "cookie" ? "; " : ",");
  }
  return {
    id: newRequestId(),
    apiId,
    receivedAt,
    method: incoming.method ?? "GET",
    path: path === "" ? "/" : path,
    queryString: query.join("?"),
    protocol: `HTTP/${incoming.httpVersion}`,
    headers,
    // An IPv4 client of a dual-stack socket shows as ::ffff:127.0.0.1.
    sourceIp: (incoming.socket.remoteAddress ?? "").replace(/^::ffff:/, ""),
    localPort: incoming.socket.localPort ?? 0,
  };
}
