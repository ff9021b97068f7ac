import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

/** For each way to end, from the gentle to the rough; the supervisor of a host that died has asked for the first already. */
const SIGNALS = [0, "SIGQUIT", "SIGKILL"] as const;
const PATIENCE_MS = 5000;
const LOOK_MS = 20;
const run = promisify(execFile);

/**
 * Ends the server that a local cloud which was killed may have left over a cluster: two over one would ruin it. Usually that is about
 * to end by itself.
 *
 * @param ownEndMs how long it may take to end by itself, before it is told to
 * @throws Error when it does not end
 */
export async function endLeftServer(cluster: string, ownEndMs = PATIENCE_MS): Promise<void> {
  const pid = await leftPid(cluster);
  if (pid === undefined) return;
  for (const signal of SIGNALS) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    const until = performance.now() + (signal === 0 ? ownEndMs : PATIENCE_MS);
    while (performance.now() < until) {
      if (!(await runsOver(cluster, pid))) return;
      await pause(LOOK_MS);
    }
  }
  throw new Error(`another Postgres (process ${pid}) runs over ${cluster} and does not end: end it, and start again`);
}

/** The process that says that it runs over a cluster, if it is one of Postgres's: another may have got its number. */
async function leftPid(cluster: string): Promise<number | undefined> {
  const text = await readFile(path.join(cluster, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number.parseInt(text, 10);
  return pid > 0 && (await runsOver(cluster, pid)) ? pid : undefined;
}

async function runsOver(cluster: string, pid: number): Promise<boolean> {
  return (await commandOf(pid)).includes(cluster);
}

/** The command line of a process; empty where there is none, or where it cannot be told. */
async function commandOf(pid: number): Promise<string> {
  if (process.platform === "linux") return readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  if (process.platform === "win32") return "";
  return run("ps", ["-o", "command=", "-p", `${pid}`]).then(
    ({ stdout }) => stdout,
    () => "",
  );
}
