import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { isTransient } from "../../shared/awsErrors";
import { jsonReply } from "../../shared/http/reply";
import { createTelemetry, type Telemetry } from "../../shared/telemetry";
import { type Caller, callerOf, type Group } from "./caller";

export type PortalEvent = APIGatewayProxyEventV2WithJWTAuthorizer;
export type Reply = APIGatewayProxyStructuredResultV2;

/** A request that somebody makes who may. */
export interface PortalRequest {
  event: PortalEvent;
  caller: Caller;
  logger: Telemetry["logger"];
}

/** A route's handler, and who may call it. */
export interface PortalRoute {
  /** Groups whose members may ask. @default everybody who is signed in */
  groups?: readonly Group[];
  answer(request: PortalRequest): Promise<Reply>;
}

/** A refusal in words for the person at the screen. */
export function refused(status: number, message: string): Reply {
  return jsonReply(status, { message });
}

/**
 * Makes the handler of some routes, by their keys. A caller of the wrong group gets 403, and 429 or 503 says that a service of AWS
 * takes no more just now; errors are `{ message }`.
 * @throws what the SDK throws on faults that no repeat cures, such as denied access
 */
export function createPortalHandler(
  routes: Readonly<Record<string, PortalRoute>>,
): (event: PortalEvent) => Promise<Reply> {
  const { logger } = createTelemetry();
  return async (event) => {
    const route = routes[event.routeKey];
    if (route === undefined) return refused(404, `There is no ${event.routeKey}.`);
    const caller = callerOf(event);
    if (route.groups !== undefined && !route.groups.some((group) => caller.groups.includes(group))) {
      return refused(403, `Only members of ${route.groups.join(" and ")} may do this.`);
    }
    try {
      return await route.answer({ event, caller, logger });
    } catch (error) {
      if (!isTransient(error)) throw error;
      logger.error("A request could not be answered just now", { routeKey: event.routeKey, error: error as Error });
      const { name } = error as Error;
      const reply = /Throttl|TooManyRequests|LimitExceeded/.test(name)
        ? refused(429, "There are too many requests just now; try again.")
        : refused(503, "This cannot be done just now; try again.");
      return { ...reply, headers: { ...reply.headers, "retry-after": "2" } };
    }
  };
}
