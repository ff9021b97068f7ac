import { randomUUID } from "node:crypto";
import { AwsError, NotYet } from "../base/awsError";
import type { AwsService, RawReply } from "./awsService";
import { restError } from "./restReply";
import { toFlatXml, toXml } from "./xml";

/** How a caller speaks, seen from its request: it decides the form of every reply, errors included. */
export type Dialect = "json-1.0" | "json-1.1" | "query" | "cbor";

const JSON_TYPE = { "json-1.0": "application/x-amz-json-1.0", "json-1.1": "application/x-amz-json-1.1" } as const;

/**
 * Codes that IAM and the edge use for every service, in the spelling of the JSON protocols, where they come with status 400.
 */
const JSON_CODES: Readonly<Record<string, string>> = {
  AccessDenied: "AccessDeniedException",
  IncompleteSignature: "IncompleteSignatureException",
  MissingAuthenticationToken: "MissingAuthenticationTokenException",
};
const CBOR_HEADERS = { "smithy-protocol": "rpc-v2-cbor" };
const QUERY_CODES: Readonly<Record<string, string>> = { UnrecognizedClientException: "InvalidClientTokenId" };

/** The reply to a call that went well. `version` is the API version that a query call names. */
export function successReply(
  protocol: AwsService["protocol"],
  result: Readonly<Record<string, unknown>>,
  call: { operation: string; signingName: string; version?: string },
): RawReply {
  const requestId = randomUUID();
  if (protocol === "ec2") return ec2Reply(call.operation, result, requestId, call.version);
  if (protocol === "json-1.0" || protocol === "json-1.1")
    return reply(200, JSON_TYPE[protocol], JSON.stringify(result), requestId);
  return queryReply(toXml(`${call.operation}Result`, result), call, requestId);
}

/** The same in CBOR. @param body as it is encoded */
export function cborReply(body: Buffer): RawReply {
  return { ...reply(200, "application/cbor", "", randomUUID(), CBOR_HEADERS), body };
}

/** The same in the query protocol of a service that speaks JSON otherwise, where lists are flattened. */
export function flatReply(
  result: Readonly<Record<string, unknown>>,
  call: { operation: string; signingName: string; version?: string },
): RawReply {
  return queryReply(toFlatXml(`${call.operation}Result`, result), call, randomUUID());
}

function queryReply(
  result: string,
  { operation, signingName, version }: { operation: string; signingName: string; version?: string },
  requestId: string,
): RawReply {
  const namespace = version ? ` xmlns="https://${signingName}.amazonaws.com/doc/${version}/"` : "";
  const xml =
    `<${operation}Response${namespace}>${result}` +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`;
  return reply(200, "text/xml", xml, requestId);
}

/** An error in the form that the caller's SDK reads: `__type` and `message`, or an XML `ErrorResponse`. */
export function errorReply(dialect: Dialect, error: AwsError, service?: ErrorsOf): RawReply {
  const answer = errorDocument(dialect, error, service);
  if (!(error instanceof NotYet)) return answer;
  return { ...answer, headers: { ...answer.headers, "retry-after": String(error.retryAfterSeconds) } };
}

type ErrorsOf = Pick<AwsService, "protocol" | "errorCodes" | "queryErrorCodes" | "queryProtocol">;

function errorDocument(dialect: Dialect, error: AwsError, service?: ErrorsOf): RawReply {
  if (service?.protocol === "rest-json") {
    const { code } = error;
    return restError(new AwsError(JSON_CODES[code] ?? code, error.message, error.status, error.details));
  }
  const requestId = randomUUID();
  const own = service?.errorCodes?.[error.code];
  const queryCode = service?.queryErrorCodes && queryCodeOf(error, service.queryErrorCodes);
  if (dialect === "query" && service?.protocol === "ec2") return ec2Error(error, requestId);
  if (dialect === "query") {
    const code = queryCode ?? own ?? QUERY_CODES[error.code] ?? error.code;
    const status = code === "InvalidClientTokenId" ? 403 : error.status;
    const message = service?.queryProtocol?.messages[error.code] ?? error.message;
    const xml =
      `<ErrorResponse>${toXml("Error", { Type: faultOf(error), Code: code, Message: message })}` +
      `<RequestId>${requestId}</RequestId></ErrorResponse>`;
    return reply(status, "text/xml", xml, requestId);
  }
  const spelled = own === undefined ? JSON_CODES[error.code] : undefined;
  const code = own ?? spelled ?? error.code;
  const status = spelled ? 400 : error.status;
  const headers = queryCode === undefined ? {} : { "x-amzn-query-error": `${queryCode};${faultOf(error)}` };
  if (dialect === "cbor") {
    const body = cborTexts({ __type: code, message: error.message });
    return { ...reply(status, "application/cbor", "", requestId, { ...CBOR_HEADERS, ...headers }), body };
  }
  const body = JSON.stringify({ __type: code, message: error.message, ...error.details });
  return reply(status, JSON_TYPE[dialect], body, requestId, { "x-amzn-errortype": code, ...headers });
}

/**
 * The code of an error in the query protocol. Source: Smithy, "AWS query compatible trait".
 * @param codes those that are called otherwise there
 */
export function queryCodeOf({ code }: AwsError, codes: AwsService["queryErrorCodes"]): string {
  return codes?.[code] ?? code;
}

/** Says who is to blame for an error, in the words of the query protocol. */
export function faultOf({ status }: AwsError): "Sender" | "Receiver" {
  return status >= 500 ? "Receiver" : "Sender";
}

/** Source: Smithy, "AWS EC2 query protocol", "Response serialization" and "Operation error serialization". */
function ec2Reply(
  operation: string,
  result: Readonly<Record<string, unknown>>,
  requestId: string,
  version = "",
): RawReply {
  const members = Object.entries({ requestId, ...result }).map(([name, value]) => toXml(name, value, "item"));
  const namespace = `http://ec2.amazonaws.com/doc/${version}/`;
  const xml = `<${operation}Response xmlns="${namespace}">${members.join("")}</${operation}Response>`;
  return reply(200, "text/xml", xml, requestId);
}

/** EC2 has names of its own for what IAM and the edge refuse (EC2 API Reference, "Error codes"). */
const EC2_CODES: Readonly<Record<string, string>> = {
  AccessDenied: "UnauthorizedOperation",
  UnrecognizedClientException: "AuthFailure",
};

function ec2Error(error: AwsError, requestId: string): RawReply {
  const details = toXml("Error", { Code: EC2_CODES[error.code] ?? error.code, Message: error.message });
  const xml = `<Response><Errors>${details}</Errors><RequestID>${requestId}</RequestID></Response>`;
  return reply(error.code === "AccessDenied" ? 403 : error.status, "text/xml", xml, requestId);
}

function reply(
  status: number,
  contentType: string,
  body: string,
  requestId: string,
  headers: Record<string, string> = {},
): RawReply {
  return {
    status,
    headers: { "content-type": contentType, "x-amzn-requestid": requestId, ...headers },
    body: Buffer.from(body),
  };
}

/** A map of texts in CBOR (RFC 8949): as much of the format as it takes to tell a caller that CBOR is not spoken here. */
function cborTexts(members: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(members);
  return Buffer.concat([cborHead(5, entries.length), ...entries.flat().flatMap((text) => cborText(text))]);
}

function cborText(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  return [cborHead(3, bytes.length), bytes];
}

function cborHead(majorType: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(majorType << 5) | length]);
  return Buffer.from([(majorType << 5) | 25, length >> 8, length & 0xff]);
}
