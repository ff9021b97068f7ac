import { absent, checkName, type Subject } from "../parts/arguments/arguments";
import { callback } from "../parts/arguments/callback";
import { commonSettings } from "../parts/arguments/commonArgs";
import { LONGEST_VISIBILITY_SECONDS } from "../parts/arguments/defaults";
import { numbers } from "../parts/arguments/numbers";
import { existingKeyArn } from "../parts/existing/existingKey";
import { existingQueues } from "../parts/existing/existingQueue";
import { existingTable } from "../parts/existing/existingTable";
import { fargateSizeOf } from "../parts/workers/fargateSize";
import { ownCodeSettings } from "../parts/workers/ownCode";
import { architectureOf } from "../parts/workers/workerArguments";
import type { AlarmDrivenWorkersArgs } from "./args";

export type Settings = ReturnType<typeof settingsOf>;

/**
 * Checks the arguments, and puts defaults in the place of absent ones.
 * @throws RunError naming the argument that breaks its rule
 */
export function settingsOf(name: string, args: AlarmDrivenWorkersArgs) {
  const subject: Subject = { component: "AlarmDrivenWorkers", name };
  checkName(subject);
  if (args.process === undefined) {
    absent(subject, args, ["messageTimeoutSeconds", "environment", "secrets", "permissions"], "without process");
  } else callback(subject, "process", args.process);
  return {
    subject,
    code: { ...(args.process !== undefined && { process: args.process }) },
    ...ownCodeSettings(subject, args),
    network: args.network,
    existingCluster: args.cluster,
    existingQueues: existingQueues(subject, args, { own: ["maxReceiveCount"] }),
    existingTable: existingTable(subject, "table", args, { hashKey: "id" }),
    keyArn: existingKeyArn(subject, args.key, ["cloudwatch.amazonaws.com"]),
    ...numbers(subject, args, {
      backlogThreshold: { default: 100, min: 0 },
      messagesPerTask: { default: 500, min: 1 },
      maxTasks: { default: 10, min: 1, max: 500 },
      leftoverSeconds: { default: 300, min: 1 },
      emptyPolls: { default: 3, min: 1, max: 100 },
      pollSeconds: { default: 10, min: 1, max: 20 },
      messagesAtOnce: { default: 50, min: 1, max: 1_000 },
      visibilityTimeoutSeconds: { default: 60, min: 10, max: LONGEST_VISIBILITY_SECONDS },
      maxReceiveCount: { default: 5, min: 1, max: 1_000 },
      messageTimeoutSeconds: { default: 30, min: 1, max: 600 },
      stopTimeoutSeconds: { default: 60, min: 2, max: 120 },
    }),
    capacityProvider: args.spot ? ("FARGATE_SPOT" as const) : ("FARGATE" as const),
    architecture: architectureOf(subject, args.architecture),
    ...fargateSizeOf(subject, args, { defaultCpu: 256 }),
    deletionProtection: args.deletionProtection ?? true,
    ...commonSettings(subject, args),
    transform: args.transform ?? {},
  };
}
