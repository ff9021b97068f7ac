import { z } from "zod";
import { alarmTopicArns, tags } from "../settingValues";

export const burstsSettings = z.strictObject({
  backlogThreshold: z.number().exactOptional(),
  messagesPerTask: z.number().exactOptional(),
  maxTasks: z.number().exactOptional(),
  leftoverSeconds: z.number().exactOptional(),
  emptyPolls: z.number().exactOptional(),
  pollSeconds: z.number().exactOptional(),
  messagesAtOnce: z.number().exactOptional(),
  visibilityTimeoutSeconds: z.number().exactOptional(),
  maxReceiveCount: z.number().exactOptional(),
  spot: z.boolean().exactOptional(),
  architecture: z.enum(["arm64", "x86_64"]).exactOptional(),
  cpu: z.literal([256, 512, 1024, 2048, 4096]).exactOptional(),
  memoryMb: z.number().exactOptional(),
  stopTimeoutSeconds: z.number().exactOptional(),
  deletionProtection: z.boolean().exactOptional(),
  logRetentionDays: z.number().exactOptional(),
  alarmTopicArns: alarmTopicArns.exactOptional(),
  tags: tags.exactOptional(),
});

/** Settings of the system `bursts`; each means what the component's argument of that name does. */
export type BurstsSettings = z.infer<typeof burstsSettings>;
