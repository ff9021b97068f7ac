import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { AwsError } from "../base/awsError";
import { isRecord } from "../base/isRecord";
import { unprefixedHost } from "../base/loopbackOnly";
import { readBody } from "../base/readBody";
import type { AwsCall } from "./awsService";
import { readEc2Form, readQueryForm } from "./queryForm";
import type { Dialect } from "./wire";

/** DynamoDB's limit, the largest of the services behind the edge (16 MB for a batch's request). */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

const gunzipped = promisify(gunzip);

/** The facts of a caller that SigV4 tells. */
export interface CredentialScope {
  accessKeyId: string;
  sessionToken: string | undefined;
  region: string;
  /** `"dynamodb"` */
  signingName: string;
}

/** The form in which the caller expects its reply. */
export function dialectOf(request: IncomingMessage): Dialect {
  const contentType = request.headers["content-type"] ?? "";
  if (request.headers["smithy-protocol"] === "rpc-v2-cbor" || contentType.startsWith("application/cbor")) return "cbor";
  if (contentType.startsWith("application/x-amz-json-1.1")) return "json-1.1";
  if (request.headers["x-amz-target"] !== undefined || contentType.includes("json")) return "json-1.0";
  return "query";
}

/** The service that a request is signed for, as far as it says. */
export function signingNameOf({ headers: { authorization } }: IncomingMessage): string | undefined {
  return authorization === undefined ? undefined : scopeOf(authorization)[3];
}

/** The header that was read last, which each call asks about more than once. */
let latest: { authorization: string; scope: readonly string[] } = { authorization: "", scope: [] };

/** The parts of a credential scope, or none of one that is malformed. */
function scopeOf(authorization: string): readonly string[] {
  if (latest.authorization !== authorization) latest = { authorization, scope: readScope(authorization) };
  return latest.scope;
}

function readScope(authorization: string): readonly string[] {
  const [, scope = ""] = authorization.match(/^AWS4-HMAC-SHA256\s(?:.*?[\s,])?Credential=([^,\s]+)/) ?? [];
  const parts = scope.split("/");
  return parts.length === 5 && parts.every((part) => part !== "") && parts[4] === "aws4_request" ? parts : [];
}

/**
 * Reads who signed a request and for which service. The signature itself is not recomputed: only this machine reaches the
 * loopback interface, and the session token, random for every session, has to match the key anyway.
 *
 * @throws AwsError `MissingAuthenticationToken` or `IncompleteSignature`
 */
export function credentialScope(request: IncomingMessage): CredentialScope {
  const header = request.headers.authorization;
  if (header === undefined) {
    throw new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403);
  }
  const [accessKeyId, , region, signingName] = scopeOf(header);
  if (!accessKeyId || !region || !signingName) {
    throw new AwsError(
      "IncompleteSignature",
      "The Authorization header must be of the form AWS4-HMAC-SHA256 " +
        "Credential=<key>/<date>/<region>/<service>/aws4_request, SignedHeaders=..., Signature=...",
      400,
    );
  }
  const token = request.headers["x-amz-security-token"];
  return { accessKeyId, sessionToken: typeof token === "string" ? token : undefined, region, signingName };
}

/**
 * Reads a whole body.
 * @param takesGzip whether the service takes one that is compressed
 * @throws AwsError `RequestEntityTooLarge`, or `UnsupportedContentEncoding` for a compressed one
 */
export async function bodyOf(request: IncomingMessage, takesGzip = false): Promise<Buffer> {
  const encoding = request.headers["content-encoding"];
  const isGzip = takesGzip && encoding?.toLowerCase() === "gzip";
  if (encoding !== undefined && encoding !== "identity" && !isGzip) {
    throw new AwsError("UnsupportedContentEncoding", `the local cloud reads no ${encoding} request bodies`, 415);
  }
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body === "too large") throw tooLarge();
  return isGzip ? decompressed(body) : body;
}

async function decompressed(body: Buffer): Promise<Buffer> {
  try {
    return await gunzipped(body, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge();
    throw new AwsError("SerializationException", `the request body is no gzip: ${String(error)}`);
  }
}

function tooLarge(): AwsError {
  return new AwsError("RequestEntityTooLarge", `the request body is larger than ${MAX_BODY_BYTES} bytes`, 413);
}

/** The path that a request asks for, without its query string: that may hold what people entered. */
export function pathOf({ url = "/" }: Pick<IncomingMessage, "url">): string {
  return url.split("?", 1)[0] ?? "/";
}

/** The name with which a path begins, as a part of it or the whole. */
export function mountIn(names: Iterable<string>, url: string): string | undefined {
  for (const name of names) {
    const next = url[name.length + 1];
    if ((next === undefined || next === "/" || next === "?") && url.startsWith(name, 1)) return name;
  }
  return undefined;
}

/** Tells if the request names this machine's loopback interface as its host. */
export function isForLoopback(request: Pick<IncomingMessage, "headers">): boolean {
  const [, given = ""] = (request.headers.host ?? "").match(/^(\[[^\]]*\]|[^:]*)(?::\d+)?$/) ?? [];
  const host = unprefixedHost(given);
  return host === "127.0.0.1" || host === "localhost" || host === "[::1]";
}

/** The operation and the parameters of a call, as its protocol writes them. */
export interface ParsedCall {
  operation: string;
  target?: string;
  /** The API version that a query call names. */
  version?: string;
  params: Record<string, unknown>;
}

/** Reads `X-Amz-Target` and a JSON body. @throws AwsError `UnknownOperationException` or `SerializationException` */
export function parseJsonCall(request: IncomingMessage, body: Buffer): ParsedCall {
  const target = request.headers["x-amz-target"];
  const operation = typeof target === "string" ? target.split(".").at(-1) : undefined;
  if (typeof target !== "string" || !operation) {
    throw new AwsError("UnknownOperationException", "The X-Amz-Target header names no operation", 404);
  }
  return { operation, target, params: parseJsonObject(body) };
}

/** Reads a form. @throws AwsError `MissingAction` */
export function parseQueryCall(body: Buffer, protocol: "query" | "ec2"): ParsedCall {
  const fields = new URLSearchParams(body.toString());
  const {
    Action: operation,
    Version: version,
    ...params
  } = protocol === "ec2" ? readEc2Form(fields) : readQueryForm(fields);
  if (typeof operation !== "string" || operation === "") {
    throw new AwsError("MissingAction", "The request has no Action parameter", 400);
  }
  return { operation, params, ...(typeof version === "string" && version !== "" && { version }) };
}

function parseJsonObject(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch (error) {
    throw new AwsError("SerializationException", `the request body is not JSON: ${String(error)}`);
  }
  if (isRecord(value)) return value;
  throw new AwsError("SerializationException", "the request body must be a JSON object");
}

/** Adds the signal of a closed connection, made for those calls only that wait for something. */
export function withClosed(call: Omit<AwsCall, "closed">, response: ServerResponse): AwsCall {
  let closed: AbortController | undefined;
  return {
    ...call,
    get closed() {
      if (closed === undefined) {
        const controller = new AbortController();
        closed = controller;
        if (response.destroyed) controller.abort();
        else response.once("close", () => controller.abort());
      }
      return closed.signal;
    },
  };
}
