import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ChaosOptions } from "../../local/base/chaos";
import { type LocalCloud, start } from "../../local/cloud";
import { CollectedReport } from "../../local/testing/collectedReport";

/** A program in a local cloud of its own, with all that was reported. */
export interface RunningSystem {
  cloud: LocalCloud;
  workFolder: string;
  /** Lines of functions and warnings, each `"<source>: <line>"`. */
  lines: readonly string[];
  /** Resolves at the first reported line that matches, past or to come. */
  reported(pattern: RegExp): Promise<string>;
  /** Lets faults happen that were held back, see {@link RunOptions}. */
  releaseFaults(): void;
  stop(): Promise<void>;
}

export interface RunOptions {
  /** Replaces the stack's own: `{ systems: ["bursts"], bursts: { ... } }`. */
  config?: Readonly<Record<string, unknown>>;
  /** @default 1 */
  timeScale?: number;
  /** No fault happens until the test says so: what is tested with and without faults needs one system only. */
  holdFaults?: boolean;
  /** Goes on with what an earlier one has kept in the folder. @default a new folder, and nothing is kept */
  kept?: string;
}

/** @param folder of the program: the project itself, or a `ProgramFolder` */
export async function runSystem(
  folder: string,
  chaos?: ChaosOptions,
  { config, timeScale = 1, holdFaults = false, kept }: RunOptions = {},
): Promise<RunningSystem> {
  const workFolder = kept ?? realpathSync(mkdtempSync(path.join(tmpdir(), "sluice-system-")));
  const collected = new CollectedReport();
  const cloud = await start(
    { folder, stack: "local", ...(config && { config }) },
    {
      ...{ port: 0, workFolder, keep: kept !== undefined, report: collected.report, timeScale },
      ...{ environmentsPerFunction: 2, ...(chaos && { chaos }) },
    },
  );
  const { chaosSwitches } = cloud.services;
  chaosSwitches.areHeld = holdFaults;
  return {
    cloud,
    workFolder,
    lines: collected.lines,
    reported: (pattern) => collected.reported(pattern),
    releaseFaults() {
      chaosSwitches.areHeld = false;
    },
    async stop() {
      await cloud.stop();
      rmSync(workFolder, { recursive: true, force: true });
    },
  };
}

/** One value among a system's outputs: `outputOf(system, "eventAggregator", "apiEndpoint")`. */
export function outputOf({ cloud }: RunningSystem, ...names: readonly [string, ...string[]]): string {
  const [first, ...rest] = names;
  let value: unknown = cloud.outputs[first]?.value;
  for (const name of rest) value = (value as Record<string, unknown> | undefined)?.[name];
  if (typeof value !== "string") throw new Error(`${names.join(".")} is no text among the outputs`);
  return value;
}
