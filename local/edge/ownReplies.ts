import type { IncomingMessage, ServerResponse } from "node:http";
import type { RawReply } from "./awsService";

/** A page in a browser may name any host that resolves to this machine (DNS rebinding): it gets nothing. */
export function foreignHost(request: IncomingMessage): RawReply {
  const host = request.headers.host ?? "";
  return json(403, { message: `the local cloud answers to 127.0.0.1 and localhost only, not to the host "${host}"` });
}

/** Answers what a page of another origin asks for. */
export function foreignPage(request: IncomingMessage): RawReply {
  const { origin = "another origin" } = request.headers;
  request.resume();
  return json(403, { message: `the local cloud does nothing for a page of ${origin}` });
}

/** Says what there is, to whoever asks at the root. */
export function welcome(services: readonly string[]): RawReply {
  return json(200, {
    message: "This is Sluice's local cloud: AWS APIs for signed requests, HTTP APIs below /execute-api/<api id>/",
    services,
  });
}

export function notFound(request: IncomingMessage): RawReply {
  return json(404, { message: `nothing is at ${request.url}: HTTP APIs are below /execute-api/<api id>/` });
}

export function json(status: number, body: Record<string, unknown>): RawReply {
  return { status, headers: { "content-type": "application/json" }, body: Buffer.from(`${JSON.stringify(body)}\n`) };
}

export function send(response: ServerResponse, { status, headers, body }: RawReply): void {
  response.writeHead(status, { ...headers, "content-length": String(body.length) });
  response.end(body);
}
