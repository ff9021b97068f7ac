import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { silentReport } from "../local/base/report";
import { type LocalCloud, start } from "../local/cloud";
import type { Resource } from "../local/engine/deployment";
import { ROOT } from "./runningSystem";

/** Runs the event aggregator, or all systems, in this process, in a folder of its own, for measurements that look inside. */
export async function withCloud<T>(
  use: (cloud: LocalCloud) => Promise<T>,
  systems: "event-aggregator" | "all" = "event-aggregator",
): Promise<T> {
  const workFolder = await mkdtemp(path.join(tmpdir(), "sluice-bench-"));
  try {
    const program = { folder: ROOT, stack: "local", ...(systems !== "all" && { config: { systems: [systems] } }) };
    const cloud = await start(program, { port: 0, workFolder, report: silentReport });
    try {
      return await use(cloud);
    } finally {
      await cloud.stop();
    }
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

export function functionsOf(cloud: LocalCloud): readonly Resource[] {
  return cloud.resources.filter(({ type }) => type === "aws:lambda/function:Function");
}

export interface AggregatorOutputs {
  apiEndpoint: string;
  eventTable: string;
  summaryTable: string;
}

export function outputsOf(cloud: LocalCloud): AggregatorOutputs {
  const output = cloud.outputs.eventAggregator;
  if (output === undefined) throw new Error("the program has no output eventAggregator");
  return output.value as AggregatorOutputs;
}
