import { z } from "zod";
import type { LocalAccess } from "../../localAccess";
import { type Connection, type ConnectOptions, connectSystem, localAccess, type TargetOptions } from "../connect";
import { outputsOf } from "../endpoint";
import { sourcesSchema } from "../webhookSources";

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
export interface WebhookTarget extends Connection {
  outputs: WebhooksOutputs;
}

/**
 * Finds the system `webhooks`. A local one is reached with the operator's access, a deployed one with the AWS credentials of the
 * environment, which must be allowed to read its secrets.
 * @throws Error that says what is missing, and how to get it
 */
export async function webhookTarget({ stack, ...options }: TargetOptions): Promise<WebhookTarget> {
  const outputs = await outputsOf("webhooks", stack === undefined ? {} : { stack });
  const access = stack === undefined ? localAccess() : undefined;
  return connectWebhooks(outputs, access, options);
}

/**
 * Reaches into the system `webhooks` whose outputs these are.
 * @param access to the local cloud that it runs in; absent where it is deployed
 */
export async function connectWebhooks(
  outputsOfSystem: unknown,
  access: LocalAccess | undefined,
  options: ConnectOptions = {},
): Promise<WebhookTarget> {
  const outputs = outputsSchema.parse(outputsOfSystem);
  return { outputs, ...(await connectSystem(outputs, access, options)) };
}
