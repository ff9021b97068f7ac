import type { IncomingMessage } from "node:http";

/**
 * Reads a request's body to the end.
 * @returns `"too large"` above `limitBytes`; the rest is then read and dropped, so that the client gets its answer
 */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer | "too large"> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= limitBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  return length > limitBytes ? "too large" : Buffer.concat(chunks, length);
}
