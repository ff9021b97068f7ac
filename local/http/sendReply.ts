import type { ServerResponse } from "node:http";
import type { Reply } from "./gatewayReply";

/** Sends a reply with what HTTP asks for: a length, no body for HEAD, and none with statuses that have none. */
export function sendReply(
  response: ServerResponse,
  method: string,
  reply: Reply,
  headers: Readonly<Record<string, string>>,
): void {
  const hasBody = reply.status !== 204 && reply.status !== 304;
  response.writeHead(reply.status, {
    ...reply.headers,
    ...(reply.cookies.length !== 0 && { "set-cookie": [...reply.cookies] }),
    ...(hasBody && { "content-length": reply.body.length }),
    ...headers,
  });
  response.end(hasBody && method !== "HEAD" ? reply.body : undefined);
}
