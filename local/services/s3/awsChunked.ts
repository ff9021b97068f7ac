import { AwsError } from "../../base/awsError";

const LINE_END = Buffer.from("\r\n");
const MAX_LINE_BYTES = 16 * 1024;

/**
 * Decodes the content encoding `aws-chunked`, in which SDKs send a body whose length or checksum they do not know before:
 * chunks with their sizes, then headers that come last. Signatures of chunks are not recomputed, as no signature is.
 * Source: Amazon S3 API Reference, "Signature Calculations for the Authorization Header: Including Trailing Headers".
 *
 * @param trailer receives the headers that come last, in small letters
 * @throws AwsError `IncompleteBody` or `InvalidRequest`
 */
export async function* decodeChunked(
  source: AsyncIterable<Buffer>,
  trailer: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = new Reader(source);
  try {
    for (;;) {
      const head = await reader.line();
      const [, hexadecimal] = head.match(/^([0-9a-fA-F]{1,12})(?:;.*)?$/) ?? [];
      if (hexadecimal === undefined) throw new AwsError("InvalidRequest", `"${head}" is no head of a chunk`);
      const size = Number.parseInt(hexadecimal, 16);
      if (size === 0) break;
      yield* reader.bytes(size);
      if ((await reader.line()) !== "") throw new AwsError("InvalidRequest", "a chunk is longer than its head says");
    }
    for (let line = await reader.lastLine(); line !== ""; line = await reader.lastLine()) {
      const [name = "", ...value] = line.split(":");
      trailer.set(name.trim().toLowerCase(), value.join(":").trim());
    }
  } finally {
    await reader.close();
  }
}

class Reader {
  readonly #source: AsyncIterator<Buffer>;
  #pending: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.#pending.indexOf(LINE_END);
      if (end >= 0) return this.#take(end + LINE_END.length).toString("utf8", 0, end);
      if (this.#pending.length > MAX_LINE_BYTES) throw new AwsError("InvalidRequest", "a chunk's head is too long");
      if (!(await this.#more())) throw incomplete();
    }
  }

  /** As `line`; the end of the body ends the lines too, for not every SDK writes the empty line after the last chunk. */
  async lastLine(): Promise<string> {
    while (this.#pending.indexOf(LINE_END) < 0) {
      if (!(await this.#more())) return this.#take(this.#pending.length).toString().trim();
    }
    return this.line();
  }

  async *bytes(count: number): AsyncGenerator<Buffer> {
    let missing = count;
    while (missing > 0) {
      if (this.#pending.length === 0 && !(await this.#more())) throw incomplete();
      const piece = this.#take(Math.min(missing, this.#pending.length));
      missing -= piece.length;
      yield piece;
    }
  }

  #take(count: number): Buffer {
    const taken = this.#pending.subarray(0, count);
    this.#pending = this.#pending.subarray(count);
    return taken;
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#source.next();
    if (done) return false;
    this.#pending = this.#pending.length === 0 ? value : Buffer.concat([this.#pending, value]);
    return true;
  }
}

function incomplete(): AwsError {
  return new AwsError("IncompleteBody", "The request body terminated unexpectedly");
}
