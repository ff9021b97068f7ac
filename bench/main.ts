import { existsSync } from "node:fs";
import path from "node:path";
import Table from "cli-table3";
import { Argument, Command, InvalidArgumentError } from "commander";
import { archiveFormat } from "./archiveFormat";
import { artifactSizes } from "./artifactSizes";
import { coldStart } from "./coldStart";
import { fileGeneration } from "./fileGeneration";
import { type Figure, type Measurement, measured } from "./measurement";
import { programEvaluation } from "./programEvaluation";
import { circumstances, type Result, saveResults } from "./results";
import { ROOT } from "./runningSystem";
import { startUp } from "./startUp";
import { THROUGHPUTS } from "./throughput";
import { webhookWorker } from "./webhookWorker";
import { writesPerEvent } from "./writesPerEvent";

const MEASUREMENTS: readonly Measurement[] = [
  startUp,
  ...THROUGHPUTS,
  writesPerEvent,
  coldStart,
  programEvaluation,
  artifactSizes,
  webhookWorker,
  fileGeneration,
  archiveFormat,
];

async function main(names: readonly string[], { against, save }: { against?: string; save: boolean }): Promise<void> {
  const chosen = MEASUREMENTS.filter(({ name }) => names.length === 0 || names.includes(name));
  const note = (text: string) => process.stderr.write(`${text}\n`);
  const results: Record<string, Result> = {};
  for (const measurement of chosen) {
    const before = circumstances(ROOT, "run" in measurement ? against : undefined);
    const figures = await measured(measurement, ROOT, against, note);
    results[measurement.name] = { ...before, method: measurement.method, figures };
    process.stdout.write(`${tableOf(figures)}\n`);
    // After each: a measurement that fails must not take the hours before it away.
    if (save) saveResults(results);
  }
}

function tableOf(figures: readonly Figure[]): string {
  const paired = figures.some(({ before }) => before !== undefined);
  const table = new Table({
    head: ["what", ...(paired ? ["before"] : []), "median", "unit", "runs"],
    colAligns: ["left", ...(paired ? (["right"] as const) : []), "right", "left", "left"],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, at, unit, median, runs, before } of figures) {
    table.push([
      at === undefined ? name : `${name}, ${at.value.toLocaleString("en")} ${at.unit}`,
      ...(paired ? [before === undefined ? "" : rounded(before.median)] : []),
      ...[rounded(median), unit, runs.length > 1 ? runs.map(rounded).join("  ") : ""],
    ]);
  }
  return table.toString();
}

/** Three significant digits are more than any of these repeats; whole numbers stay whole. */
function rounded(value: number): string {
  return String(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
}

function checkout(folder: string): string {
  if (!existsSync(path.join(folder, "node_modules"))) {
    throw new InvalidArgumentError(`${folder} is no checkout in which npm ci has run.`);
  }
  return path.resolve(folder);
}

new Command("npm run bench --")
  .description("Measures this checkout on this machine, and with --against another one in turn.")
  .addArgument(new Argument("[measurements...]", "some of them only").choices(MEASUREMENTS.map(({ name }) => name)))
  .option("--against <checkout>", "folder of another commit, measured alternately: before and after", checkout)
  .option("--save", "put the results into bench/results.json, in the place of those of the same measurements", false)
  .action(main)
  .parseAsync()
  .then(
    () => process.exit(),
    (error: Error) => {
      process.stderr.write(`bench: ${error.message}\n`);
      process.exit(1);
    },
  );
