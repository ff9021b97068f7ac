import { statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Written every ten seconds while the worker is well. */
export const HEARTBEAT_FILE = path.join(tmpdir(), "webhook-worker.heartbeat");

const OLDEST_MS = 45_000;

/** Whether the worker has lately been well. */
export function checkHealth(now = Date.now()): boolean {
  const { mtimeMs } = statSync(HEARTBEAT_FILE, { throwIfNoEntry: false }) ?? { mtimeMs: 0 };
  return now - mtimeMs < OLDEST_MS;
}
