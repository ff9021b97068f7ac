import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { AwsError } from "../base/awsError";
import { type Clock, systemClock } from "../base/clock";
import type { Report } from "../base/report";
import type { Iam, Permission, Principal } from "../iam/iam";
import type { CallRecord } from "../trace/callRecord";
import { ensureTrace, recordRequest, traceHeaderOf } from "../trace/httpSpan";
import type { AwsService, QueryProtocol, RawReply } from "./awsService";
import { askedPages, isPageVisit, ownPages, type PageGuard } from "./callingPages";
import { cborBody, parseCborCall } from "./cbor";
import { foreignHost, foreignPage, json, notFound, send, welcome } from "./ownReplies";
import { askedApi, notingDecisions, recorded, spanOfCall, spanOfRequest, spanOfStreaming } from "./recordedCall";
import {
  bodyOf,
  credentialScope,
  dialectOf,
  isForLoopback,
  mountIn,
  type ParsedCall,
  parseJsonCall,
  parseQueryCall,
  pathOf,
  signingNameOf,
  withClosed,
} from "./request";
import { parseRestCall } from "./restApi";
import { restReply } from "./restReply";
import { ServiceDirectory } from "./serviceDirectory";
import type { Caller, StreamingService } from "./streamingService";
import { cborReply, errorReply, flatReply, successReply } from "./wire";

