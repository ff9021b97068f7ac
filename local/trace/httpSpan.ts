import type { IncomingMessage, ServerResponse } from "node:http";
import type { OpenSpan } from "./openSpan";
import { payloadOf } from "./span";

/** Bytes of a body that are looked at. */
const MOST_BYTES = 8 * 1024;

/**
 * Records a request while it is answered: the beginning of what is sent both ways, and the status.
 * @param begin gives the span, none while nobody looks
 */
export async function recordRequest(
  begin: () => OpenSpan | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  serve: () => Promise<void>,
): Promise<void> {
  const open = begin();
  if (open === undefined) return serve();
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

/** X-Ray's header of a request. */
export function traceHeaderOf({ headers }: Pick<IncomingMessage, "headers">): string | undefined {
  const header = headers["x-amzn-trace-id"];
  return typeof header === "string" ? header : undefined;
}
