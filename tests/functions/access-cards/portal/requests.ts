import type { PortalEvent } from "../../../../functions/access-cards/portal/routes";
import { httpRequest } from "../../support/httpRequest";

export interface RequestParts {
  /** As an HTTP API writes the claim. @default "[hr]" */
  groups?: string;
  body?: unknown;
  path?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
}

/** A request as an HTTP API with a JWT authorizer hands it to the function. */
export function portalRequest(routeKey: string, parts: RequestParts = {}): PortalEvent {
  const { groups = "[hr]", body, path, query, headers = {} } = parts;
  const event = httpRequest(routeKey, {
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    ...(query !== undefined && { query }),
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
  });
  const claims = { sub: "subject-1", email: "ann@example.com", "cognito:groups": groups };
  return {
    ...event,
    ...(path !== undefined && { pathParameters: path }),
    requestContext: { ...event.requestContext, authorizer: { jwt: { claims, scopes: [] } } },
  } as unknown as PortalEvent;
}

export function contentOf({ body }: { body?: string | undefined }): Record<string, unknown> {
  return JSON.parse(body ?? "{}") as Record<string, unknown>;
}
