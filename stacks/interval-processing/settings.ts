import { z } from "zod";
import { alarmTopicArns, tags } from "../settingValues";

export const intervalProcessingSettings = z.strictObject({
  timezone: z.string().exactOptional(),
  enabled: z.boolean().exactOptional(),
  retries: z.number().exactOptional(),
  timeoutSeconds: z.number().exactOptional(),
  leaseSeconds: z.number().exactOptional(),
  spot: z.boolean().exactOptional(),
  databaseUrl: z.string().exactOptional(),
  databaseClass: z.string().exactOptional(),
  databaseStorageGb: z.number().exactOptional(),
  databaseMaxConnections: z.number().exactOptional(),
  multiAz: z.boolean().exactOptional(),
  finalSnapshot: z.boolean().exactOptional(),
  applyImmediately: z.boolean().exactOptional(),
  backupRetentionDays: z.number().exactOptional(),
  architecture: z.enum(["arm64", "x86_64"]).exactOptional(),
  cpu: z.number().exactOptional(),
  memoryMb: z.number().exactOptional(),
  ephemeralStorageGb: z.number().exactOptional(),
  stopTimeoutSeconds: z.number().exactOptional(),
  versionedFiles: z.boolean().exactOptional(),
  deletionProtection: z.boolean().exactOptional(),
  logRetentionDays: z.number().exactOptional(),
  alarmTopicArns: alarmTopicArns.exactOptional(),
  tags: tags.exactOptional(),
});

/**
 * Settings of the system `interval-processing`; each means what the argument of that name of `ScheduledFargateJobs`
 * does, for all five jobs, and the rest what `stacks/interval-processing/system.ts` says.
 */
export type IntervalProcessingSettings = z.infer<typeof intervalProcessingSettings>;
