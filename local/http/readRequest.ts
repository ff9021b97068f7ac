import type { IncomingMessage } from "node:http";
import { traceHeaderOf } from "../trace/httpSpan";
import { type HttpRequest, newRequestId } from "./requestEvent";

/** The id of an API, with which a path begins: `"/a1b2/items?x=1"` -> `"a1b2"`. */
export function idIn(path: string): string {
  return path.match(/^\/([^/?]*)/)?.[1] ?? "";
}

/**
 * One request as it came in, without its body.
 *
 * @param apiId the API's id, or that of a function URL
 * @param target path and query string, as the API knows them
 * @param receivedAt milliseconds since the Unix epoch
 */
export function readRequest(apiId: string, target: string, incoming: IncomingMessage, receivedAt: number): HttpRequest {
  const [path = "", ...query] = target.split("?");
  const trace = traceHeaderOf(incoming);
  return {
    id: newRequestId(),
    apiId,
    receivedAt,
    method: incoming.method ?? "GET",
    path: path === "" ? "/" : path,
    queryString: query.join("?"),
    protocol: `HTTP/${incoming.httpVersion}`,
    headers: headersOf(incoming),
    ...(trace !== undefined && { trace }),
    // An IPv4 client of a dual-stack socket shows as ::ffff:127.0.0.1.
    sourceIp: (incoming.socket.remoteAddress ?? "").replace(/^::ffff:/, ""),
    localPort: incoming.socket.localPort ?? 0,
  };
}

/** As they were sent, where Node's own lists leave out or join some of them in other ways. */
function headersOf({ rawHeaders }: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = String(rawHeaders[at]).toLowerCase();
    const value = String(rawHeaders[at + 1]);
    headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}${name === "cookie" ? "; " : ","}${value}` : value;
  }
  return headers;
}
