import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { AwsError } from "../../base/awsError";
import type { Report } from "../../base/report";
import { pathOf } from "../../edge/request";
import type { StreamingService } from "../../edge/streamingService";
import { toFlatXml } from "../../edge/xml";
import { refuseUnknownHeaders } from "./objectHeaders";
import { operationFor } from "./routes";
import type { S3Call, S3Reply, Store } from "./s3Call";

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
/** S3's own codes for what every service has. */
const CODES: Readonly<Record<string, string>> = {
  MissingAuthenticationToken: "AccessDenied",
  IncompleteSignature: "AuthorizationHeaderMalformed",
  UnrecognizedClientException: "InvalidAccessKeyId",
};

/**
 * S3's API, path style: AWS's SDKs use it where the host is an IP address, so that programs need no setting of their own.
 *
 * @param checkRecorded throws where the outcome of a call cannot be recorded
 */
export function s3Api(store: Store, report: Report, checkRecorded: () => void): StreamingService {
  return {
    signingName: "s3",
    async serve(request, response, identify) {
      const requestId = randomUUID();
      response.setHeader("x-amz-request-id", requestId);
      try {
        const call: S3Call = {
          ...partsOf(request.url ?? "/"),
          caller: identify(),
          request,
          method: request.method ?? "GET",
        };
        refuseUnknownHeaders(call);
        const reply = await operationFor(call)(call, store);
        checkRecorded();
        await write(response, reply);
      } catch (error) {
        request.resume();
        if (response.headersSent || response.destroyed) return void response.destroy();
        if (!(error instanceof AwsError)) {
          if (request.destroyed && !request.complete) return void response.destroy();
          report.warn(
            "s3",
            `${request.method} ${pathOf(request)} failed: ${error instanceof Error ? error.stack : error}`,
          );
        }
        refuse(response, error, request.url ?? "/", requestId, request.method === "HEAD");
      }
    },
  };
}

function partsOf(url: string): Pick<S3Call, "bucketName" | "key" | "query"> {
  const [path = "/", query = ""] = url.split(/\?(.*)/s);
  const [, bucketName = "", key = ""] = path.match(/^\/([^/]*)\/?(.*)$/s) ?? [];
  try {
    return {
      bucketName: decodeURIComponent(bucketName),
      key: key === "" ? undefined : decodeURIComponent(key),
      query: new URLSearchParams(query),
    };
  } catch {
    throw new AwsError("InvalidURI", "Couldn't parse the specified URI.");
  }
}

async function write(
  response: ServerResponse,
  { status = 200, headers = {}, document, stream }: S3Reply,
): Promise<void> {
  if (stream) {
    response.writeHead(status, headers);
    return pipeline(stream, response);
  }
  const body = document ? Buffer.from(XML_HEAD + rooted(...document)) : Buffer.alloc(0);
  response.writeHead(status, {
    ...(document && { "content-type": "application/xml" }),
    // Before the headers of the reply: those of a HEAD speak of the object.
    ...(status !== 204 && status !== 304 && { "content-length": String(body.length) }),
    ...headers,
  });
  response.end(body);
}

function rooted(root: string, content: Readonly<Record<string, unknown>>): string {
  return toFlatXml(root, content).replace(`<${root}>`, `<${root} xmlns="${NAMESPACE}">`);
}

function refuse(response: ServerResponse, error: unknown, url: string, requestId: string, isHead: boolean): void {
  const known =
    error instanceof AwsError
      ? error
      : new AwsError("InternalError", "The local cloud failed; its log has the stack", 500);
  const Code = CODES[known.code] ?? known.code;
  const [Resource] = url.split("?");
  const document = { Code, Message: known.message, ...known.details, Resource, RequestId: requestId };
  const status = CODES[known.code] && known.status < 403 ? 403 : known.status;
  const body = isHead ? Buffer.alloc(0) : Buffer.from(XML_HEAD + toFlatXml("Error", document));
  response.writeHead(status, { "content-type": "application/xml", "content-length": String(body.length) });
  response.end(body);
}
