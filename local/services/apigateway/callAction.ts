import { randomUUID } from "node:crypto";
import { AwsError } from "../../base/awsError";
import { isRecord } from "../../base/isRecord";
import type { AwsService } from "../../edge/awsService";
import { resultOfCall } from "../../edge/callWithin";
import { readQueryForm } from "../../edge/queryForm";
import { errorReply, faultOf, queryCodeOf } from "../../edge/wire";
import { integrationRole } from "../../http/integrationRole";
import type { Services } from "../../services";
import type { MappedRequest } from "./mappedRequest";
import type { ServiceIntegrationSpec } from "./restApi";

export type ServiceDependencies = Pick<Services, "iam" | "kinesis" | "sqs" | "sns" | "clock" | "report">;

/** The answer of an integration. */
export interface ServiceAnswer {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: string;
  /** The service's own message, where it refused. */
  error?: string;
}

/** The actions that integrations can call here, by service. */
export const ACTIONS: Readonly<Record<ServiceIntegrationSpec["service"], readonly string[]>> = {
  kinesis: ["PutRecord", "PutRecords"],
  sqs: ["SendMessage"],
  sns: ["Publish"],
};

interface ActionCall {
  operation: string;
  params: Record<string, unknown>;
  /** How the service answers: `"query"` is JSON with the names of the query protocol, as API Gateway asks for. */
  form: "json-1.0" | "json-1.1" | "query";
}

/**
 * Calls an action of a service with the integration's role.
 * @returns `"no permission"` where the role may not be assumed by API Gateway
 */
export async function callAction(
  deps: ServiceDependencies,
  spec: ServiceIntegrationSpec,
  request: MappedRequest,
  traceHeader?: string,
): Promise<ServiceAnswer | "no permission"> {
  const principal = integrationRole(deps.iam, spec.credentialsArn);
  if (principal === undefined) return "no permission";
  const service: AwsService = deps[spec.service].api;
  const { form } = spec.service === "kinesis" ? KINESIS : formOf(request);
  try {
    const call = actionCall(spec, request, service);
    const result = await resultOfCall(deps.iam, service, principal, { ...call, traceHeader });
    return { status: 200, headers: { "content-type": TYPES[form] }, body: resultText(call, result) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (form === "query") return queryError(error, service);
    const { status, body } = errorReply(form, error, service);
    return { status, headers: { "content-type": TYPES[form] }, body: body.toString(), error: error.message };
  }
}

const TYPES = {
  "json-1.0": "application/x-amz-json-1.0",
  "json-1.1": "application/x-amz-json-1.1",
  query: "application/json",
} as const;

const KINESIS = { form: "json-1.1" } as const;

/** SQS speaks two protocols, and the content type says which. */
function formOf({ headers }: MappedRequest): { form: "json-1.0" | "query" } {
  return { form: headers["content-type"]?.startsWith("application/x-amz-json") ? "json-1.0" : "query" };
}

/** @throws AwsError for a text that the service can't read, or an action that integrations can't call here */
function actionCall(spec: ServiceIntegrationSpec, request: MappedRequest, service: AwsService): ActionCall {
  const call = spec.service === "kinesis" ? jsonCall(spec, request, KINESIS.form) : otherCall(spec, request, service);
  if (ACTIONS[spec.service].includes(call.operation)) return call;
  throw new AwsError(
    "InvalidAction",
    `The action ${call.operation} is not valid for this endpoint (supported locally: ${ACTIONS[spec.service].join(", ")})`,
  );
}

function otherCall(spec: ServiceIntegrationSpec, request: MappedRequest, service: AwsService): ActionCall {
  const { form } = formOf(request);
  return form === "query" ? queryCall(spec, request, service) : jsonCall(spec, request, form);
}

function jsonCall(
  { action, path }: ServiceIntegrationSpec,
  request: MappedRequest,
  form: ActionCall["form"],
): ActionCall {
  const operation = action ?? request.headers["x-amz-target"]?.split(".").at(-1) ?? "";
  return { operation, params: { ...queueOf(path), ...jsonObject(request.body) }, form };
}

/** A form in the body, and in the query string where parameters were mapped there. */
function queryCall(
  { action, path }: ServiceIntegrationSpec,
  request: MappedRequest,
  { queryProtocol }: AwsService,
): ActionCall {
  const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  const form = isForm ? Object.fromEntries(new URLSearchParams(request.body)) : {};
  const { Action = action ?? "", Version: _version, ...fields } = { ...request.query, ...form };
  const params = readQueryForm(Object.entries(fields));
  return {
    operation: Action,
    params: queryProtocol ? { ...queueOf(path), ...queryProtocol.read(params, "", Action) } : params,
    form: "query",
  };
}

/** Only the account and the name in a queue's URL count. */
function queueOf(path: string | undefined): Record<string, string> {
  return path === undefined ? {} : { QueueUrl: `https://sqs/${path}` };
}

function jsonObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch (error) {
    throw new AwsError("SerializationException", `the integration's request is not JSON: ${(error as Error).message}`);
  }
  throw new AwsError("SerializationException", "the integration's request must be a JSON object");
}

/** Members that an answer has also where there is nothing to say: API Gateway writes `null` then. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  SendMessage: [
    "MD5OfMessageAttributes",
    "MD5OfMessageBody",
    "MD5OfMessageSystemAttributes",
    "MessageId",
    "SequenceNumber",
  ],
  Publish: ["MessageId", "SequenceNumber"],
};

function resultText({ operation, form }: ActionCall, result: Record<string, unknown>): string {
  if (form !== "query") return JSON.stringify(result);
  const none = Object.fromEntries((MEMBERS[operation] ?? []).map((member) => [member, null]));
  return JSON.stringify({
    [`${operation}Response`]: {
      [`${operation}Result`]: { ...none, ...result },
      ResponseMetadata: { RequestId: randomUUID() },
    },
  });
}

function queryError(error: AwsError, { queryErrorCodes }: AwsService): ServiceAnswer {
  const { message, status } = error;
  const described = { Code: queryCodeOf(error, queryErrorCodes), Message: message, Type: faultOf(error) };
  return {
    status,
    headers: { "content-type": TYPES.query },
    body: JSON.stringify({ Error: described, RequestId: randomUUID() }),
    error: message,
  };
}
