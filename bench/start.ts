import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { cpuMsOfTree } from "./events/processTree";
import { type MeasurementOutside, median, repeat, type Sample } from "./measurement";
import { startSystem } from "./runningSystem";

/** Systems to start, by their name in results; nothing named means all systems of the stack. */
const SETS = { "one system": ["event-aggregator"], "all systems": [] } as const;
/** Folders that starts leave in a checkout, and `npm ci` does not. */
const LEFT_BY_STARTS = [
  ".sluice",
  ".cache",
  "web/portal/dist",
  "node_modules/.cache/sluice-typescript",
  "node_modules/.cache/sluice-v8",
  "node_modules/.cache/sluice-functions",
  "node_modules/.cache/sluice-images",
  "node_modules/.cache/sluice-pages",
];
/** Long enough for the process that is made ready for the next reload, and for garbage to be collected. */
const SETTLE_MS = 20_000;
const hasProcessorTimes = process.platform === "linux";
const EDITS = 3;
const EDITED_FILE = "functions/event-aggregator/producer.ts";
/** Each system loads it: an edit has the whole program evaluated. */
const FILE_OF_ALL = "components/parts/arguments/arguments.ts";

const start: MeasurementOutside = {
  name: "start",
  method:
    "From npm start to the line ready, npm's own time included, in a process group of its own: cold without anything that an earlier start left in the checkout, then warm. Processor time (Linux only) is that of all its processes until then, npm's included.",
  runs: 3,
  async run(checkout, note) {
    const samples: Sample[] = [];
    for (const [what, systems] of Object.entries(SETS)) {
      await withoutWhatStartsLeft(checkout, async () => {
        for (const kind of ["cold", "warm"]) {
          note(`${kind} start of ${what}`);
          const system = await startSystem(checkout, { systems });
          const cpuMs = hasProcessorTimes ? cpuMsOfTree(system.pid) : undefined;
          await system.stop();
          samples.push({ name: `${kind} start: ${what}`, unit: "ms", value: system.readyMs });
          if (cpuMs === undefined) continue;
          samples.push({ name: `processor time of a ${kind} start: ${what}`, unit: "ms", value: cpuMs });
        }
      });
    }
    return samples;
  },
};

const reload: MeasurementOutside = {
  name: "reload",
  method: `From writing an edit of a text in ${EDITED_FILE} to the line that says it is live, as the median of ${EDITS} edits of one start; and of a comment in ${FILE_OF_ALL}, which every system loads, to the line that says that nothing changed.`,
  runs: 3,
  async run(checkout, note) {
    const samples: Sample[] = [];
    for (const [what, systems] of Object.entries(SETS)) {
      note(`reloads of ${what}`);
      samples.push({ name: `reload: ${what}`, unit: "ms", value: await reloadMs(checkout, systems, messageEdit) });
    }
    note("reloads of everything");
    const everything = await reloadMs(checkout, SETS["all systems"], commentEdit);
    samples.push({ name: "reload of everything: all systems", unit: "ms", value: everything });
    return samples;
  },
};

const idle: MeasurementOutside = {
  name: "idle",
  method:
    "All systems, 20 s after they are ready: resident memory of each process that descends from npm start, without npm and its shell, added up; pages that several share count in each.",
  runs: 3,
  async run(checkout, note) {
    note("all systems idle");
    const system = await startSystem(checkout, { systems: [] });
    try {
      await wait(SETTLE_MS);
      const processes = descendants(system.pid);
      return [
        { name: "idle: processes of all systems", unit: "processes", value: processes.length },
        {
          name: "idle: memory of all systems",
          unit: "MB",
          value: processes.reduce((sum, { residentKb }) => sum + residentKb / 1000, 0),
        },
      ];
    } finally {
      await system.stop();
    }
  },
};

export const START_MEASUREMENTS: readonly MeasurementOutside[] = [start, reload, idle];

/** Moves it aside, data of the local cloud included, and puts it back in the end. */
async function withoutWhatStartsLeft(checkout: string, work: () => Promise<void>): Promise<void> {
  const aside = path.join(checkout, `.bench-aside-${process.pid}`);
  const moved = LEFT_BY_STARTS.filter((name) => existsSync(path.join(checkout, name)));
  for (const name of moved) {
    mkdirSync(path.dirname(path.join(aside, name)), { recursive: true });
    renameSync(path.join(checkout, name), path.join(aside, name));
  }
  try {
    await work();
  } finally {
    for (const name of LEFT_BY_STARTS) rmSync(path.join(checkout, name), { recursive: true, force: true });
    for (const name of moved) renameSync(path.join(aside, name), path.join(checkout, name));
    rmSync(aside, { recursive: true, force: true });
  }
}

/** An edit, told apart from others by a number, and the start of the line that says it is live. */
interface Edit {
  file: string;
  edited(source: string, edit: number): string;
  says: string;
}

const messageEdit: Edit = {
  file: EDITED_FILE,
  edited(source, edit) {
    const [found] = /throw new Error\(\s*["`]/.exec(source) ?? [];
    if (found === undefined)
      throw new Error(`${EDITED_FILE} has no error message to edit: name another in bench/start.ts`);
    return source.replace(found, `${found}${"again ".repeat(edit)}`);
  },
  says: "reloaded",
};

const commentEdit: Edit = {
  file: FILE_OF_ALL,
  edited: (source, edit) => `${source}// edit ${edit}\n`,
  says: "nothing to change",
};

async function reloadMs(checkout: string, systems: readonly string[], { file, edited, says }: Edit): Promise<number> {
  const absolute = path.join(checkout, file);
  const source = readFileSync(absolute, "utf8");
  const system = await startSystem(checkout, { systems, watch: true });
  try {
    const times = await repeat(EDITS, async (edit) => {
      // As a person would, not while the process for the next reload is still being made ready.
      await wait(SETTLE_MS / 4);
      const live = system.prints(/^(?:reloaded|nothing to change) after /);
      const from = performance.now();
      writeFileSync(absolute, edited(source, edit));
      const line = await live;
      if (!line.startsWith(says)) throw new Error(`the edit of ${file} was answered by: ${line}`);
      return performance.now() - from;
    });
    return median(times);
  } finally {
    writeFileSync(absolute, source);
    await system.stop();
  }
}

/** Node's own and all others below npm and the shell that it starts. */
function descendants(npm: number): readonly { residentKb: number }[] {
  const listed = execFileSync("ps", ["-axo", "pid=,ppid=,rss=,comm="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, parent, rss, command = ""]) => ({
      ...{ pid: Number(pid), parent: Number(parent), residentKb: Number(rss), command },
    }));
  const below = (parent: number): typeof listed =>
    listed.filter((child) => child.parent === parent).flatMap((child) => [child, ...below(child.pid)]);
  return below(npm).filter(({ command }) => path.basename(command) !== "sh");
}
