import { checkName, type Subject } from "../parts/arguments/arguments";
import { commonSettings } from "../parts/arguments/commonArgs";
import { numbers } from "../parts/arguments/numbers";
import type { EventArchiveArgs } from "./args";

/**
 * The arguments with their defaults, checked.
 * @throws RunError naming the argument that breaks its rule
 */
export function settingsOf(name: string, args: EventArchiveArgs) {
  const subject: Subject = { component: "EventArchive", name };
  checkName(subject);
  return {
    subject,
    stream: args.stream,
    key: args.key,
    ...numbers(subject, args, {
      archiveDays: { default: 90, min: 1 },
      scanLimitMb: { default: 10_240, min: 10 },
      bufferSeconds: { default: 300, min: 60, max: 900 },
      memoryMb: { default: 512, min: 128, max: 10_240 },
    }),
    deletionProtection: args.deletionProtection ?? true,
    ...commonSettings(subject, args),
    transform: args.transform ?? {},
  };
}

export type Settings = ReturnType<typeof settingsOf>;
