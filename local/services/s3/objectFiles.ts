import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream, mkdirSync, readdirSync, rmSync } from "node:fs";
import { link, rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** A file that is never written to again once it is whole; an object's bytes are those of its segments, one after another. */
export interface Segment {
  /** Its name, in the folder of all of them. */
  file: string;
  size: number;
}

/** The files of objects: whatever their size, no more of one is in memory than what is on its way. */
export class ObjectFiles {
  readonly #folder: string;

  /** @param folder absolute; whatever an earlier cloud left there goes, but for the files of these names */
  constructor(folder: string, kept: Iterable<string> = []) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const names = new Set(kept);
    for (const name of readdirSync(folder)) {
      if (!names.has(name)) rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  }

  /** Writes all of a source; a source that fails leaves no file. */
  async write(source: AsyncIterable<Buffer>): Promise<Segment> {
    const file = randomUUID();
    const target = createWriteStream(this.#at(file), { flags: "wx", mode: 0o600 });
    try {
      await pipeline(source, target);
    } catch (error) {
      // A source may fail before the file has been opened: removed at once, it would be made afterwards, and stay.
      if (!target.closed) await new Promise<void>((resolve) => target.once("close", resolve));
      await rm(this.#at(file), { force: true });
      throw error;
    }
    return { file, size: target.bytesWritten };
  }

  /** The same bytes under other names, so that neither owner's deletion takes them from the other. */
  async copy(segments: readonly Segment[]): Promise<Segment[]> {
    return Promise.all(
      segments.map(async ({ file, size }) => {
        const copy = randomUUID();
        await link(this.#at(file), this.#at(copy));
        return { file: copy, size };
      }),
    );
  }

  /** @param end of the last byte, inclusive */
  read(segments: readonly Segment[], start: number, end: number): Readable {
    const placed = segments.map(({ file, size }) => ({ file: this.#at(file), size }));
    return Readable.from(bytesOf(placed, start, end), { objectMode: false });
  }

  /** Removes files that nothing refers to any more: after that has been recorded, which is so behind an `await`. */
  async remove(segments: readonly Segment[]): Promise<void> {
    await undefined;
    await Promise.all(segments.map(({ file }) => rm(this.#at(file), { force: true })));
  }

  #at(file: string): string {
    return path.join(this.#folder, file);
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
