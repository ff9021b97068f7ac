import { closeSync, fsyncSync, ftruncateSync, openSync, readSync, renameSync, rmSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import { calledAs, callOf } from "./calledAs";

const CHUNK_BYTES = 1 << 20;
const LINE_FEED = 0x0a;
/** Eight hexadecimal digits and a space. */
const CHECKSUM_LENGTH = 9;
/** For the owner alone: entries hold messages, users and secrets. */
const MODE = 0o600;

/** A journal whose lines are not all readable, although it was not only cut off. */
export class JournalDamaged extends Error {
  override readonly name = "JournalDamaged";
}

/** Entries that belong together, as they stand in the file: `<crc32 of the JSON> <JSON list>`, a line of their own. @param entries JSON */
export function lineOf(entries: readonly string[]): string {
  const json = `[${entries.join(",")}]`;
  return `${checksum(json)} ${json}\n`;
}

/**
 * Reads a journal's entries in order. The file is made where there is none. What a write left unfinished at the end, because the
 * machine stopped or the disk was full, is cut off: nobody was told that it was written.
 *
 * @returns how many bytes the file has
 * @throws JournalDamaged where entries follow one that is not readable
 */
export function readJournal(file: string, replay: (entry: unknown) => void): number {
  const fd = openSync(file, "a+", MODE);
  try {
    let goodBytes = 0;
    let unreadable: number | undefined;
    let number = 0;
    for (const line of linesOf(fd)) {
      number++;
      const json = line.complete ? checkedJson(line.bytes) : undefined;
      if (json === undefined) {
        unreadable ??= number;
        continue;
      }
      if (unreadable !== undefined) {
        throw new JournalDamaged(
          `${file} is damaged: line ${unreadable} is not as it was written, and others follow it. ` +
            `Load a snapshot (${calledAs("snapshot")} list), or empty what is kept with ${callOf("reset")}`,
        );
      }
      for (const entry of JSON.parse(json) as unknown[]) replay(entry);
      goodBytes += line.bytes.length + 1;
    }
    if (unreadable !== undefined) ftruncateSync(fd, goodBytes);
    return goodBytes;
  } finally {
    closeSync(fd);
  }
}

/** Writes the lines to a file beside and puts it in the place of `file`, on the disk before it is there. */
export function replaceJournal(file: string, lines: Iterable<string>): number {
  const beside = `${file}.new`;
  rmSync(beside, { force: true });
  const fd = openSync(beside, "w", MODE);
  let bytes = 0;
  try {
    for (const line of lines) bytes += writeWhole(fd, Buffer.from(line));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(beside, file);
  return bytes;
}

/** Opens a file that was read by {@link readJournal} to append to. */
export function openToAppend(file: string): number {
  return openSync(file, "a", MODE);
}

function writeWhole(fd: number, bytes: Buffer): number {
  for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
  return bytes.length;
}

interface Line {
  bytes: Buffer;
  /** It ends with a line feed. */
  complete: boolean;
}

function* linesOf(fd: number): Generator<Line> {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const parts: Buffer[] = [];
  let position = 0;
  for (;;) {
    const count = readSync(fd, chunk, 0, CHUNK_BYTES, position);
    if (count === 0) break;
    position += count;
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1 && end < count; end = chunk.indexOf(LINE_FEED, from)) {
      parts.push(chunk.subarray(from, end));
      yield { bytes: Buffer.concat(parts.splice(0)), complete: true };
      from = end + 1;
    }
    // The chunk is read into again.
    if (from < count) parts.push(Buffer.from(chunk.subarray(from, count)));
  }
  if (parts.length > 0) yield { bytes: Buffer.concat(parts), complete: false };
}

function checkedJson(line: Buffer): string | undefined {
  const json = line.subarray(CHECKSUM_LENGTH);
  return line.toString("latin1", 0, CHECKSUM_LENGTH) === `${checksum(json)} ` ? json.toString() : undefined;
}

function checksum(json: string | Buffer): string {
  return crc32(json)
    .toString(16)
    .padStart(CHECKSUM_LENGTH - 1, "0");
}
