import type * as pulumi from "@pulumi/pulumi";
import type { AlarmDrivenWorkers } from "../alarmDrivenWorkers";
import { checkName, oneOf, type Subject, wholeNumber } from "../parts/arguments/arguments";
import { commonSettings, type NumberArgument, type PlainNumberArgument } from "../parts/arguments/commonArgs";
import type { AlarmDrivenWorkersArgs } from "./args";

/**
 * The arguments with their defaults, checked.
 * @throws RunError naming the argument that breaks its rule
 */
export function settingsOf(name: string, args: AlarmDrivenWorkersArgs) {
  const subject: Subject = { component: "AlarmDrivenWorkers", name };
  checkName(subject);
  const number = (
    argument: NumberArgument<AlarmDrivenWorkersArgs>,
    fallback: number,
    min: number,
    max?: number,
  ): pulumi.Input<number> =>
    wholeNumber(subject, argument, args[argument] ?? fallback, max === undefined ? { min } : { min, max });
  const plain = (
    argument: PlainNumberArgument<AlarmDrivenWorkersArgs>,
    fallback: number,
    min: number,
    max?: number,
  ): number => number(argument, fallback, min, max) as number;
  const { architecture = "arm64", cpu = 256 } = args;
  oneOf(subject, "architecture", architecture, ["arm64", "x86_64"]);
  oneOf(subject, "cpu", cpu, [256, 512, 1024, 2048, 4096]);

  return {
    subject,
    network: args.network,
    backlogThreshold: plain("backlogThreshold", 100, 0),
    messagesPerTask: plain("messagesPerTask", 500, 1),
    maxTasks: plain("maxTasks", 10, 1, 500),
    leftoverSeconds: plain("leftoverSeconds", 300, 1),
    emptyPolls: number("emptyPolls", 3, 1, 100),
    pollSeconds: number("pollSeconds", 10, 1, 20),
    messagesAtOnce: number("messagesAtOnce", 50, 1, 1_000),
    visibilityTimeoutSeconds: number("visibilityTimeoutSeconds", 60, 10, 43_200),
    maxReceiveCount: number("maxReceiveCount", 5, 1, 1_000),
    capacityProvider: args.spot ? ("FARGATE_SPOT" as const) : ("FARGATE" as const),
    architecture,
    cpu,
    memoryMb: number("memoryMb", 512, 512, 30_720),
    stopTimeoutSeconds: number("stopTimeoutSeconds", 60, 2, 120),
    deletionProtection: args.deletionProtection ?? true,
    ...commonSettings(subject, args),
    transform: args.transform ?? {},
  };
}

/** What the helpers that make the children share. */
export type Context = ReturnType<typeof settingsOf> & { opts: { parent: AlarmDrivenWorkers } };
