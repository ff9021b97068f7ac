import { REGION } from "../base/arn";
import { AwsError } from "../base/awsError";
import { isRecord } from "../base/isRecord";
import { newTrace } from "../trace/httpSpan";
import { type ConsoleParts, ofType, type ProgramView } from "./parts";
import { API_KEY } from "./views/routes";

/** Characters of an answer that are shown. */
const MOST_SHOWN = 64 * 1024;
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
/** Places of the edge that are the program's own APIs, and how requests to each are signed. */
const SIGNED_FOR: Readonly<Record<string, string>> = { "execute-api": "execute-api", "lambda-url": "lambda" };

interface Asked {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
  /** Sends it as the person at the laptop, to a route that only those may call who sign. */
  signs: boolean;
  /** The name of an API key of the program, which is sent with it. */
  key?: string;
}

/**
 * Sends a request that a page asks for to one of the program's APIs, and nowhere else.
 * @throws AwsError for what is no request to one
 */
export async function sendRequest(
  { services, program }: Pick<ConsoleParts, "services" | "program">,
  asked: unknown,
): Promise<object> {
  const { iam, clock, calls, edgeUrl } = services;
  const { method, path, headers, body, signs, key } = readAsked(asked);
  const url = new URL(`${edgeUrl}${path}`);
  const service = SIGNED_FOR[url.pathname.split("/")[1] ?? ""];
  if (service === undefined || url.origin !== new URL(edgeUrl).origin) {
    throw new AwsError("BadRequest", `The console sends to the program's own APIs, and ${path} is none of them.`);
  }
  const trace = newTrace(clock.now());
  const { accessKeyId, sessionToken } = iam.operator;
  const credential = `${accessKeyId}/${new Date(clock.now()).toISOString().slice(0, 10).replaceAll("-", "")}/${REGION}`;
  const signature = {
    // The edge tells callers by their keys, and computes no signature again.
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
    "x-amz-security-token": sessionToken,
  };
  const from = performance.now();
  const response = await fetch(url, {
    method,
    headers: { "x-amzn-trace-id": trace, ...headers, ...(signs && signature), ...keyHeader(program, key) },
    ...(body !== undefined && { body }),
    redirect: "manual",
  }).catch((error: unknown) => {
    const { cause, message } = error as Error;
    throw new AwsError("BadRequest", `The request cannot be sent: ${cause instanceof Error ? cause.message : message}`);
  });
  const text = await response.text();
  const span = calls.requestOf(trace);
  return {
    ...{ status: response.status, ms: performance.now() - from, text: text.slice(0, MOST_SHOWN), bytes: text.length },
    headers: Object.fromEntries(response.headers),
    ...(span !== undefined && { span }),
  };
}

/** The header of an API key, which the page knows by its name alone. @throws AwsError for a key that the program has not */
function keyHeader(program: ProgramView, name: string | undefined): Record<string, string> {
  if (name === undefined) return {};
  const key = ofType(program, API_KEY).find(({ state }) => state.name === name);
  if (key === undefined) throw new AwsError("BadRequest", `The program has no API key ${JSON.stringify(name)}.`);
  return { "x-api-key": String(key.state.value) };
}

function readAsked(asked: unknown): Asked {
  const { method, path, headers = {}, body, signs = false, key } = isRecord(asked) ? asked : {};
  if (typeof method !== "string" || !METHODS.includes(method)) {
    throw new AwsError("BadRequest", `method must be one of ${METHODS.join(", ")}`);
  }
  if (typeof path !== "string" || !path.startsWith("/")) throw new AwsError("BadRequest", "path must begin with /");
  const isSound = isRecord(headers) && Object.values(headers).every((value) => typeof value === "string");
  const areTexts = [body, key].every((each) => each === undefined || typeof each === "string");
  if (!isSound || !areTexts || typeof signs !== "boolean") {
    throw new AwsError("BadRequest", "headers must be texts by name, body and key texts, signs a flag");
  }
  if ((method === "GET" || method === "HEAD") && body !== undefined) {
    throw new AwsError("BadRequest", `${method} has no body`);
  }
  return {
    ...{ method, path, headers: headers as Record<string, string>, signs },
    ...(typeof body === "string" && { body }),
    ...(typeof key === "string" && { key }),
  };
}
