import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { StringDecoder } from "node:string_decoder";
import { setImmediate } from "node:timers/promises";
import { createGunzip } from "node:zlib";
import { notSupported, QueryError } from "../queryError";

/** Endings of files that Athena unpacks and the local cloud does not. */
const PACKED = /\.(bz2|deflate|lz4|lzo|snappy|zst|zstd|zip)$/i;

/**
 * Hands on the lines of an object, unpacked by its name's ending, as Athena does. Each call of `take` is a batch: what waits for
 * this thread gets its turn between two of them.
 *
 * @throws QueryError `HIVE_CURSOR_ERROR` for bytes that cannot be unpacked
 */
export async function eachBatchOfLines(
  key: string,
  source: Readable,
  take: (lines: readonly string[]) => void | Promise<void>,
): Promise<void> {
  if (PACKED.test(key)) {
    source.destroy();
    throw notSupported(`the compression of ${key}`, "write gzip or plain text");
  }
  const decoder = new StringDecoder("utf8");
  let failure: unknown;
  const consume = (chunks: AsyncIterable<Buffer>) =>
    handOn(chunks).catch((error: unknown) => {
      failure = error;
      throw error;
    });
  const handOn = async (chunks: AsyncIterable<Buffer>) => {
    let rest = "";
    for await (const chunk of chunks) {
      const lines = (rest + decoder.write(chunk)).split("\n");
      rest = lines.pop() ?? "";
      if (lines.length > 0) await take(lines.map(withoutReturn));
      await setImmediate();
    }
    rest += decoder.end();
    if (rest !== "") await take([withoutReturn(rest)]);
  };
  try {
    if (/\.gz$/i.test(key)) await pipeline(source, createGunzip(), consume);
    else await pipeline(source, consume);
  } catch (error) {
    // The pipeline may tell that it was cut off before it tells why.
    if (failure instanceof QueryError) throw failure;
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (/^Z_/.test(code)) throw new QueryError("HIVE_CURSOR_ERROR", `Failed to read file: ${key}: not in gzip format`);
    throw error;
  }
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
