import { randomUUID } from "node:crypto";
import type { Logger } from "@aws-lambda-powertools/logger";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { systemClock } from "../shared/clock";
import { createTelemetry } from "../shared/telemetry";
import { type Run, runJob, TimedOut } from "./job";
import { readJobSettings } from "./jobSettings";
import { createRunTable } from "./runTable";

/** Exit codes: as `timeout` (coreutils) has it, and as shells have it for SIGTERM. */
const TIMED_OUT = 124;
const TERMINATED = 143;

/**
 * The life of a task that does one run of a job: exits with 0 where the run is done, by this task or another, or left out; with 124
 * where it took too long, with 143 where it was told to stop, and with 1 where it failed.
 *
 * @param prepare makes the work; what it needs, it reads from the environment, and a mistake there fails the task
 */
export async function runJobProcess(
  prepare: (log: Logger, signal: AbortSignal) => Promise<(run: Run, signal: AbortSignal) => Promise<void>>,
): Promise<never> {
  const { logger: log } = createTelemetry(process.env.JOB_NAME ?? "job");
  const stopping = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => stopping.abort(new Error(`got ${signal}`)));
  }
  try {
    const settings = readJobSettings(process.env);
    const table = createRunTable({ dynamo: new DynamoDBClient({}), table: settings.JOB_RUN_TABLE });
    const work = await prepare(log, stopping.signal);
    const facts = { job: settings.JOB_NAME, run: settings.JOB_SCHEDULED_TIME ?? "by hand" };
    log.info("the job begins", facts);
    const outcome = await runJob(
      {
        ...{ settings, table, clock: systemClock, owner: randomUUID(), stopping: stopping.signal },
        log: {
          info: (message: string, details: object) => log.info(message, { ...details }),
          warn: (message: string, details: object) => log.warn(message, { ...details }),
        },
      },
      work,
    );
    log.info("the job ends", { ...facts, outcome });
    process.exit(0);
  } catch (error) {
    log.error("the job has failed", { error });
    process.exit(error instanceof TimedOut ? TIMED_OUT : stopping.signal.aborted ? TERMINATED : 1);
  }
}
