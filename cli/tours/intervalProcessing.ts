import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { ECSClient } from "@aws-sdk/client-ecs";
import { calledAs } from "../calledAs";
import { jobTargetOf, runNow } from "../job/runNow";
import { pause } from "../load/poll";
import { readLogLine } from "../logLine";
import type { ShownSystem, Tour } from "./tour";

const LOOK_MS = 500;

/** Runs a job now that the timetable would run later. */
export async function take(tour: Tour, { outputs, access }: ShownSystem): Promise<void> {
  const target = jobTargetOf("interval-processing", outputs);
  const [job] = Object.keys(target.jobs).sort().reverse();
  if (job === undefined) throw new Error("the stack's settings name no job");
  const ecs = new ECSClient(access);
  const logs = new CloudWatchLogsClient(access);
  try {
    tour.step(`the job ${job} runs now: ${calledAs("job")} interval-processing ${job} does the same`);
    const deps = {
      ecs,
      logs,
      print: (line: string) => tour.tell(readLogLine(line).text),
      pause: () => pause(tour.clock, LOOK_MS),
    };
    const exitCode = await runNow(target, job, deps);
    if (exitCode !== 0) throw new Error(`it ended with exit code ${exitCode}`);
    tour.step(`its timetable: ${Object.keys(target.jobs).sort().join(", ")}`);
    tour.tell("each run is done once, and a job that fails is named by an alarm");
  } finally {
    ecs.destroy();
    logs.destroy();
  }
}
