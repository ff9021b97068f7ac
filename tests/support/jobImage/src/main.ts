import { existsSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { runJobProcess } from "../../../../functions/jobs/jobProcess";

/** Works for a moment; fails where `FAILS` is set, and is killed in mid-run where the file `DIES_ONCE` is not there yet. */
void runJobProcess(async (log) => async (run) => {
  log.info("at work", { run: run.id });
  await setTimeout(300);
  const { FAILS: fails, DIES_ONCE: marker } = process.env;
  if (fails !== undefined) throw new Error(fails);
  if (marker !== undefined && !existsSync(marker)) {
    writeFileSync(marker, run.id);
    process.kill(process.pid, "SIGKILL");
    await setTimeout(60_000);
  }
  log.info("worked", { run: run.id });
});
