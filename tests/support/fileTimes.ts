import { appendFileSync, readFileSync } from "node:fs";
import path from "node:path";

/*
 * Measures test files, for `npm test -- --times`: mocha calls these hooks around each file in its worker. What loading a file takes counts
 * as processor time of that file; what other files of the same worker have loaded before counts as theirs.
 */

/** A variable that names the file to write to. */
export const TIMES_VARIABLE = "SLUICE_TEST_TIMES";
const ROOT = path.join(__dirname, "..", "..");
/** Linux counts in hundredths of a second (proc(5), `/proc/pid/stat`). */
const TICKS_A_SECOND = 100;

/** Seconds that a test file has taken. */
interface FileTime {
  file: string;
  wall: number;
  /** Processor time of the worker, and of the processes that it started and that have ended. */
  cpu: number;
}

let startedAt = 0;
let cpuBefore = 0;

export const mochaHooks = {
  beforeAll(): void {
    startedAt = performance.now();
  },
  afterAll(this: Mocha.Context): void {
    const file = firstFileOf(this.test?.parent);
    const cpu = cpuSeconds();
    const time: FileTime = { file, wall: (performance.now() - startedAt) / 1000, cpu: cpu - cpuBefore };
    cpuBefore = cpu;
    appendFileSync(process.env[TIMES_VARIABLE] ?? "", `${JSON.stringify(time)}\n`);
  },
};

/** The dearest files as lines of text, and what all took together. */
export function timesTable(file: string, rows = 30): string {
  const times = readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as FileTime)
    .sort((one, other) => other.cpu - one.cpu);
  const line = (name: string, wall: number, cpu: number) =>
    `${wall.toFixed(1).padStart(8)} s ${cpu.toFixed(1).padStart(8)} s of a processor  ${name}`;
  const sum = (of: (time: FileTime) => number) => times.reduce((total, time) => total + of(time), 0);
  return [
    ...times.slice(0, rows).map(({ file: name, wall, cpu }) => line(name, wall, cpu)),
    line(
      `all ${times.length} files`,
      sum(({ wall }) => wall),
      sum(({ cpu }) => cpu),
    ),
  ].join("\n");
}

function firstFileOf(suite: Mocha.Suite | undefined): string {
  return path.relative(ROOT, suite?.suites[0]?.file ?? "");
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6 + childrenSeconds();
}

/** Known on Linux only. */
function childrenSeconds(): number {
  if (process.platform !== "linux") return 0;
  const stat = readFileSync("/proc/self/stat", "utf8");
  // After the name, which may hold spaces; cutime and cstime are the 16th and 17th field of all.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) / TICKS_A_SECOND;
}
