import { AlarmDrivenWorkers } from "../../components/alarmDrivenWorkers";
import type { AlarmDrivenWorkersArgs } from "../../components/alarmDrivenWorkers/args";
import { type Run, type RunOptions, runProgram } from "../support/program";

export const TAGS = { "sluice:component": "AlarmDrivenWorkers", "sluice:name": "jobs" };

const NETWORK = { vpcId: "vpc-1", privateSubnetIds: ["subnet-1", "subnet-2"] };

const facts: RunOptions = {
  call: (token) => (token.includes("getPartition") ? { partition: "aws" } : { accountId: "111122223333" }),
};

/** A program with the one component `jobs`. */
export function runWith(
  args: Partial<AlarmDrivenWorkersArgs> = {},
  options: RunOptions = {},
): Promise<Run<AlarmDrivenWorkers>> {
  return runProgram(() => new AlarmDrivenWorkers("jobs", { network: NETWORK, ...args }), { ...facts, ...options });
}
