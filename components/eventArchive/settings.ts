import type * as pulumi from "@pulumi/pulumi";
import { checkName, oneOf, type Subject, wholeNumber } from "../arguments";
import { LOG_RETENTION_CHOICES, LOG_RETENTION_DAYS, tagsOf } from "../defaults";
import type { EventArchive } from "../eventArchive";
import type { EventArchiveArgs } from "./args";

/**
 * The arguments with their defaults, checked.
 * @throws RunError naming the argument that breaks its rule
 */
export function settingsOf(name: string, args: EventArchiveArgs) {
  const subject: Subject = { component: "EventArchive", name };
  checkName(subject);
  const number = (argument: NumberArgument, fallback: number, min: number, max?: number): pulumi.Input<number> =>
    wholeNumber(subject, argument, args[argument] ?? fallback, max === undefined ? { min } : { min, max });
  const { logRetentionDays = LOG_RETENTION_DAYS } = args;

  return {
    subject,
    stream: args.stream,
    key: args.key,
    archiveDays: number("archiveDays", 90, 1),
    scanLimitMb: number("scanLimitMb", 10_240, 10),
    bufferSeconds: number("bufferSeconds", 300, 0, 900),
    deletionProtection: args.deletionProtection ?? true,
    memoryMb: number("memoryMb", 256, 128, 10_240),
    logRetentionDays: oneOf(subject, "logRetentionDays", logRetentionDays, LOG_RETENTION_CHOICES),
    alarmTopicArns: args.alarmTopicArns ?? [],
    tags: tagsOf(subject, args.tags),
    transform: args.transform ?? {},
  };
}

type NumberArgument = {
  [K in keyof EventArchiveArgs]-?: EventArchiveArgs[K] extends pulumi.Input<number> | undefined ? K : never;
}[keyof EventArchiveArgs];

/** What the helpers that make the children share. */
export type Context = ReturnType<typeof settingsOf> & { opts: { parent: EventArchive } };
