import { type CodeLog, codeLog, withFacts } from "../shared/ownCode/codeLog";
import type { Run } from "./job";
import { runJobProcess } from "./jobProcess";

export interface JobContext {
  /** Its lines have the run's id. */
  logger: CodeLog;
  /** Aborts when the run has to end: out of time, told to stop, or where another task may take it over. */
  signal: AbortSignal;
}

/**
 * Does the work of one run of a job. Resolved, the run is done for good. Rejected, it is tried again, and alarms where it fails too often. At least
 * once: a task may be killed after the work, so it must be safe to do again, for instance by writing under `run.id`.
 */
export type JobRun = (run: Run, context: JobContext) => Promise<void>;

/**
 * The program of a task that does one run of the job that its environment names.
 * @param load the caller's code of all jobs, by name
 */
export function runJobs(load: () => Readonly<Record<string, JobRun>>): void {
  void runJobProcess(async (log) => {
    const name = process.env.JOB_NAME ?? "";
    const work = load()[name];
    if (work === undefined) throw new Error(`this image has no code for the job "${name}"`);
    return (run, signal) => work(run, { logger: withFacts(codeLog(log), { run: run.id }), signal });
  });
}
