import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ECSClient } from "@aws-sdk/client-ecs";
import { SQSClient } from "@aws-sdk/client-sqs";
import { z } from "zod";
import type { LocalAccess } from "../../localAccess";
import { localAccess, regionConfiguration } from "../connect";
import { type OutputsOptions, outputsOf } from "../endpoint";
import { PATIENT_CLIENT } from "../patience";

const outputsSchema = z.object({
  queueUrl: z.string(),
  deadLetterQueueUrl: z.string(),
  tableName: z.string(),
  clusterName: z.string(),
  alarmName: z.string(),
});

export type BurstsOutputs = z.infer<typeof outputsSchema>;

/** The system `bursts`, here or deployed, with what it takes to send to it and to look into it. */
export interface BurstsTarget {
  outputs: BurstsOutputs;
  clients: { sqs: SQSClient; dynamo: DynamoDBClient; ecs: ECSClient; cloudwatch: CloudWatchClient };
  close(): void;
}

/**
 * Finds the system `bursts`: with the operator's access here, with the environment's AWS credentials where it is deployed.
 * @throws Error that says what is missing, and how to get it
 */
export async function burstsTarget(options: OutputsOptions): Promise<BurstsTarget> {
  const outputs = await outputsOf("bursts", options);
  return connectBursts(outputs, options.stack === undefined ? localAccess() : undefined);
}

/**
 * Reaches into the system `bursts` whose outputs these are.
 * @param access to the local cloud that it runs in; absent where it is deployed
 */
export function connectBursts(outputsOfSystem: unknown, access: LocalAccess | undefined): BurstsTarget {
  const outputs = outputsSchema.parse(outputsOfSystem);
  const configuration = { ...PATIENT_CLIENT, ...(access ?? regionConfiguration(outputs)) };
  const clients = {
    sqs: new SQSClient(configuration),
    dynamo: new DynamoDBClient(configuration),
    ecs: new ECSClient(configuration),
    cloudwatch: new CloudWatchClient(configuration),
  };
  return {
    outputs,
    clients,
    close() {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}
