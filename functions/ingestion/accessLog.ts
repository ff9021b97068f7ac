import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { headerOf } from "../shared/http/reply";
import type { Telemetry } from "../shared/telemetry";
import type { UrlHandler } from "./html";

/**
 * Writes one line a request: who asked for what, and what came of it. Neither the query string nor the body are in it: they hold what
 * people entered, or a link that decides.
 */
export function loggedAccess({ logger }: Telemetry, handler: UrlHandler): UrlHandler {
  return async (event) => {
    const startedAt = Date.now();
    const write = (status: number) =>
      logger.info("request", { ...accessOf(event), status, durationMs: Date.now() - startedAt });
    try {
      const reply = await handler(event);
      write(reply.statusCode ?? 200);
      return event.requestContext.http.method === "HEAD" ? { ...reply, body: "" } : reply;
    } catch (error) {
      // Lambda answers with this where a handler throws.
      write(502);
      throw error;
    }
  };
}

function accessOf(event: APIGatewayProxyEventV2) {
  const { http, requestId } = event.requestContext;
  return {
    requestId,
    sourceIp: http.sourceIp,
    method: http.method,
    path: event.rawPath.slice(0, 200),
    queryBytes: Buffer.byteLength(event.rawQueryString),
    bodyBytes: Buffer.byteLength(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8"),
    userAgent: (headerOf(event, "user-agent") ?? "").slice(0, 200),
  };
}
