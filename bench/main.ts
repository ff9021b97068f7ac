import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import Table from "cli-table3";
import { Argument, Command, InvalidArgumentError } from "commander";
import { archiveFormat } from "./archiveFormat";
import { artifacts } from "./artifacts";
import { coldStart } from "./coldStart";
import { cost } from "./cost";
import { fileGeneration } from "./fileGeneration";
import { growth } from "./growth";
import { type Figure, type Measurement, measured } from "./measurement";
import { curvePicture, pairsPicture } from "./picture";
import { ROOT } from "./runningSystem";
import { circumstances, type Result, type Results, saveResults } from "./savedResults";
import { START_MEASUREMENTS } from "./start";
import { keeping, THROUGHPUTS } from "./throughput";
import { webhookWorker } from "./webhookWorker";
import { writesPerEvent } from "./writesPerEvent";

/** In a row of the table; `results.json` has all. */
const MOST_RUNS_SHOWN = 8;
const PICTURES = path.join(__dirname, "pictures");

const MEASUREMENTS: readonly Measurement[] = [
  ...START_MEASUREMENTS,
  ...THROUGHPUTS,
  keeping,
  writesPerEvent,
  coldStart,
  growth,
  cost,
  artifacts,
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
    if (save) savePictures(saveResults(results));
  }
}

/** Draws each curve, and all pairs, of what has been measured so far, now or earlier. */
function savePictures(results: Results): void {
  const figures = Object.values(results).flatMap((result) => result.figures);
  const curves = new Map<string, Figure[]>();
  for (const figure of figures) {
    if (figure.at !== undefined) curves.set(figure.name, [...(curves.get(figure.name) ?? []), figure]);
  }
  mkdirSync(PICTURES, { recursive: true });
  for (const [name, points] of curves) {
    writeFileSync(path.join(PICTURES, `${name.replaceAll(/\W+/g, "-")}.svg`), curvePicture(name, points));
  }
  if (figures.some(({ before }) => before !== undefined)) {
    writeFileSync(path.join(PICTURES, "before-and-after.svg"), pairsPicture(figures));
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
      ...[rounded(median), unit, runs.length > 1 && runs.length <= MOST_RUNS_SHOWN ? runs.map(rounded).join("  ") : ""],
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
