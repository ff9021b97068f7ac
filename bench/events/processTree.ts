import { readdirSync, readFileSync } from "node:fs";

/** Milliseconds of a tick of the kernel's accounts; it is 100 a second on every Linux that Node runs on. */
const TICK_MS = 10;

interface ProcessTimes {
  parent: number;
  cpuMs: number;
}

/**
 * Adds up the processor time that a process and all its descendants have used, those that have ended included: their parents carry
 * their times.
 * @throws Error where there is no `/proc`, as on macOS
 */
export function cpuMsOfTree(root: number): number {
  const processes = new Map<number, ProcessTimes>();
  for (const entry of readdirSync("/proc")) {
    const pid = Number(entry);
    const times = Number.isInteger(pid) ? timesOf(pid) : undefined;
    if (times !== undefined) processes.set(pid, times);
  }
  const isInTree = (pid: number): boolean =>
    pid === root || (processes.has(pid) && isInTree(processes.get(pid)?.parent ?? 0));
  return [...processes].reduce((sum, [pid, { cpuMs }]) => (isInTree(pid) ? sum + cpuMs : sum), 0);
}

/** `undefined` for a process that has just ended. */
function timesOf(pid: number): ProcessTimes | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH") return undefined;
    throw error;
  }
  // The fields behind the program's name, which may hold spaces: state, parent, ..., utime, stime, cutime, cstime (proc(5)).
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { parent: Number(fields[1]), cpuMs: ticks * TICK_MS };
}
