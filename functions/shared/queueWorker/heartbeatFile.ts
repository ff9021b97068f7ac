import { statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import type { Clock } from "../clock";
import type { WorkerLog } from "./worker";

/** Seconds between two writes; a container's health check should allow several times that. */
const WRITE_EVERY_MS = 10_000;

export interface HeartbeatFileOptions {
  clock: Clock;
  log: WorkerLog;
  /** Absolute; in a folder that may be written although the root file system may not. */
  file: string;
  /** Tells whether the process does what it is there for; the file grows old while it does not. */
  isWell(): boolean;
}

/**
 * Writes a file again and again, for a container's health check to look at its age. A process that hangs stops writing, and unlike a
 * port, a file needs no listener that could be the only part that still works.
 * @returns stops it
 */
export function keepHeartbeatFile({ clock, log, file, isWell }: HeartbeatFileOptions): () => void {
  let stopped = false;
  const beat = async (): Promise<void> => {
    if (stopped) return;
    if (isWell()) {
      await writeFile(file, `${new Date(clock.now()).toISOString()}\n`).catch((error: unknown) => {
        log.warn("could not write the file for the health check", { file, error });
      });
    }
    clock.after(WRITE_EVERY_MS, () => void beat());
  };
  void beat();
  return () => {
    stopped = true;
  };
}

/** Milliseconds: several of the writes may be late. */
const OLDEST_MS = 45_000;

/** Tells whether the process that keeps the file has lately been well: the container's health check. */
export function isHeartbeatFresh(file: string, now = Date.now()): boolean {
  const { mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: 0 };
  return now - mtimeMs < OLDEST_MS;
}
