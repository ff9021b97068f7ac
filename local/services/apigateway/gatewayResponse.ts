import type { Reply } from "../../http/gatewayReply";
import { readHeaders } from "../../http/replyHeaders";
import { type CallFacts, type ContextVariables, contextVariables, own } from "./callFacts";
import { parameterMappings } from "./parameterMapping";
import type { Refusal, ResponseType } from "./refusal";
import type { GatewayResponseSpec } from "./restApi";

/** `x-amzn-ErrorType` of the answers that are not {@link OTHER_ERRORS}. */
const ERROR_TYPES: Readonly<Partial<Record<ResponseType, string>>> = {
  ACCESS_DENIED: "ForbiddenException",
  INVALID_API_KEY: "ForbiddenException",
  MISSING_AUTHENTICATION_TOKEN: "MissingAuthenticationTokenException",
  QUOTA_EXCEEDED: "LimitExceededException",
  REQUEST_TOO_LARGE: "RequestTooLargeException",
  THROTTLED: "TooManyRequestsException",
  UNSUPPORTED_MEDIA_TYPE: "UnsupportedMediaTypeException",
};

const OTHER_ERRORS = { client: "BadRequestException", server: "InternalServerErrorException" };

/**
 * The reply to a request that the API refuses itself: its own, or what a gateway response makes of it. The templates of gateway
 * responses are no Velocity; variables in them are replaced, and that is all
 * ("Gateway responses for REST APIs in API Gateway").
 */
export function gatewayResponse(
  refusal: Refusal,
  facts: CallFacts,
  responses: ReadonlyMap<string, GatewayResponseSpec>,
): Reply {
  const isClients = refusal.status < 500;
  const custom = responses.get(refusal.type) ?? responses.get(isClients ? "DEFAULT_4XX" : "DEFAULT_5XX");
  const variables = { ...contextVariables(facts), ...errorVariables(refusal) };
  const [contentType, template] = templateFor(custom, facts);
  const status = custom?.statusCode ?? refusal.status;
  return {
    status,
    headers: {
      "content-type": contentType,
      "x-amzn-errortype": ERROR_TYPES[refusal.type] ?? (isClients ? OTHER_ERRORS.client : OTHER_ERRORS.server),
      ...headersOf(custom, facts),
    },
    cookies: [],
    body: Buffer.from(template === undefined ? ownBody(refusal) : filled(template, variables, facts)),
  };
}

/** `$context.error` of templates and access logs. */
export function errorVariables({ type, message, detail }: Refusal): ContextVariables {
  return {
    "error.message": message,
    "error.messageString": JSON.stringify(message),
    "error.responseType": type,
    "error.validationErrorString": detail,
  };
}

/** AWS writes a blank in what goes wrong behind the API. */
function ownBody({ status, message }: Refusal): string {
  return `{"message":${status < 500 ? "" : " "}${JSON.stringify(message)}}`;
}

/** The one that the client accepts, otherwise the first. */
function templateFor(custom: GatewayResponseSpec | undefined, { request }: CallFacts): [string, string?] {
  const templates = Object.entries(custom?.responseTemplates ?? {});
  const accepted = templates.find(([contentType]) => (request.headers.accept ?? "").includes(contentType));
  return accepted ?? templates[0] ?? ["application/json"];
}

function headersOf(custom: GatewayResponseSpec | undefined, facts: CallFacts): Record<string, string> {
  const mappings = parameterMappings(custom?.responseParameters ?? {});
  return Object.fromEntries(
    mappings.flatMap(({ target, resolve }) => {
      const value = resolve({ facts, requestBody: "" });
      const headers =
        value === undefined ? {} : readHeaders({ [target.replace("gatewayresponse.header.", "")]: value });
      return typeof headers === "string" ? [] : Object.entries(headers);
    }),
  );
}

function filled(template: string, variables: ContextVariables, { stageVariables }: CallFacts): string {
  const name = "(context|stageVariables)\\.([A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*)";
  return template.replaceAll(
    new RegExp(`\\$(?:${name}|\\{${name}\\})`, "g"),
    (_, ...groups: (string | undefined)[]) => {
      const [source, variable = ""] = groups[0] === undefined ? groups.slice(2) : groups;
      return String((source === "context" ? own(variables, variable) : own(stageVariables, variable)) ?? "");
    },
  );
}
