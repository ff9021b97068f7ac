import { randomUUID } from "node:crypto";
import { AwsError } from "../../base/awsError";
import { isRecord } from "../../base/isRecord";
import { resultOfCall } from "../../edge/callWithin";
import { queryCodeOf } from "../../edge/wire";
import { toXml } from "../../edge/xml";
import { gatewayReply, type Reply } from "../../http/gatewayReply";
import { integrationRole } from "../../http/integrationRole";
import { NO_PERMISSION } from "../../http/invokeForRoute";
import type { Services } from "../../services";
import type { CallOutcome } from "./callFunction";
import type { QueueIntegrationSpec } from "./httpApi";
import type { MappedRequest } from "./parameterMapping";

export type QueueCallDependencies = Pick<Services, "iam" | "sqs" | "clock" | "report">;

export interface QueueCall {
  apiName: string;
  integration: QueueIntegrationSpec;
  mapped: Omit<MappedRequest, "body">;
  body: Buffer;
}

const NAMESPACE = "http://queue.amazonaws.com/doc/2012-11-05/";

/**
 * Sends a request's message to SQS as API Gateway does: with the integration's role, and no function in between.
 *
 * The client gets SQS's own answer, in XML as users report it; AWS promises no form. What was not documented, and is done by what
 * people met on AWS: a parameter that refers to something the request lacks (an empty body included) is a 400. What nobody says, and
 * is a guess: a role that may not be assumed is a 500, SQS's refusal of the role a 403, and a body that is not UTF-8 a 400.
 */
export async function sendToQueue(deps: QueueCallDependencies, call: QueueCall): Promise<CallOutcome> {
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

  try {
    const sent = await resultOfCall(deps.iam, deps.sqs.api, principal, { operation: "SendMessage", params });
    const reply = xmlReply(200, "SendMessageResponse", { SendMessageResult: sent });
    return described(overwritten(reply, integration), 200, { functionStatus: 200 });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { message, status } = error;
    const Code = queryCodeOf(error, deps.sqs.api.queryErrorCodes);
    const reply = xmlReply(status, "ErrorResponse", { Error: { Type: "Sender", Code, Message: message } });
    return described(overwritten(reply, integration), status, { functionStatus: status, error: message });
  }
}

/** Parameters whose mapped text is JSON. */
const JSON_PARAMETERS: ReadonlySet<string> = new Set(["MessageAttributes"]);

/** The parameters of SendMessage, or what to tell the client instead. */
function paramsOf(deps: QueueCallDependencies, call: QueueCall): Record<string, unknown> | string {
  const text = textOf(call.body);
  if (text === undefined && call.body.length > 0) {
    deps.report.warn(
      call.apiName,
      `${call.mapped.request.path} answers 400: the body is not UTF-8, and a message of SQS is text. What AWS makes of such a body is not documented`,
    );
  }
  const from = { ...call.mapped, body: text };
  const params: Record<string, unknown> = {};
  for (const [name, { source, resolve }] of Object.entries(call.integration.parameters)) {
    const value = resolve(from);
    if (value === undefined) {
      return `Unable to resolve property ${name} from source ${source}. Please make sure that the request to API Gateway contains all the necessary fields specified in request parameters.`;
    }
    if (!JSON_PARAMETERS.has(name)) {
      params[name] = name === "DelaySeconds" ? Number(value) : value;
      continue;
    }
    const object = objectOf(value);
    if (object === undefined) return `Unable to parse ${name}: it is not a JSON object once its values are put in.`;
    params[name] = object;
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

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
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

/** Only what came from SQS: response parameters are for answers of the integration. */
function overwritten(reply: Reply, { statusCodes }: QueueIntegrationSpec): Reply {
  return { ...reply, status: statusCodes[reply.status] ?? reply.status };
}
