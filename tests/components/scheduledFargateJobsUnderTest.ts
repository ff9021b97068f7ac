import { ScheduledFargateJobs } from "../../components/scheduledFargateJobs";
import type { ScheduledFargateJobsArgs, ScheduledJob } from "../../components/scheduledFargateJobs/args";
import { type Run, type RunOptions, runProgram } from "../support/program";

export const TAGS = { "sluice:component": "ScheduledFargateJobs", "sluice:name": "reports" };

export const NETWORK = { vpcId: "vpc-1", privateSubnetIds: ["subnet-1", "subnet-2"] };

/** A program with the jobs `reports`: one, `hourly`, unless told otherwise. */
export function runWith(
  args: Partial<ScheduledFargateJobsArgs> = {},
  options: RunOptions = {},
): Promise<Run<ScheduledFargateJobs>> {
  const jobs = { hourly: { schedule: "rate(1 hour)" } };
  return runProgram(
    () =>
      new ScheduledFargateJobs("reports", {
        network: NETWORK,
        ...(!Object.values(args.jobs ?? jobs).some((job) => "run" in job) && { image: "webhook-worker" }),
        jobs,
        ...args,
      }),
    options,
  );
}

/** The same with changes to the one job. */
export function runJob(changes: Partial<ScheduledJob>): Promise<Run<ScheduledFargateJobs>> {
  return runWith({ jobs: { hourly: { schedule: "rate(1 hour)", ...changes } } });
}
