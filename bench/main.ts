import { writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import path from "node:path";
import Table from "cli-table3";
import { Argument, Command } from "commander";
import { archiveFormat } from "./archiveFormat";
import { artifactSizes } from "./artifactSizes";
import { coldStart } from "./coldStart";
import { fileGeneration } from "./fileGeneration";
import type { Figure, Measurement } from "./measurement";
import { programEvaluation } from "./programEvaluation";
import { startUp } from "./startUp";
import { throughput } from "./throughput";
import { webhookWorker } from "./webhookWorker";
import { writesPerEvent } from "./writesPerEvent";

const MEASUREMENTS: readonly Measurement[] = [
  startUp,
  throughput,
  writesPerEvent,
  coldStart,
  programEvaluation,
  artifactSizes,
  webhookWorker,
  fileGeneration,
  archiveFormat,
];
const RESULTS_FILE = path.join(__dirname, "results.json");

async function main(names: readonly string[]): Promise<void> {
  const chosen = MEASUREMENTS.filter(({ name }) => names.length === 0 || names.includes(name));
  const before = circumstances();
  const figures: Figure[] = [];
  for (const { measure } of chosen) figures.push(...(await measure((text) => process.stderr.write(`${text}\n`))));
  process.stdout.write(`${tableOf(figures)}\n`);
  // A part of the measurements must not replace the results of all.
  if (chosen.length < MEASUREMENTS.length) return;
  writeFileSync(RESULTS_FILE, `${JSON.stringify({ ...before, figures }, undefined, 2)}\n`);
  process.stdout.write(`written to ${path.relative(process.cwd(), RESULTS_FILE)}\n`);
}

function tableOf(figures: readonly Figure[]): string {
  const table = new Table({
    head: ["what", "median", "unit", "runs"],
    colAligns: ["left", "right", "left", "left"],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, unit, median, runs } of figures) {
    table.push([name, rounded(median), unit, runs.length > 1 ? runs.map(rounded).join("  ") : ""]);
  }
  return table.toString();
}

/** Three significant digits are more than any of these repeats; whole numbers stay whole. */
function rounded(value: number): string {
  return String(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
}

/** What else one must know to compare results. */
function circumstances() {
  const [cpu] = cpus();
  const dynoxide = `@dynoxide/${process.platform}-${process.arch}`;
  const version = (name: string) => (require(`${name}/package.json`) as { version: string }).version;
  return {
    measuredAt: new Date().toISOString(),
    machine: {
      platform: `${process.platform}-${process.arch}`,
      cpu: cpu?.model ?? "unknown",
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 1024 ** 3),
      /** Of the last minute: well below 1 on a machine that has nothing else to do. */
      loadBefore: loadavg()[0],
    },
    versions: {
      node: process.versions.node,
      "@pulumi/pulumi": version("@pulumi/pulumi"),
      "@pulumi/aws": version("@pulumi/aws"),
      [dynoxide]: version(dynoxide),
      "@duckdb/node-api": version("@duckdb/node-api"),
    },
  };
}

new Command("npm run bench --")
  .description(
    "Measures the event aggregator, the webhook worker, FileGeneration and the archive's format on this machine; all of it writes bench/results.json.",
  )
  .addArgument(new Argument("[measurements...]", "some of them only").choices(MEASUREMENTS.map(({ name }) => name)))
  .action(main)
  .parseAsync()
  .then(
    () => process.exit(),
    (error: Error) => {
      process.stderr.write(`bench: ${error.message}\n`);
      process.exit(1);
    },
  );
