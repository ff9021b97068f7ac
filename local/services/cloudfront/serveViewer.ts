import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AwsError } from "../../base/awsError";
import type { Services } from "../../services";
import type { CacheBehavior, DistributionSpec, ResponseHeadersPolicySpec, S3Origin } from "./cloudFront";
import { compressed, encodingFor } from "./compression";
import { errorDocument, type OriginReply, readOrigin } from "./originRead";
import { withPolicy } from "./responseHeaders";
import { behaviorOf, keyOf, normalizedPath } from "./viewerPath";

export type ViewerDependencies = Pick<Services, "iam" | "s3">;

/** Headers that go on to the origin; conditions are CloudFront's own business, which may change an object's form. */
const FORWARDED = ["range", "if-range"];

/** Answers one viewer. Nothing is cached: every request asks the bucket, so that an upload shows at once. */
export async function serveViewer(
  deps: ViewerDependencies,
  distribution: DistributionSpec,
  policyOf: (id: string) => ResponseHeadersPolicySpec | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.resume();
  const method = request.method ?? "GET";
  const [rawPath = "/"] = (request.url ?? "/").split("?");
  const behavior = behaviorOf(distribution, normalizedPath(rawPath));
  const answer = await answerOf(deps, distribution, behavior, rawPath, request);
  const policy = behavior.responseHeadersPolicyId;
  const headers = withPolicy(answer.headers, policy === undefined ? undefined : policyOf(policy));
  response.writeHead(answer.status, {
    ...headers,
    "x-cache": `${answer.status >= 400 ? "Error" : "Miss"} from cloudfront`,
    "x-amz-cf-id": randomBytes(24).toString("base64url"),
  });
  if (method === "HEAD" || answer.body === undefined) {
    if (answer.body instanceof Readable) answer.body.destroy();
    return void response.end();
  }
  if (Buffer.isBuffer(answer.body)) return void response.end(answer.body);
  await pipeline(answer.body, response);
}

async function answerOf(
  deps: ViewerDependencies,
  distribution: DistributionSpec,
  behavior: CacheBehavior,
  rawPath: string,
  request: IncomingMessage,
): Promise<OriginReply> {
  const method = request.method ?? "GET";
  if (!distribution.enabled) return ownError(403, "The distribution is disabled.");
  if (!behavior.allowedMethods.includes(method)) {
    return ownError(
      403,
      "This distribution is not configured to allow the HTTP request method that was used for this request.",
    );
  }
  const { defaultRootObject } = distribution;
  const path = rawPath === "/" && defaultRootObject !== undefined ? `/${defaultRootObject}` : rawPath;
  const found = await objectAt(deps, distribution, behavior, path, request);
  if (found.status < 400) return found;
  const custom = distribution.errorResponses.get(found.status);
  if (custom?.pagePath === undefined) return found;
  const page = await errorPage(deps, distribution, custom.pagePath, request);
  if (page === undefined) return found;
  discard(found);
  return { ...page, status: custom.status ?? found.status };
}

/** @returns `undefined` where the page itself cannot be had: then the viewer sees the first error, as on AWS */
async function errorPage(
  deps: ViewerDependencies,
  distribution: DistributionSpec,
  path: string,
  request: IncomingMessage,
): Promise<OriginReply | undefined> {
  const behavior = behaviorOf(distribution, normalizedPath(path));
  const asked = { method: request.method === "HEAD" ? "HEAD" : "GET", headers: withoutConditions(request) };
  const page = await objectAt(deps, distribution, behavior, path, asked);
  if (page.status === 200) return page;
  discard(page);
  return undefined;
}

type Asked = Pick<IncomingMessage, "method" | "headers">;

async function objectAt(
  deps: ViewerDependencies,
  { arn, origins }: DistributionSpec,
  behavior: CacheBehavior,
  path: string,
  { method, headers }: Asked,
): Promise<OriginReply> {
  if (method === "OPTIONS") {
    return errorDocument(new AwsError("AccessForbidden", "CORSResponse: CORS is not enabled for this bucket.", 403));
  }
  // The distribution's check has seen to it that there is one.
  const origin = origins.get(behavior.originId) as S3Origin;
  const key = keyOf(origin.path, path);
  if (key === undefined) return errorDocument(new AwsError("InvalidURI", "Couldn't parse the specified URI."));
  // S3 would take it for the bucket itself, whose list is not shown.
  if (key === "") return errorDocument(new AwsError("AccessDenied", "Access Denied", 403));
  const reply = await readOrigin(deps, arn, origin, {
    ...{ key, method: method === "HEAD" ? "HEAD" : "GET" },
    headers: Object.fromEntries(FORWARDED.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : []))),
  });
  return reply.status >= 400 ? reply : inViewersForm(reply, behavior, headers);
}

/** Compressed where that is worth it, and left out where the viewer has it already. */
function inViewersForm(reply: OriginReply, { encodings }: CacheBehavior, headers: Asked["headers"]): OriginReply {
  const isWhole = reply.status === 200 && headers.range === undefined;
  const offered = isWhole ? encodingFor(reply.headers, "br, gzip", encodings) : undefined;
  const encoding = offered && encodingFor(reply.headers, String(headers["accept-encoding"] ?? ""), encodings);
  const { "content-length": _, ...others } = reply.headers;
  const etag = reply.headers.etag ?? "";
  const formed: OriginReply = encoding
    ? { ...reply, headers: { ...others, "content-encoding": encoding, etag: etag === "" ? "" : `W/${etag}` } }
    : reply;
  const varied = offered ? { ...formed.headers, vary: "Accept-Encoding" } : formed.headers;
  if (isWhole && isKnown(reply.headers, headers)) {
    discard(reply);
    const { "content-length": _length, "content-type": _type, "content-encoding": _encoding, ...rest } = varied;
    return { status: 304, headers: rest };
  }
  if (encoding && reply.body instanceof Readable) {
    return { ...formed, headers: varied, body: compressed(reply.body, encoding) };
  }
  return { ...formed, headers: varied };
}

/** RFC 9110, section 13.1: `If-None-Match` compares weakly, and comes before `If-Modified-Since`. */
function isKnown(object: Readonly<Record<string, string>>, headers: Asked["headers"]): boolean {
  const noneMatch = headers["if-none-match"];
  if (noneMatch !== undefined) {
    const tags = noneMatch.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
    return tags.includes("*") || tags.includes(object.etag ?? "none");
  }
  const since = Date.parse(headers["if-modified-since"] ?? "");
  return Date.parse(object["last-modified"] ?? "") <= since;
}

function withoutConditions({ headers }: IncomingMessage): Asked["headers"] {
  const { range: _range, "if-none-match": _tags, "if-modified-since": _since, ...others } = headers;
  return others;
}

/** Makes an answer of CloudFront's own. */
function ownError(status: number, text: string): OriginReply {
  const body = Buffer.from(
    `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>ERROR: The request could not be satisfied</title>\n` +
      `</head>\n<body>\n<h1>${status} ERROR</h1>\n<p>${text}</p>\n</body>\n</html>\n`,
  );
  return {
    status,
    headers: { "content-type": "text/html; charset=utf-8", "content-length": String(body.length) },
    body,
  };
}

/** Lets go of a file that was opened. */
function discard({ body }: OriginReply): void {
  if (body instanceof Readable) body.destroy();
}
