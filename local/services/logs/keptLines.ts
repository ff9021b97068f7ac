import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import path from "node:path";
import type { Clock, Timer } from "../../base/clock";
import type { DataFolder } from "../../base/dataFolder";
import type { Report } from "../../base/report";
import type { StoredEvent } from "./logStore";

/** Lines wait that long to be written together: a write for each would cost more than the line is worth. */
const EVERY_MS = 1000;
/** Bytes of a file, after which another one begins; the one before it stays until then. */
const LARGEST_FILE = 4 * 1024 * 1024;

type Line = readonly [timestamp: number, stream: string, message: string];

/** The files with what earlier processes left of a group, oldest first: of the last, so many bytes are theirs. */
interface Left {
  files: readonly string[];
  bytes: number;
}

/** Where the lines of log groups outlive a stop. */
export interface KeptLines {
  append(group: string, event: StoredEvent): void;
  /** The lines of a group that earlier processes left, oldest first. */
  read(group: string): readonly StoredEvent[];
  remove(group: string): void;
  /** Writes what waits. */
  close(): Promise<void>;
}

/** Keeps nothing. */
export const noLines: KeptLines = { append() {}, read: () => [], remove() {}, close: async () => {} };

/**
 * Keeps the newest lines of each group in two files of a few MiB, written once a second: after a kill, the last second may be missing, which
 * CloudWatch does not promise either. What the disk does not take is dropped with a warning.
 *
 * @param service whose folder has the files
 */
export function keptLines(
  data: DataFolder,
  service: string,
  { clock, report }: { clock: Clock; report: Report },
  { largestFile = LARGEST_FILE }: { largestFile?: number } = {},
): KeptLines {
  if (!data.keeps) return noLines;
  const folder = data.folder(service);
  const waiting = new Map<string, string>();
  const left = new Map<string, Left>();
  let timer: Timer | undefined;
  let writing = Promise.resolve();
  let hasFailed = false;

  const fileOf = (group: string) =>
    path.join(folder, `${createHash("sha256").update(group).digest("hex").slice(0, 32)}.log`);
  const failed = (error: unknown) => {
    if (!hasFailed) report.warn(service, `lines are not kept: ${String(error)}`);
    hasFailed = true;
  };

  function makeRoom(group: string, file: string): void {
    const bytes = existsSync(file) ? statSync(file).size : 0;
    const known = left.get(group) ?? { files: [beforeOf(file), file], bytes };
    const isFull = bytes > largestFile;
    if (isFull) renameSync(file, beforeOf(file));
    left.set(group, isFull ? { ...known, files: known.files.slice(1).map(beforeOf) } : known);
  }

  async function write(): Promise<void> {
    const texts = [...waiting];
    waiting.clear();
    for (const [group, text] of texts) {
      const file = fileOf(group);
      try {
        makeRoom(group, file);
        await appendFile(file, text, { mode: 0o600 });
        hasFailed = false;
      } catch (error) {
        failed(error);
      }
    }
  }

  return {
    append(group, { timestamp, stream, message }) {
      const line: Line = [timestamp, stream, message];
      // Each line begins on one of its own, also behind one that a kill cut off.
      waiting.set(group, `${waiting.get(group) ?? ""}\n${JSON.stringify(line)}`);
      timer ??= clock.after(EVERY_MS, () => {
        timer = undefined;
        writing = writing.then(write);
      });
    },
    read(group) {
      const file = fileOf(group);
      const { files, bytes } = left.get(group) ?? { files: [beforeOf(file), file], bytes: Number.POSITIVE_INFINITY };
      return files.flatMap((part, index) => {
        if (!existsSync(part)) return [];
        const text = readFileSync(part);
        return linesIn((index === files.length - 1 ? text.subarray(0, bytes) : text).toString());
      });
    },
    remove(group) {
      waiting.delete(group);
      left.delete(group);
      for (const file of [fileOf(group), beforeOf(fileOf(group))]) rmSync(file, { force: true });
    },
    async close() {
      timer?.cancel();
      await writing;
      await write();
    },
  };
}

/** The file that was full before. */
function beforeOf(file: string): string {
  return `${file}.before`;
}

function linesIn(text: string): StoredEvent[] {
  return text.split("\n").flatMap((line) => {
    const [timestamp, stream, message] = parsed(line);
    return timestamp === undefined || stream === undefined || message === undefined
      ? []
      : [{ timestamp, stream, message, ingestedAt: timestamp }];
  });
}

/** @returns nothing for a line that was cut off */
function parsed(line: string): Partial<Line> {
  try {
    return JSON.parse(line) as Line;
  } catch {
    return [];
  }
}
