import { execFileSync } from "node:child_process";

/** A process that runs. */
export interface Process {
  pid: number;
  parent: number;
  /** The command with its arguments. */
  command: string;
}

/** Lists what a process started, and what that started, without the process itself, parents first. */
export function processesBelow(pid: number): Process[] {
  const table = execFileSync("ps", ["-A", "-ww", "-o", "pid=,ppid=,stat=,args="], { encoding: "utf8" });
  const all: Process[] = [];
  for (const line of table.split("\n")) {
    const [, id, parent, state = "", command = ""] = line.match(/^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/) ?? [];
    // One that has ended stays in the list until its parent has read its exit code.
    if (id !== undefined && !state.startsWith("Z")) all.push({ pid: Number(id), parent: Number(parent), command });
  }
  const below: Process[] = [];
  for (const parents = [pid]; parents.length > 0; ) {
    const parent = parents.shift();
    const children = all.filter((each) => each.parent === parent);
    below.push(...children);
    parents.push(...children.map((child) => child.pid));
  }
  return below;
}
