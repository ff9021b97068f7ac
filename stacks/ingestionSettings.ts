import { z } from "zod";
import { tags } from "./settingValues";

const fieldRule = z.strictObject({
  name: z.string(),
  label: z.string(),
  pattern: z.string().exactOptional(),
  maxLength: z.number(),
  words: z.string(),
  approvable: z.boolean().exactOptional(),
});

export const ingestionSettings = z.strictObject({
  /** Whether the URL, its workflows and its table are there at all. */
  ingestion: z.boolean().exactOptional(),
  rules: z.array(fieldRule).exactOptional(),
  approvalTimeoutSeconds: z.number().exactOptional(),
  approvalEmails: z.array(z.string()).exactOptional(),
  reservedConcurrency: z.number().exactOptional(),
  maxQueryBytes: z.number().exactOptional(),
  maxBodyBytes: z.number().exactOptional(),
  deletionProtection: z.boolean().exactOptional(),
  memoryMb: z.number().exactOptional(),
  logRetentionDays: z.number().exactOptional(),
  alarmTopicArns: z.array(z.string()).exactOptional(),
  tags: tags.exactOptional(),
});

/** Settings of the system `ingestion`; each but the toggles means what the component's argument of that name does. */
export type IngestionSettings = z.infer<typeof ingestionSettings>;

/** What each nested place may say, for error messages; `*` stands for a place in a list. */
export const INGESTION_PLACES = { "rules.*": fieldRule.shape };
