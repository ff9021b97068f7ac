import { z } from "zod";
import { alarmTopicArns, apiDomain, tags } from "../settingValues";

const area = z.strictObject({
  gates: z.array(z.string()),
  maxOccupancy: z.number().exactOptional(),
});

const user = z.strictObject({
  email: z.string(),
  password: z.string().exactOptional(),
  groups: z.array(z.enum(["hr", "auditor"])),
});

const portal = z.strictObject({
  users: z.array(user).exactOptional(),
  loginPrefix: z.string().exactOptional(),
  domain: apiDomain.exactOptional(),
  signInHours: z.number().exactOptional(),
});

export const accessCardsSettings = z.strictObject({
  /** Areas by name; needed where the system runs. */
  areas: z.record(z.string(), area).exactOptional(),
  /** Needed where the system runs. */
  devices: z.array(z.string()).exactOptional(),
  antiPassback: z.enum(["hard", "soft"]).exactOptional(),
  forgiveMissingExitAfterMinutes: z.number().exactOptional(),
  shards: z.number().exactOptional(),
  deviceRateLimit: z.number().exactOptional(),
  deviceBurstLimit: z.number().exactOptional(),
  deviceQuotaPerDay: z.number().exactOptional(),
  throttleRateLimit: z.number().exactOptional(),
  throttleBurstLimit: z.number().exactOptional(),
  domain: apiDomain.exactOptional(),
  apiLogRole: z.boolean().exactOptional(),
  artificialErrors: z.boolean().exactOptional(),
  slowDecisionMs: z.number().exactOptional(),
  deniedPercent: z.number().exactOptional(),
  archiveDays: z.number().exactOptional(),
  scanLimitMb: z.number().exactOptional(),
  bufferSeconds: z.number().exactOptional(),
  /** The portal's settings; its domain and certificate are not those of the gates' API. */
  portal: portal.exactOptional(),
  deletionProtection: z.boolean().exactOptional(),
  memoryMb: z.number().exactOptional(),
  logRetentionDays: z.number().exactOptional(),
  alarmTopicArns: alarmTopicArns.exactOptional(),
  tags: tags.exactOptional(),
});

/** Settings of the system `access-cards`; each means what the argument of that name does of `CardIngestStream`, or of `CardPortal`. */
export type AccessCardsSettings = z.infer<typeof accessCardsSettings>;
