import { randomUUID } from "node:crypto";
import { AwsError } from "../../base/awsError";
import { isRecord } from "../../base/isRecord";
import { jsonIn } from "../../base/jsonIn";
import type { AwsService } from "../../edge/awsService";
import { resultOfCall } from "../../edge/callWithin";
import { queryCodeOf } from "../../edge/wire";
import { toXml } from "../../edge/xml";
import { gatewayReply, type Reply } from "../../http/gatewayReply";
import { integrationRole } from "../../http/integrationRole";
import { NO_PERMISSION } from "../../http/invokeForRoute";
import type { Services } from "../../services";
import type { CallOutcome } from "./callFunction";
import type { IntegrationSubtype, ServiceIntegrationSpec } from "./httpApi";
import type { MappedRequest } from "./parameterMapping";

export type ServiceCallDependencies = Pick<Services, "iam" | "events" | "sqs" | "clock" | "report">;

export interface ServiceCall {
  apiName: string;
  integration: ServiceIntegrationSpec;
  mapped: Omit<MappedRequest, "body">;
  body: Buffer;
}

const NAMESPACE = "http://queue.amazonaws.com/doc/2012-11-05/";

/**
 * Calls a service as API Gateway does: with the integration's role, and no function in between.
 *
 * The client gets the service's own answer, SQS's in XML as users report it and EventBridge's in JSON; AWS promises no form. What was not documented, and is done by what
 * people met on AWS: a parameter that refers to something the request lacks (an empty body included) is a 400. What nobody says, and
 * is a guess: a role that may not be assumed is a 500, the service's refusal of the role a 403, and a body that is not UTF-8 a 400.
 */
export async function callService(deps: ServiceCallDependencies, call: ServiceCall): Promise<CallOutcome> {
  const startedAt = deps.clock.now();
  const { integration } = call;
  const described = (
    reply: Reply,
    status: number,
    facts: { functionStatus?: number; error?: string },
  ): CallOutcome => ({
    reply,
    integration: { latencyMs: deps.clock.now() - startedAt, lambdaStatus: status, requestId: randomUUID(), ...facts },
  });

  const params = paramsOf(deps, call);
  if (typeof params === "string") return described(gatewayReply(400, params), 400, { error: params });

  const principal = integrationRole(deps.iam, integration.credentialsArn);
  if (principal === undefined) {
    return described(gatewayReply(500, "Internal Server Error"), 403, { error: NO_PERMISSION });
  }

  const { call: request, answered, refused } = ACTIONS[integration.subtype](deps, params);
  try {
    const { trace: traceHeader } = call.mapped.request;
    const reply = answered(await resultOfCall(deps.iam, request.service, principal, { ...request, traceHeader }));
    return described(overwritten(reply, integration), 200, { functionStatus: 200 });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { message, status } = error;
    return described(overwritten(refused(error), integration), status, { functionStatus: status, error: message });
  }
}

/** The call of a subtype, and how the client is told of it. */
interface Action {
  readonly call: { readonly service: AwsService; readonly operation: string; readonly params: Record<string, unknown> };
  answered(result: Record<string, unknown>): Reply;
  refused(error: AwsError): Reply;
}

const ACTIONS: Readonly<
  Record<IntegrationSubtype, (deps: ServiceCallDependencies, params: Record<string, unknown>) => Action>
> = {
  "SQS-SendMessage": ({ sqs: { api } }, params) => ({
    call: { service: api, operation: "SendMessage", params },
    answered: (sent) => xmlReply(200, "SendMessageResponse", { SendMessageResult: sent }),
    refused(error) {
      const Code = queryCodeOf(error, api.queryErrorCodes);
      return xmlReply(error.status, "ErrorResponse", { Error: { Type: "Sender", Code, Message: error.message } });
    },
  }),
  "EventBridge-PutEvents": ({ events: { api } }, entry) => ({
    call: { service: api, operation: "PutEvents", params: { Entries: [entry] } },
    answered: (result) => jsonReply(200, result),
    refused: ({ code, message, status }) => jsonReply(status, { __type: code, message }),
  }),
};

/** Parameters whose mapped text is JSON, with what it has to be. */
const JSON_PARAMETERS: Readonly<Record<string, { what: string; is: (value: unknown) => boolean }>> = {
  MessageAttributes: { what: "object", is: isRecord },
  Resources: { what: "list", is: Array.isArray },
};

/** The parameters of the action, or what to tell the client instead. */
function paramsOf(deps: ServiceCallDependencies, call: ServiceCall): Record<string, unknown> | string {
  const text = textOf(call.body);
  if (text === undefined && call.body.length > 0) {
    deps.report.warn(
      call.apiName,
      `${call.mapped.request.path} answers 400: the body is not UTF-8, and ${call.integration.subtype} takes text. What AWS makes of such a body is not documented`,
    );
  }
  const from = { ...call.mapped, body: text };
  const params: Record<string, unknown> = {};
  for (const [name, { source, resolve }] of Object.entries(call.integration.parameters)) {
    const value = resolve(from);
    if (value === undefined) {
      return `Unable to resolve property ${name} from source ${source}. Please make sure that the request to API Gateway contains all the necessary fields specified in request parameters.`;
    }
    const json = Object.hasOwn(JSON_PARAMETERS, name) ? JSON_PARAMETERS[name] : undefined;
    if (json === undefined) {
      params[name] = name === "DelaySeconds" ? Number(value) : value;
      continue;
    }
    params[name] = jsonIn(value);
    if (!json.is(params[name])) {
      return `Unable to parse ${name}: it is not a JSON ${json.what} once its values are put in.`;
    }
  }
  return params;
}

function textOf(body: Buffer): string | undefined {
  if (body.length === 0) return undefined;
  try {
    // Byte for byte: a byte order mark stays, too.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}

function xmlReply(status: number, name: string, content: Record<string, unknown>): Reply {
  const requestId = randomUUID();
  const metadata = status < 400 ? { ResponseMetadata: { RequestId: requestId } } : { RequestId: requestId };
  const xml = toXml(name, { ...content, ...metadata }).replace(`<${name}>`, `<${name} xmlns="${NAMESPACE}">`);
  return {
    status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    cookies: [],
    body: Buffer.from(`<?xml version="1.0"?>${xml}`),
  };
}

function jsonReply(status: number, content: Record<string, unknown>): Reply {
  return {
    status,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": randomUUID() },
    cookies: [],
    body: Buffer.from(JSON.stringify(content)),
  };
}

/** Only what came from the service: response parameters are for answers of the integration. */
function overwritten(reply: Reply, { statusCodes }: ServiceIntegrationSpec): Reply {
  return { ...reply, status: statusCodes[reply.status] ?? reply.status };
}
