import { tmpdir } from "node:os";
import path from "node:path";
import { isHeartbeatFresh } from "./heartbeatFile";

/** Path of the file that a container's process writes every ten seconds while it is well. */
export function heartbeatFileOf(name: string): string {
  return path.join(tmpdir(), `${name}.heartbeat`);
}

/**
 * Starts a container's program: `node main.js` works, `node main.js health` checks the one that does, for the container's health check.
 * @param name of the program; its heartbeat's file has it
 * @param load loads the work and begins it; not called for a health check, which comes every few seconds and needs none of it
 */
export function runContainer(name: string, load: () => Promise<never>): void {
  if (process.argv[2] === "health") process.exitCode = isHeartbeatFresh(heartbeatFileOf(name)) ? 0 : 1;
  else void load();
}
