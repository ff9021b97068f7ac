import type { Readable } from "node:stream";

/**
 * Reads the body of a request, or any stream, to its end.
 * @returns `"too large"` above `limitBytes`; what follows is then read and dropped, so that whoever writes it gets an answer, and not a
 *   broken connection
 * @throws Error where it breaks off
 */
export function readBody(source: Readable, limitBytes: number): Promise<Buffer | "too large"> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let ended = false;
    source.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limitBytes) chunks.push(chunk);
      else chunks.length = 0;
    });
    source.once("end", () => {
      ended = true;
      if (length > limitBytes) resolve("too large");
      else resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length));
    });
    const brokenOff = () => {
      if (!ended) reject(new Error("the other side closed the connection before the end of the body"));
    };
    source.once("error", reject);
    source.once("close", brokenOff);
    if (source.destroyed) brokenOff();
  });
}
