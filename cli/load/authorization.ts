import { SQSClient } from "@aws-sdk/client-sqs";
import { SignatureV4 } from "@smithy/signature-v4";
import type { LocalAccess } from "../localAccess";

/** A request that is about to leave. */
export interface UnauthorizedRequest {
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
}

/** Adds to a request's headers what lets it in. */
export type Authorize = (request: UnauthorizedRequest) => Promise<Record<string, string>>;

export interface AuthorizationOptions {
  /** `--sign`: as the one whose AWS credentials are in the environment, or as the local cloud's operator. */
  sign?: boolean;
  /** `--token`: a JWT. */
  token?: string;
}

/**
 * Chooses how a run's requests are let in: as its options say, and else as the stack's outputs do.
 * @param auth `"iam"`, `"jwt"` or `"public"`; absent where only a URL was given
 * @param localAccess reads the way into the local cloud, for an API that runs there
 * @returns `undefined` where requests leave as they are
 * @throws Error for an API that takes tokens, without one
 */
export function authorizationOf(
  endpoint: string,
  auth: string | undefined,
  { sign, token }: AuthorizationOptions,
  localAccess: () => LocalAccess,
): Authorize | undefined {
  if (token !== undefined) return async ({ headers }) => ({ ...headers, authorization: `Bearer ${token}` });
  if (sign === true || auth === "iam") return signing(endpoint, localAccess);
  if (auth !== "jwt") return undefined;
  throw new Error(`the API at ${endpoint} lets in those with a token of its issuer: pass --token JWT`);
}

/** Tells somebody whom an API did not let in how to come in; nothing for other answers. */
export function wayIn(status: number): string {
  if (status !== 401 && status !== 403) return "";
  return (
    " (the API did not let this in: pass --sign where it takes signed requests, with credentials that have execute-api:Invoke, or " +
    "lambda:InvokeFunctionUrl and lambda:InvokeFunction for a function's URL; --token JWT where it takes tokens)"
  );
}

/** Signs each request anew, for a signature is worth a few minutes only (IAM User Guide, "AWS Signature Version 4 for API requests"). */
function signing(endpoint: string, localAccess: () => LocalAccess): Authorize {
  const place = placeOf(endpoint);
  const { service } = place;
  // Any client of the SDK finds region and credentials where people have them.
  const { region, credentials, sha256 } = new SQSClient(
    place.isLocal ? { ...localAccess() } : { ...(place.region !== undefined && { region: place.region }) },
  ).config;
  const signer = new SignatureV4({ service, region, credentials, sha256 });
  return async ({ method, url, headers, body }) => {
    const { protocol, hostname, host, port, pathname, search } = new URL(url);
    const signed = await signer.sign({
      ...{ method, protocol, hostname, path: pathname, query: queryOf(search), headers: { ...headers, host } },
      ...(port !== "" && { port: Number(port) }),
      ...(body !== undefined && { body }),
    });
    return signed.headers;
  };
}

/**
 * The service that requests to an address are signed for, and where it is: `https://abcde.execute-api.eu-west-1.amazonaws.com`,
 * `https://abcde.lambda-url.eu-west-1.on.aws`, or a path of the local cloud. An API of a domain of its own names no region.
 */
function placeOf(endpoint: string): { service: string; region?: string; isLocal: boolean } {
  const { hostname, pathname } = new URL(endpoint);
  const [, kind, region] = hostname.match(/\.(execute-api|lambda-url)\.([a-z0-9-]+)\./) ?? [];
  const isLocal = /^(127\.0\.0\.1|localhost|\[::1\])$/.test(hostname);
  const isFunction = kind === "lambda-url" || (isLocal && pathname.startsWith("/lambda-url/"));
  return {
    ...{ service: isFunction ? "lambda" : "execute-api", isLocal },
    ...(region !== undefined && { region }),
  };
}

/** Reads a query string as the signature counts it: by names, each with its values. */
function queryOf(search: string): Record<string, string[]> {
  const query: Record<string, string[]> = Object.create(null);
  for (const part of search.slice(1).split("&")) {
    if (part === "") continue;
    const [, name = "", value = ""] = part.match(/^([^=]*)=?(.*)$/s) ?? [];
    const decoded = decode(name);
    query[decoded] = [...(query[decoded] ?? []), decode(value)];
  }
  return query;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
