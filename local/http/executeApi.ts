import type { IncomingMessage, ServerResponse } from "node:http";
import type { PathHandler } from "../edge/edge";

/** APIs of API Gateway, each known by its id. */
export interface Apis {
  /** @param path what follows `/execute-api/<api id>`, query string included */
  serve(apiId: string, path: string, request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/**
 * Serves APIs below `/execute-api/<api id>`, which stands for AWS's `https://<api id>.execute-api.<region>.amazonaws.com`.
 * @param apisOf who serves an API, or says that there is none of this id
 */
export function executeApi(apisOf: (apiId: string) => Apis): PathHandler {
  return async (rest, request, response) => {
    const [, apiId, path = ""] = rest.match(/^\/([^/?]+)(.*)$/s) ?? [];
    if (apiId !== undefined) {
      return apisOf(apiId).serve(apiId, path.startsWith("/") ? path : `/${path}`, request, response);
    }
    request.resume();
    const message = `nothing is at ${request.url}: HTTP APIs are below /execute-api/<api id>/`;
    response.writeHead(404, { "content-type": "application/json" }).end(`${JSON.stringify({ message })}\n`);
  };
}
