import path from "node:path";
import { ECSClient } from "@aws-sdk/client-ecs";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Pool } from "pg";
import { z } from "zod";
import { type LocalAccess, readLocalAccess } from "../localAccess";
import { regionOf } from "../redrive/queues";
import { databasePool } from "./databasePool";
import { type OutputsOptions, outputsOf } from "./endpoint";
import type { LoadSource } from "./webhookPlan";
import { sourcesOf, sourcesSchema } from "./webhookSources";

const outputsSchema = z.object({
  apiEndpoint: z.string(),
  queueUrl: z.string(),
  deadLetterQueueUrl: z.string(),
  quarantineQueueUrl: z.string(),
  clusterName: z.string(),
  serviceName: z.string(),
  databaseEndpoint: z.string(),
  databaseName: z.string(),
  databaseSecretArn: z.string(),
  ...sourcesSchema.shape,
});

export type WebhooksOutputs = z.infer<typeof outputsSchema>;

/** A webhook system, here or deployed, with what it takes to send to it and to look into it. */
export interface WebhookTarget {
  outputs: WebhooksOutputs;
  sources: readonly LoadSource[];
  clients: { sqs: SQSClient; ecs: ECSClient; pool: Pool };
  close(): Promise<void>;
}

export interface TargetOptions extends OutputsOptions, ReachOptions {}

export interface ReachOptions {
  /** Names of the sources to send as. @default every source whose deliveries have an id */
  sources?: readonly string[];
  /** `host:port` through which the database of a deployed stack is reached, such as the near end of a tunnel. */
  database?: string;
}

const ROOT = path.join(__dirname, "..", "..");

/**
 * Finds the system `webhooks`. A local one is reached with the operator's access, a deployed one with the AWS credentials of the
 * environment, which must be allowed to read its secrets.
 * @throws Error that says what is missing, and how to get it
 */
export async function webhookTarget({ stack, ...options }: TargetOptions): Promise<WebhookTarget> {
  const outputs = await outputsOf("webhooks", stack === undefined ? {} : { stack });
  const access = stack === undefined ? readLocalAccess(path.join(ROOT, ".sluice")) : undefined;
  return reachWebhooks(outputs, access, options);
}

/**
 * Reaches into the system `webhooks` whose outputs these are.
 * @param access to the local cloud that it runs in; absent where it is deployed
 */
export async function reachWebhooks(
  outputsOfSystem: unknown,
  access: LocalAccess | undefined,
  options: ReachOptions = {},
): Promise<WebhookTarget> {
  const outputs = outputsSchema.parse(outputsOfSystem);
  const configuration = access ?? regionConfiguration(outputs);
  const secrets = new SecretsManagerClient(configuration);
  const sqs = new SQSClient(configuration);
  const ecs = new ECSClient(configuration);
  const pool = await databasePool(outputs, secrets, access, options.database);
  return {
    outputs,
    sources: await sourcesOf(outputs, secrets, options.sources),
    clients: { sqs, ecs, pool },
    async close() {
      for (const client of [secrets, sqs, ecs]) client.destroy();
      await pool.end();
    },
  };
}

/** Of a deployed system: the region of its queue, whatever the environment says. */
export function regionConfiguration({ queueUrl }: { queueUrl: string }): { region?: string } {
  const region = regionOf(queueUrl);
  return region === undefined ? {} : { region };
}
