import type * as pulumi from "@pulumi/pulumi";
import { checkName, type Subject, wholeNumber } from "../parts/arguments/arguments";
import { commonSettings, type NumberArgument } from "../parts/arguments/commonArgs";
import type { EventArchiveArgs } from "./args";

/**
 * The arguments with their defaults, checked.
 * @throws RunError naming the argument that breaks its rule
 */
export function settingsOf(name: string, args: EventArchiveArgs) {
  const subject: Subject = { component: "EventArchive", name };
  checkName(subject);
  const number = (
    argument: NumberArgument<EventArchiveArgs>,
    fallback: number,
    min: number,
    max?: number,
  ): pulumi.Input<number> =>
    wholeNumber(subject, argument, args[argument] ?? fallback, max === undefined ? { min } : { min, max });

  return {
    subject,
    stream: args.stream,
    key: args.key,
    archiveDays: number("archiveDays", 90, 1),
    scanLimitMb: number("scanLimitMb", 10_240, 10),
    bufferSeconds: number("bufferSeconds", 300, 0, 900),
    deletionProtection: args.deletionProtection ?? true,
    memoryMb: number("memoryMb", 512, 128, 10_240),
    ...commonSettings(subject, args),
    transform: args.transform ?? {},
  };
}

export type Settings = ReturnType<typeof settingsOf>;
