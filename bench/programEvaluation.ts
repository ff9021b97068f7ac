import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { systemClock } from "../local/base/clock";
import { silentReport } from "../local/base/report";
import { Evaluator } from "../local/evaluation/evaluator";
import type { EngineCalls } from "../local/evaluation/protocol";
import { readSettings } from "../local/evaluation/settings";
import { type Figure, figure, type Note, repeat } from "./measurement";

const RUNS = 3;
const COUNTS = [1, 10, 100, 200];
const PROGRAM = path.join(__dirname, "programs", "aggregators");

/**
 * Evaluates a Pulumi program with a number of aggregators, from the start of its process to its outputs, against an engine that answers at
 * once: what the program itself costs. What each aggregator adds is counted from the program with one, as starting costs the same for all.
 */
export async function programEvaluation(note: Note): Promise<Figure[]> {
  const all: Figure[] = [];
  const each: Figure[] = [];
  for (const aggregators of COUNTS) {
    const runs = await repeat(RUNS, (run) => {
      note(`program with ${aggregators} aggregators, ${run} of ${RUNS}`);
      return evaluationMs(aggregators);
    });
    const at = { value: aggregators, unit: "aggregators" };
    all.push(figure("program evaluation", "ms", runs, at));
    const [one] = all;
    if (one === undefined || aggregators === 1) continue;
    const added = runs.map((ms) => (ms - one.median) / (aggregators - 1));
    each.push(figure("program evaluation, for each more aggregator", "ms", added, at));
  }
  return [...all, ...each];
}

async function evaluationMs(aggregators: number): Promise<number> {
  const workFolder = await mkdtemp(path.join(tmpdir(), "sluice-bench-"));
  const startedAt = performance.now();
  // A hundred aggregators are made in one go, without a word to the engine: on a busy machine that can be long.
  const limits = { silenceLimitMs: 300_000 };
  const evaluator = new Evaluator({ workFolder, clock: systemClock, report: silentReport, ...limits });
  try {
    await evaluator.evaluate(readSettings(PROGRAM, "bench", { aggregators }), instantEngine);
    return performance.now() - startedAt;
  } finally {
    await evaluator.stop();
    await rm(workFolder, { recursive: true, force: true });
  }
}

/** Gives every resource an id and the outputs that others refer to. */
const instantEngine: EngineCalls = {
  register: async ({ name, inputs }) => {
    const arn = `arn:aws:bench:us-east-1:000000000000:${name}`;
    const outputs = { arn, name, streamArn: arn, executionArn: arn, url: arn, apiEndpoint: arn, invokeUrl: arn };
    return { id: name, state: { ...outputs, ...inputs } };
  },
  invoke: async () => ({ accountId: "000000000000", name: "us-east-1", id: "us-east-1", partition: "aws" }),
};
