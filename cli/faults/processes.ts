import { execFileSync } from "node:child_process";

/** A process that runs. */
export interface Process {
  pid: number;
  parent: number;
  /** The command with its arguments. */
  command: string;
}

/** Lists what runs on this machine. One that has ended is left out, although it stays until its parent has read its exit code. */
export function runningProcesses(): Process[] {
  const table = execFileSync("ps", ["-A", "-ww", "-o", "pid=,ppid=,stat=,args="], { encoding: "utf8" });
  const running: Process[] = [];
  for (const line of table.split("\n")) {
    const [, id, parent, state = "", command = ""] = line.match(/^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/) ?? [];
    if (id !== undefined && !state.startsWith("Z")) running.push({ pid: Number(id), parent: Number(parent), command });
  }
  return running;
}

/** Lists what a process started, and what that started, without the process itself, parents first. */
export function processesBelow(pid: number): Process[] {
  const all = runningProcesses();
  const below: Process[] = [];
  for (const parents = [pid]; parents.length > 0; ) {
    const parent = parents.shift();
    const children = all.filter((each) => each.parent === parent);
    below.push(...children);
    parents.push(...children.map((child) => child.pid));
  }
  return below;
}
