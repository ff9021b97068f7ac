import { spawnSync } from "node:child_process";
import { processesBelow, runningProcesses } from "../../cli/faults/processes";

/** A process and all that it started, and that they started. */
export function familyOf(pid: number): number[] {
  return [pid, ...processesBelow(pid).map((child) => child.pid)];
}

/** Those that still run. */
export function runningAmong(pids: readonly number[]): number[] {
  return runningProcesses()
    .filter(({ pid }) => pids.includes(pid))
    .map(({ pid }) => pid);
}

/** Those that were started with an environment variable of this name. */
export function withVariable(pids: readonly number[], name: string): number[] {
  // macOS has no /proc, and other words for the same of ps.
  const format = process.platform === "darwin" ? ["-Eww", "-o", "command="] : ["eww", "-o", "args="];
  return pids.filter((pid) => {
    const { stdout } = spawnSync("ps", [...format, "-p", String(pid)], { encoding: "utf8" });
    return stdout.includes(` ${name}=`);
  });
}
