import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream, mkdirSync, rmSync } from "node:fs";
import { link, rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** A file that is never written to again once it is whole; an object's bytes are those of its segments, one after another. */
export interface Segment {
  file: string;
  size: number;
}

/** The files of objects: whatever their size, no more of one is in memory than what is on its way. */
export class ObjectFiles {
  readonly #folder: string;

  /** @param folder absolute; whatever an earlier cloud left there goes */
  constructor(folder: string) {
    this.#folder = folder;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }

  /** Writes all of a source; a source that fails leaves no file. */
  async write(source: AsyncIterable<Buffer>): Promise<Segment> {
    const file = path.join(this.#folder, randomUUID());
    const target = createWriteStream(file, { flags: "wx" });
    try {
      await pipeline(source, target);
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
    return { file, size: target.bytesWritten };
  }

  /** The same bytes under other names, so that neither owner's deletion takes them from the other. */
  async copy(segments: readonly Segment[]): Promise<Segment[]> {
    return Promise.all(
      segments.map(async ({ file, size }) => {
        const copy = path.join(this.#folder, randomUUID());
        await link(file, copy);
        return { file: copy, size };
      }),
    );
  }

  /** @param end of the last byte, inclusive */
  read(segments: readonly Segment[], start: number, end: number): Readable {
    return Readable.from(bytesOf(segments, start, end), { objectMode: false });
  }

  async remove(segments: readonly Segment[]): Promise<void> {
    await Promise.all(segments.map(({ file }) => rm(file, { force: true })));
  }
}

async function* bytesOf(segments: readonly Segment[], start: number, end: number): AsyncGenerator<Buffer> {
  let offset = 0;
  for (const { file, size } of segments) {
    const from = Math.max(start - offset, 0);
    const to = Math.min(end - offset, size - 1);
    offset += size;
    if (from <= to) yield* createReadStream(file, { start: from, end: to }) as AsyncIterable<Buffer>;
  }
}