/** Answers requests below one path of the edge. @param rest what follows that path, such as `"/v1/state?x=1"` */
export type PathHandler = (rest: string, request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Answers requests to hosts besides loopback, such as custom domains. */
export interface HostHandler {
  /** @param host as the request names it, port included */
  has(host: string): boolean;
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** The one HTTP listener: AWS APIs by credential scope, and what is mounted by path or by host. It knows none of them. */
export interface Edge {
  /** `"http://127.0.0.1:4510"` */
  readonly url: string;
  register(service: AwsService | StreamingService): void;
  /**
   * Registers a service that is made when it is first called. One with unsigned calls has to be there, because they do not name it.
   * @param make the service of this signing name
   */
  registerLater(signingName: string, make: () => AwsService): void;
  /**
   * Answers what is no AWS API, such as ECS's agent.
   * @param name how the path begins: `"ecs-agent"`, `"_local/mailbox"`
   * @param guard says which pages get an answer. @default those of the edge itself
   */
  mount(name: string, handler: PathHandler, guard?: PageGuard): void;
  mountHosts(handler: HostHandler): void;
  /** Answers browsers that open the edge's own address; other clients are told in JSON what there is. */
  mountRoot(handler: PathHandler): void;
  /** The service of a signing name, for calls from within. */
  service(signingName: string): AwsService | undefined;
  stop(): Promise<void>;
}

export interface EdgeDependencies {
  iam: Pick<Iam, "allows" | "authorize" | "principalOf">;
  report: Report;
  /** For `aws:CurrentTime`. @default the system's clock */
  clock?: Clock;
  /** Where calls are recorded, while somebody looks. */
  calls?: CallRecord;
  /** Called before the outcome of a call to an AWS API is told; throws where it could not be recorded. */
  checkRecorded?(): void;
}

const hostGuard = askedPages();

/** Some of the SDK's clients (Kinesis, Transcribe streaming, ...) speak HTTP/2 unless they are told otherwise. */
const HTTP2_ADVICE =
  "a client speaks HTTP/2, which the local cloud does not: give it requestHandler: new NodeHttpHandler() " +
  "(of @smithy/node-http-handler), with which it works on AWS as well";

/**
 * Request line and headers. Above what any service takes, so that each refuses what is too long in its own words, and a function
 * with a URL sees long query strings, as on AWS.
 */
const MAX_HEADER_BYTES = 128 * 1024;

/**
 * Listens, and resolves when `url` answers; services register afterwards.
 *
 * @param address `port` 0 takes any free one
 * @throws Error of `node:net` (`EADDRINUSE`, ...) when it can't listen
 */
export async function createEdge(
  { iam, report, clock = systemClock, calls, checkRecorded }: EdgeDependencies,
  address: { port: number; host: "127.0.0.1" },
): Promise<Edge> {
  const services = new ServiceDirectory(calls);
  const mounted = new Map<string, { handler: PathHandler; guard: PageGuard }>();
  const hosts: HostHandler[] = [];
  let root: PathHandler | undefined;

  function callerOf(request: IncomingMessage, principal: Principal): Caller {
    const now = clock.now();
    const facts = {
      "aws:SourceIp": request.socket.remoteAddress ?? address.host,
      "aws:CurrentTime": new Date(now).toISOString(),
      "aws:EpochTime": String(Math.floor(now / 1000)),
    };
    const withFacts = (permission: Permission) => ({ ...permission, context: { ...facts, ...permission.context } });
    return {
      principal,
      authorize: (permissions) => iam.authorize(principal, permissions.map(withFacts)),
      allows: (permission) => iam.allows(principal, withFacts(permission)),
    };
  }

  function signedCall(request: IncomingMessage): { service: AwsService; principal: Principal } {
    const scope = credentialScope(request);
    const principal = iam.principalOf(scope.accessKeyId, scope.sessionToken);
    const service = services.find(scope.signingName);
    if (!service) throw unknownService(scope.signingName, services.names);
    return { service, principal };
  }

  function unsignedCall({ headers }: IncomingMessage): { service: AwsService; principal: Principal } | undefined {
    if (headers.authorization !== undefined) return undefined;
    const service = services.ofUnsigned(headers["x-amz-target"]);
    return service && { service, principal: { kind: "anonymous" } };
  }

  async function callAws(request: IncomingMessage, response: ServerResponse): Promise<RawReply> {
    const { service, principal } = unsignedCall(request) ?? signedCall(request);
    const isCbor = dialectOf(request) === "cbor";
    if (isCbor && service.cbor === undefined) {
      throw new AwsError(
        "UnsupportedProtocol",
        `the local cloud speaks the ${service.protocol} protocol for ${service.signingName}, not CBOR`,
        415,
      );
    }
    const body = await bodyOf(request, service.takesGzip);
    const { version, ...parsed } = isCbor ? await parseCborCall(request, body) : parseCall(service, request, body);
    const call = withClosed({ ...parsed, principal }, response);

    const { permissions, run } = service.prepare(call);
    const decided = async () => {
      callerOf(request, principal).authorize(permissions);
      const fault = service.fault?.(call);
      if (fault) throw fault;
      const answer = await run();
      checkRecorded?.();
      return answer;
    };
    const begin = () => {
      if (!calls?.isOn) return undefined;
      const start = { ...spanOfCall(service, { ...call, permissions }, body), traceHeader: traceHeaderOf(request) };
      const open = calls.begin(start);
      if (open) call.span = open.span.id;
      return open;
    };
    const outcome = await recorded(begin, call.params, decided);
    if ("raw" in outcome) return outcome.raw;
    const { signingName, protocol } = service;
    const about = { operation: call.operation, signingName, ...(version && { version }) };
    const query = queryProtocolOf(service, request);
    if (service.routes) return restReply(service.routes, call.operation, outcome.result);
    if (isCbor && service.cbor) return cborReply(await cborBody(outcome.result, service.cbor));
    if (query === undefined) return successReply(protocol, outcome.result, about);
    const elements = query.write(call.operation, outcome.result);
    return query.isFlat ? flatReply(elements, about) : successReply("query", elements, about);
  }

  async function answerAws(request: IncomingMessage, response: ServerResponse): Promise<RawReply> {
    try {
      return await callAws(request, response);
    } catch (error) {
      request.resume();
      const dialect = dialectOf(request);
      if (error instanceof AwsError) return errorReply(dialect, error, services.find(signingNameOf(request) ?? ""));
      report.warn("edge", `${request.headers["x-amz-target"] ?? pathOf(request)} failed: ${stackOf(error)}`);
      const internal = new AwsError("InternalFailure", "The local cloud failed; its log has the stack", 500);
      return errorReply(dialect, internal);
    }
  }

  async function serveStreaming(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const service = services.streaming(signingNameOf(request) ?? "");
    if (service === undefined) return false;
    const open = calls?.isOn ? calls.begin(spanOfStreaming(service, request)) : undefined;
    const serve = () =>
      service.serve(request, response, () => {
        const { accessKeyId, sessionToken } = credentialScope(request);
        const caller = callerOf(request, iam.principalOf(accessKeyId, sessionToken));
        return open === undefined ? caller : notingDecisions(caller, open);
      });
    await (open === undefined ? serve() : recordRequest(open, request, response, serve));
    return true;
  }

  async function serveMounted(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const { url = "" } = request;
    const name = mountIn(mounted.keys(), url);
    const found = name === undefined ? undefined : mounted.get(name);
    if (name === undefined || found === undefined) return false;
    const { handler, guard } = found;
    const rest = url.slice(name.length + 1);
    const serve = () => handler(rest, request, response);
    if (guard(request, rest)) {
      send(response, foreignPage(request));
      return true;
    }
    const asked = calls?.isOn ? askedApi(name + rest) : undefined;
    if (!calls?.isOn || asked === undefined) await serve();
    else {
      ensureTrace(request, clock.now());
      const open = calls.begin(spanOfRequest(request, asked));
      await (open === undefined ? serve() : recordRequest(open, request, response, serve));
    }
    return true;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host = "" } = request.headers;
    const domain = hosts.find((handler) => handler.has(host));
    if (domain && hostGuard(request, "")) return send(response, foreignPage(request));
    if (domain) return domain.serve(request, response);
    if (!isForLoopback(request)) return send(response, foreignHost(request));
    // Before the paths that are the edge's own, for a bucket may have any name.
    if (await serveStreaming(request, response)) return;
    if (await serveMounted(request, response)) return;
    if (root && isPageVisit(request)) return root("", request, response);
    const signed = request.headers.authorization !== undefined || request.headers["x-amz-target"] !== undefined;
    if (signed || request.method === "POST") return send(response, await answerAws(request, response));
    send(response, request.url === "/" ? welcome(services.names) : notFound(request));
  }

  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      report.warn("edge", `${request.method} ${pathOf(request)} failed: ${stackOf(error)}`);
      if (response.headersSent) response.destroy();
      else send(response, json(500, { message: "The local cloud failed; its log has the stack" }));
    });
  });
  server.on("clientError", (error: Error & { rawPacket?: Buffer }, socket) => {
    if (error.rawPacket?.toString("latin1").startsWith("PRI * HTTP/2")) report.warn("edge", HTTP2_ADVICE);
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
  });
  // Longer than any SDK keeps an idle connection, so that no call meets a connection that is just being closed.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(address.port, address.host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://${address.host}:${port}`,
    register: (service) => services.add(service),
    registerLater: (signingName, make) => services.addLater(signingName, make),
    mount: (name, handler, guard = ownPages) => void mounted.set(name, { handler, guard }),
    mountHosts: (handler) => void hosts.push(handler),
    mountRoot(handler) {
      root = handler;
    },
    service: (signingName) => services.find(signingName),
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

/** The query protocol of a JSON API, where a request is written in it. */
function queryProtocolOf({ queryProtocol }: AwsService, request: IncomingMessage): QueryProtocol | undefined {
  return dialectOf(request) === "query" ? queryProtocol : undefined;
}

function parseCall(service: AwsService, request: IncomingMessage, body: Buffer): ParsedCall {
  const query = queryProtocolOf(service, request);
  if (query) {
    const { url = "/" } = request;
    const [, search = ""] = url.split("?", 2);
    const form = body.length > 0 ? body : Buffer.from(search);
    const parsed = parseQueryCall(form, "query");
    return { ...parsed, params: query.read(parsed.params, url, parsed.operation) };
  }
  const { protocol, routes } = service;
  if (routes) return parseRestCall(routes, request, body);
  return protocol === "query" || protocol === "ec2" ? parseQueryCall(body, protocol) : parseJsonCall(request, body);
}

function unknownService(signingName: string, services: readonly string[]): AwsError {
  const known = services.join(", ") || "none yet";
  return new AwsError(
    "UnsupportedService",
    `the service "${signingName}" is not supported locally yet (supported: ${known})`,
    501,
  );
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
