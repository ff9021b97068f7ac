import { z } from "zod";
import { alarmTopicArns, signedAuth, tags } from "../settingValues";

const fieldRule = z.strictObject({
  name: z.string(),
  label: z.string(),
  pattern: z.string().exactOptional(),
  maxLength: z.number(),
  words: z.string(),
  approvable: z.boolean().exactOptional(),
});

const load = z.strictObject({
  target: z.enum(["url", "stream"]).exactOptional(),
  tasks: z.number().exactOptional(),
  requestsPerSecond: z.number().exactOptional(),
  durationMinutes: z.number().exactOptional(),
  invalidPercent: z.record(z.string(), z.number()).exactOptional(),
  run: z.number().exactOptional(),
  architecture: z.enum(["arm64", "x86_64"]).exactOptional(),
});

export const ingestionSettings = z.strictObject({
  /** Switches the URL, its workflows and its table on. */
  ingestion: z.boolean().exactOptional(),
  /** Switches simulated traffic on, for a while. */
  traffic: z.boolean().exactOptional(),
  /** Switches a dashboard on. */
  dashboard: z.boolean().exactOptional(),
  /** The traffic's target (`url`, or `stream` past the URL), and what `TrafficSimulator` and `Network` know under these names. */
  load: load.exactOptional(),
  auth: signedAuth.exactOptional(),
  listsEntries: z.boolean().exactOptional(),
  rules: z.array(fieldRule).exactOptional(),
  approvalTimeoutSeconds: z.number().exactOptional(),
  approvalDigestSeconds: z.number().exactOptional(),
  approvalEmails: z.array(z.string()).exactOptional(),
  reservedConcurrency: z.number().exactOptional(),
  maxQueryBytes: z.number().exactOptional(),
  maxBodyBytes: z.number().exactOptional(),
  deletionProtection: z.boolean().exactOptional(),
  memoryMb: z.number().exactOptional(),
  logRetentionDays: z.number().exactOptional(),
  alarmTopicArns: alarmTopicArns.exactOptional(),
  tags: tags.exactOptional(),
});

/** Settings of the system `ingestion`; each but the toggles means what the component's argument of that name does. */
export type IngestionSettings = z.infer<typeof ingestionSettings>;
