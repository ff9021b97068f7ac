import { z } from "zod";

/** The stack outputs of a system `access-cards` that a load needs. */
export const outputsSchema = z.object({
  gateApiEndpoint: z.string(),
  deviceKeysSecretArn: z.string(),
  commandTopicArn: z.string(),
  databaseName: z.string(),
  eventTableName: z.string(),
  workgroupName: z.string(),
  cardTableName: z.string(),
  occupancyTableName: z.string(),
  ledgerTableName: z.string(),
  failureQueueUrls: z.record(z.string(), z.string()),
  faultAlarmNames: z.record(z.string(), z.string()),
  antiPassback: z.enum(["hard", "soft"]),
  areas: z.record(
    z.string(),
    z.object({ gates: z.array(z.string()).min(1), maxOccupancy: z.number().exactOptional() }),
  ),
});

export type AccessCardsOutputs = z.infer<typeof outputsSchema>;
