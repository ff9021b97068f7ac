import { z } from "zod";
import { alarmTopicArns, apiDomain, signedAuth, tags, webhookSource } from "../settingValues";

const webhookFifo = z.strictObject({ groupIdHeader: z.string() });

export const webhooksSettings = z.strictObject({
  externalApiUrl: z.string().exactOptional(),
  /** Those who may change how the simulated API behaves: `iam`, or `public`; of use without `externalApiUrl` only. */
  simulatedApiAuth: signedAuth.exactOptional(),
  sources: z.record(z.string(), webhookSource).exactOptional(),
  acceptsOtherSources: z.boolean().exactOptional(),
  fifo: webhookFifo.exactOptional(),
  minWorkers: z.number().exactOptional(),
  maxWorkers: z.number().exactOptional(),
  acceptableLatencySeconds: z.number().exactOptional(),
  secondsPerMessage: z.number().exactOptional(),
  scaleOutCooldownSeconds: z.number().exactOptional(),
  scaleInCooldownSeconds: z.number().exactOptional(),
  messagesAtOnce: z.number().exactOptional(),
  messageTimeoutSeconds: z.number().exactOptional(),
  visibilityTimeoutSeconds: z.number().exactOptional(),
  maxReceiveCount: z.number().exactOptional(),
  externalApiMethod: z.enum(["POST", "PUT", "PATCH"]).exactOptional(),
  externalApiHeaders: z.record(z.string(), z.string()).exactOptional(),
  externalApiSecretHeaders: z.record(z.string(), z.string()).exactOptional(),
  externalApiRateLimit: z.number().exactOptional(),
  externalApiTimeoutSeconds: z.number().exactOptional(),
  externalApiMaxPauseSeconds: z.number().exactOptional(),
  externalApiMaxAnswerBytes: z.number().exactOptional(),
  architecture: z.enum(["arm64", "x86_64"]).exactOptional(),
  cpu: z.literal([256, 512, 1024, 2048, 4096]).exactOptional(),
  memoryMb: z.number().exactOptional(),
  stopTimeoutSeconds: z.number().exactOptional(),
  databaseClass: z.string().exactOptional(),
  databaseStorageGb: z.number().exactOptional(),
  databaseMaxConnections: z.number().exactOptional(),
  multiAz: z.boolean().exactOptional(),
  finalSnapshot: z.boolean().exactOptional(),
  applyImmediately: z.boolean().exactOptional(),
  backupRetentionDays: z.number().exactOptional(),
  deletionProtection: z.boolean().exactOptional(),
  throttleRateLimit: z.number().exactOptional(),
  throttleBurstLimit: z.number().exactOptional(),
  domain: apiDomain.exactOptional(),
  logRetentionDays: z.number().exactOptional(),
  alarmTopicArns: alarmTopicArns.exactOptional(),
  tags: tags.exactOptional(),
});

/** Settings of the system `webhooks`; each means what the component's argument of that name does. */
export type WebhooksSettings = z.infer<typeof webhooksSettings>;
