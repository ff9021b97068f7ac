import { createHash } from "node:crypto";

export interface FileMeasures {
  bytes: number;
  /** Lines of CSV behind its head. */
  records: number;
  /** In hexadecimal. */
  sha256: string;
}

const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/** Measures a CSV file as it goes by. */
export class FileMeter {
  readonly #hash = createHash("sha256");
  #bytes = 0;
  #lines = 0;
  #isQuoted = false;

  /** Passes every chunk on. */
  async *measure(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      this.#bytes += chunk.length;
      this.#hash.update(chunk);
      for (const byte of chunk) {
        // A quote within quotes is doubled, so that it ends them and begins them anew.
        if (byte === QUOTE) this.#isQuoted = !this.#isQuoted;
        else if (byte === LINE_FEED && !this.#isQuoted) this.#lines += 1;
      }
      yield chunk;
    }
  }

  /** The digest of all that has gone by; to be asked for once. */
  measures(): FileMeasures {
    return { bytes: this.#bytes, records: Math.max(this.#lines - 1, 0), sha256: this.#hash.digest("hex") };
  }
}
