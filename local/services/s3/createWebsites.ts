import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { AwsError } from "../../base/awsError";
import { type IsProgramThere, sendNotThereYet } from "../../edge/beforeProgram";
import { callerFor } from "../../edge/callerFor";
import { escapeHtml } from "../../edge/html";
import { closeAll, listenOnOwnPort } from "../../edge/ownPort";
import { isForLoopback, pathOf } from "../../edge/request";
import type { Services } from "../../services";
import type { S3Reply } from "./s3Call";
import type { WebsiteSpec, Websites } from "./websites";

interface Website {
  spec: WebsiteSpec;
  readonly server: Server;
  readonly endpoint: string;
}

/**
 * Shows what strangers may read of buckets: the bucket's policy decides, as for any anonymous request.
 * Source: Amazon S3 User Guide, "Hosting a static website using Amazon S3".
 *
 * Known difference from AWS: no routing rules, and no redirects by objects' metadata.
 */
export function createWebsites({
  iam,
  s3,
  report,
  isProgramThere = () => true,
}: Pick<Services, "iam" | "s3" | "report"> & { isProgramThere?: IsProgramThere }): Websites {
  const websites = new Map<string, Website>();
  const read = (bucket: string, key: string, method: "GET" | "HEAD") =>
    s3.readObject(callerFor(iam, { kind: "anonymous" }), { bucket, key, method, headers: {} });
  const serve = async (bucket: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    request.resume();
    const spec = websites.get(bucket)?.spec;
    // A page elsewhere may name any host that resolves to this machine (DNS rebinding).
    if (spec === undefined || !isForLoopback(request)) return void response.writeHead(403).end();
    // Before that, nobody may read it: the bucket's policy comes after the bucket.
    if (!isProgramThere()) return sendNotThereYet(request, response);
    const path = pathOf(request);
    if ("redirectHost" in spec)
      return redirect(response, 301, `${spec.redirectProtocol}://${spec.redirectHost}${path}`);
    const { method } = request;
    if (method !== "GET" && method !== "HEAD") {
      const refusal = "The specified method is not allowed against this resource.";
      return sendError(response, new AwsError("MethodNotAllowed", refusal, 405));
    }
    const key = keyOf(path);
    try {
      const isFolder = key === "" || key.endsWith("/");
      await send(response, 200, await read(bucket, isFolder ? key + spec.indexSuffix : key, method));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (await isThere(read, bucket, `${key}/${spec.indexSuffix}`)) return redirect(response, 302, `${path}/`);
      const own = spec.errorKey === undefined ? undefined : await read(bucket, spec.errorKey, method).catch(noObject);
      if (own) await send(response, error.status, own);
      else sendError(response, error);
    }
  };

  return {
    async put(bucket, spec) {
      const known = websites.get(bucket);
      if (known) {
        known.spec = spec;
        return known.endpoint;
      }
      const server = createServer((request, response) => {
        serve(bucket, request, response).catch((error: unknown) => {
          if (!response.headersSent && !response.destroyed) response.writeHead(500).end();
          else response.destroy();
          if (!request.destroyed) report.warn(bucket, `${request.method} ${pathOf(request)} failed: ${String(error)}`);
        });
      });
      const endpoint = `localhost:${await listenOnOwnPort(server, `website ${bucket}`)}`;
      websites.set(bucket, { spec, server, endpoint });
      return endpoint;
    },
    async delete(bucket) {
      const website = websites.get(bucket);
      websites.delete(bucket);
      if (website) await closeAll(website.server);
    },
    async stop() {
      const all = [...websites.values()];
      websites.clear();
      await Promise.all(all.map(({ server }) => closeAll(server)));
    },
  };
}

type Read = (bucket: string, key: string, method: "HEAD") => Promise<S3Reply>;

async function isThere(read: Read, bucket: string, key: string): Promise<boolean> {
  return (await read(bucket, key, "HEAD").catch(noObject)) !== undefined;
}

function noObject(error: unknown): undefined {
  if (!(error instanceof AwsError)) throw error;
}

function keyOf(path: string): string {
  try {
    return decodeURIComponent(path.slice(1));
  } catch {
    return path.slice(1);
  }
}

function redirect(response: ServerResponse, status: number, location: string): void {
  response.writeHead(status, { location, "content-length": "0" }).end();
}

async function send(response: ServerResponse, status: number, { headers, stream }: S3Reply): Promise<void> {
  response.writeHead(status, headers);
  if (stream === undefined) response.end();
  else await pipeline(stream, response);
}

/** S3's page of an error: strangers learn no more than its code. */
function sendError(response: ServerResponse, { code, message, status }: AwsError): void {
  const title = `${status} ${TITLES[status] ?? "Error"}`;
  const text = code === "AccessDenied" ? "Access Denied" : message;
  const body = Buffer.from(
    `<html>\n<head><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n<ul>\n` +
      `<li>Code: ${escapeHtml(code)}</li>\n<li>Message: ${escapeHtml(text)}</li>\n</ul>\n<hr/>\n</body>\n</html>\n`,
  );
  response.writeHead(status, { "content-type": "text/html; charset=utf-8", "content-length": String(body.length) });
  response.end(body);
}

const TITLES: Readonly<Record<number, string>> = { 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed" };
