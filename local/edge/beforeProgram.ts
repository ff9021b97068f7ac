import type { IncomingMessage, ServerResponse } from "node:http";
import { NotYet } from "../base/awsError";
import type { Iam } from "../iam/iam";
import { ownPages, type PageGuard } from "./callingPages";
import type { Edge, PathHandler } from "./edge";
import { json, send } from "./ownReplies";
import { isForLoopback } from "./request";

/** Tells if the program has been evaluated: from then on, what is not there does not exist. */
export type IsProgramThere = () => boolean;

const MESSAGE =
  "the local cloud has started, and what the program makes is not all there yet: ask again, as clients do at a 503";
const RETRY_AFTER_SECONDS = 1;

/** Answers a request to what a program makes. */
export function sendNotThereYet(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  const { headers, ...reply } = json(503, { message: MESSAGE });
  send(response, { ...reply, headers: { ...headers, "retry-after": String(RETRY_AFTER_SECONDS) } });
}

/**
 * Has calls of AWS's APIs wait for the program, but for those of its own functions and tasks: what they need is made before them, and they
 * may be waited for.
 */
export function identitiesBefore(
  iam: Pick<Iam, "allows" | "authorize" | "principalOf">,
  isProgramThere: IsProgramThere,
): Pick<Iam, "allows" | "authorize" | "principalOf"> {
  const isRole = (accessKeyId: string, sessionToken: string | undefined): boolean => {
    try {
      return iam.principalOf(accessKeyId, sessionToken).kind === "role";
    } catch {
      // A user's key, perhaps, which the program makes.
      return false;
    }
  };
  return {
    allows: (principal, permission) => iam.allows(principal, permission),
    principalOf(accessKeyId, sessionToken) {
      if (!isProgramThere() && !isRole(accessKeyId, sessionToken)) throw new NotYet(MESSAGE, RETRY_AFTER_SECONDS);
      return iam.principalOf(accessKeyId, sessionToken);
    },
    authorize(principal, permissions) {
      if (principal.kind === "anonymous" && !isProgramThere()) throw new NotYet(MESSAGE, RETRY_AFTER_SECONDS);
      iam.authorize(principal, permissions);
    },
  };
}

/** Paths below which requests go by a name that the program made. */
const NAMED = ["execute-api", "lambda-url", "cognito-idp"];

/**
 * Has requests to what a program makes wait for it: what is routed by a name of its could otherwise be told that it does not exist. They
 * wait while not even the services are there: the edge listens first, for all of them have to know its URL.
 */
export function edgeBefore(edge: Edge, isProgramThere: IsProgramThere): Edge {
  const waits: PathHandler = async (_rest, request, response) => sendNotThereYet(request, response);
  const mountNamed = (name: string, handler: PathHandler, guard: PageGuard = ownPages) =>
    edge.mount(
      name,
      (...asked) => (isProgramThere() ? handler : waits)(...asked),
      // Nobody knows yet which pages an API lets in; nothing is told to any.
      (request, rest) => isProgramThere() && guard(request, rest),
    );
  for (const name of NAMED) mountNamed(name, waits, () => false);
  edge.mountHosts({
    has: (host) => !isProgramThere() && !isForLoopback({ headers: { host } }),
    serve: async (request, response) => sendNotThereYet(request, response),
  });
  return {
    ...edge,
    mount(name, handler, guard) {
      if (NAMED.includes(name)) mountNamed(name, handler, guard);
      else edge.mount(name, handler, guard);
    },
  };
}
