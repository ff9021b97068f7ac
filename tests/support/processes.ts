import { execFileSync, spawnSync } from "node:child_process";

interface Process {
  pid: number;
  parent: number;
  /** It has ended, and only its exit code is left for its parent to read. */
  ended: boolean;
}

/** Every process of this machine. */
function processes(): Process[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat="], { encoding: "utf8" });
  return table
    .trim()
    .split("\n")
    .map((line) => {
      const [pid, parent, state = ""] = line.trim().split(/\s+/);
      return { pid: Number(pid), parent: Number(parent), ended: state.startsWith("Z") };
    });
}

/** A process and all that it started, and that they started. */
export function familyOf(pid: number): number[] {
  const all = processes();
  const family = [pid];
  for (const member of family) {
    family.push(...all.filter(({ parent }) => parent === member).map((child) => child.pid));
  }
  return family;
}

/** Those that still run. */
export function runningAmong(pids: readonly number[]): number[] {
  return processes()
    .filter(({ pid, ended }) => pids.includes(pid) && !ended)
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
