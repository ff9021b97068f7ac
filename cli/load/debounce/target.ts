import { z } from "zod";
import type { LocalAccess } from "../../localAccess";
import { type Authorize, authorizationOf } from "../authorization";
import { type Connection, type ConnectOptions, connectSystem, localAccess, type TargetOptions } from "../connect";
import { outputsOf } from "../endpoint";
import { sourcesSchema } from "../webhookSources";

const outputsSchema = z.object({
  apiEndpoint: z.string(),
  entityApiEndpoint: z.string(),
  entityApiAuth: z.string().optional(),
  queueUrl: z.string(),
  deadLetterQueueUrl: z.string(),
  clusterName: z.string(),
  handlerServiceName: z.string(),
  processorServiceName: z.string(),
  databaseEndpoint: z.string(),
  databaseName: z.string(),
  databaseSecretArn: z.string(),
  quietSeconds: z.number(),
  maxWaitSeconds: z.number(),
  ...sourcesSchema.shape,
});

export type DebounceOutputs = z.infer<typeof outputsSchema>;

/** A debouncing system, here or deployed, with what it takes to send to it and to look into it. */
export interface DebounceTarget extends Connection {
  outputs: DebounceOutputs;
  /** Absent where everybody may change entities. */
  authorizeEntities?: Authorize;
}

/**
 * Finds the system `debounce`: with the operator's access here, with the environment's AWS credentials where it is deployed.
 * @throws Error that says what is missing, and how to get it
 */
export async function debounceTarget({ stack, ...options }: TargetOptions): Promise<DebounceTarget> {
  const outputs = await outputsOf("debounce", stack === undefined ? {} : { stack });
  const access = stack === undefined ? localAccess() : undefined;
  return connectDebounce(outputs, access, options);
}

/**
 * Reaches into the system `debounce` whose outputs these are.
 * @param access to the local cloud that it runs in; absent where it is deployed
 */
export async function connectDebounce(
  outputsOfSystem: unknown,
  access: LocalAccess | undefined,
  options: ConnectOptions = {},
): Promise<DebounceTarget> {
  const outputs = outputsSchema.parse(outputsOfSystem);
  const { entityApiEndpoint, entityApiAuth } = outputs;
  const authorizeEntities = authorizationOf(entityApiEndpoint, entityApiAuth, {}, () => access ?? localAccess());
  return {
    ...{ outputs, ...(await connectSystem(outputs, access, options)) },
    ...(authorizeEntities !== undefined && { authorizeEntities }),
  };
}
