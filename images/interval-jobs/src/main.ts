import { processNamed } from "../../../functions/interval-processing/processes";
import { runJobProcess } from "../../../functions/jobs/jobProcess";
import { jobFor } from "./jobs";

/** The exit code of a command that is called in a wrong way. */
const WRONG_USE = 64;

/** `processToRun` names the job; a wrong name is nothing that another try mends. */
function main(): void {
  try {
    const name = processNamed(process.env.processToRun);
    void runJobProcess((log, signal) => jobFor(name, log, signal));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = WRONG_USE;
  }
}

main();
