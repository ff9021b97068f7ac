import { z } from "zod";
import { alarmTopicArns, apiAuth, apiDomain, tags } from "../settingValues";

export const eventAggregatorSettings = z.strictObject({
  auth: apiAuth.exactOptional(),
  batchSize: z.number().exactOptional(),
  maximumBatchingWindowSeconds: z.number().exactOptional(),
  maximumRetryAttempts: z.number().exactOptional(),
  maximumRecordAgeSeconds: z.number().exactOptional(),
  eventTtlDays: z.number().exactOptional(),
  deletionProtection: z.boolean().exactOptional(),
  aggregatorTimeoutSeconds: z.number().exactOptional(),
  memoryMb: z.number().exactOptional(),
  throttleRateLimit: z.number().exactOptional(),
  throttleBurstLimit: z.number().exactOptional(),
  domain: apiDomain.exactOptional(),
  corsOrigins: z.array(z.string()).min(1, "must name at least one origin").exactOptional(),
  logRetentionDays: z.number().exactOptional(),
  alarmTopicArns: alarmTopicArns.exactOptional(),
  tags: tags.exactOptional(),
});

/** Settings of the system `event-aggregator`; each means what the component's argument of that name does. */
export type EventAggregatorSettings = z.infer<typeof eventAggregatorSettings>;
