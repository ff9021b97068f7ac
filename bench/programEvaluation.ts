import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { systemClock } from "../local/base/clock";
import { silentReport } from "../local/base/report";
import { Evaluator } from "../local/evaluation/evaluator";
import type { EngineCalls } from "../local/evaluation/protocol";
import { readSettings } from "../local/evaluation/settings";
import { type Figure, figure, type MeasurementInside, repeat } from "./measurement";

const RUNS = 3;
const PROGRAM = path.join(__dirname, "programs", "aggregators");

/**
 * A Pulumi program with 1, 10 and 100 aggregators, from the start of its process to its outputs, against an engine that
 * answers at once: what the program itself costs.
 */
export const programEvaluation: MeasurementInside = {
  name: "programEvaluation",
  method: "From the start of the program's process to its outputs, against an engine that answers at once.",
  async measure(note) {
    const figures: Figure[] = [];
    for (const aggregators of [1, 10, 100]) {
      const runs = await repeat(RUNS, (run) => {
        note(`program with ${aggregators} aggregators, ${run} of ${RUNS}`);
        return evaluationMs(aggregators);
      });
      figures.push(figure(`program evaluation: ${aggregators} aggregator${aggregators === 1 ? "" : "s"}`, "ms", runs));
    }
    return figures;
  },
};

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
