import { ECSClient } from "@aws-sdk/client-ecs";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Pool } from "pg";
import { type LocalAccess, readLocalAccess } from "../localAccess";
import { projectWorkFolder } from "../projectFolder";
import { regionOf } from "../redrive/queues";
import { type Authorize, authorizationOf } from "./authorization";
import { type DatabaseOutputs, databasePool } from "./database";
import type { OutputsOptions } from "./endpoint";
import { PATIENT_CLIENT } from "./patience";
import { type LoadSource, type SourcesOutputs, sourcesOf } from "./webhookSources";

const WORK_FOLDER = projectWorkFolder();

export interface TargetOptions extends OutputsOptions, ConnectOptions {}

export interface ConnectOptions {
  /** Names of the sources to send as. @default every source whose deliveries have an id */
  sources?: readonly string[];
  /** `host:port` through which the database of a deployed stack is reached, such as the near end of a tunnel. */
  database?: string;
}

/** The means to send to a system that receives webhooks, and to look into it. */
export interface Connection {
  sources: readonly LoadSource[];
  /** For sources whose requests have to be signed; absent where there is none. */
  authorize?: Authorize;
  clients: { sqs: SQSClient; ecs: ECSClient; pool: Pool };
  close(): Promise<void>;
}

/** Opens the ways into a system that receives webhooks and keeps what comes of them in Postgres. */
export async function connectSystem(
  outputs: SourcesOutputs & DatabaseOutputs & { queueUrl: string; apiEndpoint: string },
  access: LocalAccess | undefined,
  options: ConnectOptions,
): Promise<Connection> {
  const configuration = { ...PATIENT_CLIENT, ...(access ?? regionConfiguration(outputs)) };
  const secrets = new SecretsManagerClient(configuration);
  const sqs = new SQSClient(configuration);
  const ecs = new ECSClient(configuration);
  const pool = await databasePool(outputs, secrets, access, options.database);
  const sources = await sourcesOf(outputs, secrets, options.sources);
  const auth = sources.some(({ signsRequests }) => signsRequests === true) ? "iam" : "public";
  const authorize = authorizationOf(outputs.apiEndpoint, auth, {}, () => access ?? localAccess());
  return {
    sources,
    ...(authorize !== undefined && { authorize }),
    clients: { sqs, ecs, pool },
    async close() {
      for (const client of [secrets, sqs, ecs]) client.destroy();
      await pool.end();
    },
  };
}

/** The region of a deployed system: that of its queue, whatever the environment says. */
export function regionConfiguration({ queueUrl }: { queueUrl: string }): { region?: string } {
  const region = regionOf(queueUrl);
  return region === undefined ? {} : { region };
}

/**
 * Reads the way into the local cloud that runs here. A stack that Pulumi deployed into it (`--stack local`) has its APIs there, too.
 * @throws Error that says how to start it
 */
export function localAccess(): LocalAccess {
  return readLocalAccess(WORK_FOLDER);
}
