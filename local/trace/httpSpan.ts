import type { IncomingMessage, ServerResponse } from "node:http";
import { randomHex } from "../base/randomHex";
import type { OpenSpan } from "./openSpan";
import { payloadOf } from "./span";

/** Bytes of a body that are looked at. */
const MOST_BYTES = 8 * 1024;

/** Records a request while it is answered: the beginning of what is sent both ways, and the status. */
export async function recordRequest(
  open: OpenSpan,
  request: IncomingMessage,
  response: ServerResponse,
  serve: () => Promise<void>,
): Promise<void> {
  followRequest(request, open);
  followResponse(response, open);
  response.once("close", () => open.end("failed", "closed"));
  return open.run(serve);
}

/** Listens in on the request's body: another reader would take it from the one who answers. */
function followRequest(request: IncomingMessage, { span, record }: OpenSpan): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const emit = request.emit.bind(request);
  request.emit = (event: string, ...args: unknown[]) => {
    const [chunk] = args;
    if (event === "data" && Buffer.isBuffer(chunk)) {
      if (bytes < MOST_BYTES) chunks.push(chunk);
      bytes += chunk.length;
    } else if (event === "end" && bytes > 0) {
      const whole = Buffer.concat(chunks);
      record.sent(span, { ...payloadOf(whole), bytes });
    }
    return emit(event, ...args);
  };
}

function followResponse(response: ServerResponse, open: OpenSpan): void {
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
  response.end = ((...args: unknown[]) => {
    const [body] = args;
    if (typeof body === "string" || Buffer.isBuffer(body)) open.answer(body);
    const { statusCode } = response;
    open.end(statusCode < 400 ? "ok" : statusCode === 401 || statusCode === 403 ? "denied" : "failed", `${statusCode}`);
    return end(...args);
  }) as typeof response.end;
}

/** Traces of requests that came without one. */
const traces = new WeakMap<IncomingMessage, string>();

/** Gives a request a trace where it has none, as API Gateway does, so that what it causes is told to follow from it. */
export function ensureTrace(request: IncomingMessage, now: number): void {
  if (traceHeaderOf(request) === undefined) traces.set(request, newTrace(now));
}

/** Begins a trace, in X-Ray's form. */
export function newTrace(now: number): string {
  const seconds = Math.floor(now / 1000).toString(16);
  return `Root=1-${seconds.padStart(8, "0")}-${randomHex(12)}`;
}

/** X-Ray's header of a request, or the trace that it was given. */
export function traceHeaderOf(request: IncomingMessage): string | undefined {
  const header = request.headers["x-amzn-trace-id"];
  return typeof header === "string" ? header : traces.get(request);
}
