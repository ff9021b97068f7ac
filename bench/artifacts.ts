import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import type { Resource } from "../local/engine/deployment";
import { functionsOf, withCloud } from "./cloud";
import { type Figure, figure, type MeasurementInside, median, repeat } from "./measurement";
import { ROOT } from "./runningSystem";

const RUNS = 5;
/** MiB that a function may be given, and the size from which on it has a whole processor (AWS Lambda Developer Guide, "Configure memory"). */
const SIZES = [128, 256, 512, 1_024, 1_769];
const WHOLE_PROCESSOR = 1_769;
const MIB = 1024 ** 2;

/** Bytes that are uploaded for each Lambda of all systems, and what loading them takes: the part of a cold start that is ours. */
export const artifacts: MeasurementInside = {
  name: "artifacts",
  method: `The files of what is uploaded for each Lambda of all systems, raw and gzipped one by one; and, in a fresh process of Node.js with the variables of the function, ${RUNS} times: time until the handler is made, processor time of that process, bytes of all files it loaded (the AWS SDK is the runtime's), resident memory. The curve has a dot for each function: its processor time, Node.js's own start included, over the share of a processor that Lambda gives for a size of memory.`,
  async measure(note) {
    return withCloud(async (cloud) => {
      const loads: Load[][] = [];
      const figures: Figure[] = [];
      for (const resource of functionsOf(cloud)) {
        note(`artifact of ${resource.name}`);
        const files = filesBelow(folderOf(resource));
        const runs = await repeat(RUNS, () => loaded(resource));
        loads.push(runs);
        figures.push(
          figure(`artifact: ${resource.name}`, "bytes", [sum(files.map((file) => file.length))]),
          figure(`artifact, gzipped: ${resource.name}`, "bytes", [sum(files.map((file) => gzipSync(file).length))]),
          figure(
            `artifact loaded: ${resource.name}`,
            "ms",
            runs.map(({ ms }) => ms),
          ),
          figure(`bytes loaded, the SDK's among them: ${resource.name}`, "bytes", [
            median(runs.map(({ bytes }) => bytes)),
          ]),
        );
      }
      const peak = Math.max(...loads.flat().map(({ residentBytes }) => residentBytes)) / MIB;
      return [...figures, figure("most resident memory after loading an artifact", "MiB", [peak]), ...byMemory(loads)];
    }, "all");
  },
};

interface Load {
  ms: number;
  cpuMs: number;
  bytes: number;
  residentBytes: number;
}

/** @param loads the runs of each function */
function byMemory(loads: readonly (readonly Load[])[]): Figure[] {
  return SIZES.map((size) => {
    const share = Math.min(1, size / WHOLE_PROCESSOR);
    const times = loads.map((runs) => median(runs.map(({ cpuMs }) => cpuMs)) / share);
    return figure("start of an environment, by memory", "ms", times, { value: size, unit: "MiB of memory" });
  });
}

async function loaded(resource: Resource): Promise<Load> {
  const { variables = {} } = (resource.inputs.environment ?? {}) as { variables?: Record<string, string> };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [path.join(__dirname, "artifactLoad.cjs"), path.join(folderOf(resource), "index.js")],
    {
      env: {
        PATH: process.env.PATH,
        NODE_PATH: path.join(ROOT, "node_modules"),
        AWS_REGION: "us-east-1",
        ...variables,
      },
    },
  );
  return JSON.parse(stdout) as Load;
}

function folderOf({ inputs }: Resource): string {
  return (inputs.code as { codeFolder: string }).codeFolder;
}

function filesBelow(folder: string): Buffer[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
