import { readFileSync } from "node:fs";
import path from "node:path";
import { ECSClient } from "@aws-sdk/client-ecs";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import { Pool } from "pg";
import { z } from "zod";
import { type LocalAccess, readLocalAccess } from "../localAccess";
import { regionOf } from "../redrive/queues";
import { type OutputsOptions, outputsOf } from "./endpoint";
import type { LoadSource } from "./webhookPlan";

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
  sources: z.record(
    z.string(),
    z.object({ deliveryIdHeader: z.string().optional(), signatureHeader: z.string().optional() }),
  ),
  sourceSecretsArn: z.string().optional(),
});

export type WebhooksOutputs = z.infer<typeof outputsSchema>;

const signingSchema = z.record(
  z.string(),
  z.object({ secret: z.array(z.string()).min(1), prefix: z.string(), encoding: z.enum(["hex", "base64"]) }),
);

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
  const pool = await poolOf(outputs, secrets, access, options.database);
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

function regionConfiguration({ queueUrl }: WebhooksOutputs): { region?: string } {
  const region = regionOf(queueUrl);
  return region === undefined ? {} : { region };
}

async function poolOf(
  outputs: WebhooksOutputs,
  secrets: SecretsManagerClient,
  access: LocalAccess | undefined,
  through: string | undefined,
): Promise<Pool> {
  const [servername = ""] = outputs.databaseEndpoint.split(":");
  const [host, port] = (through ?? outputs.databaseEndpoint).split(":");
  const { username: user, password } = JSON.parse(await secretText(secrets, outputs.databaseSecretArn)) as {
    username: string;
    password: string;
  };
  const authority = access?.databaseAuthorityFile;
  const pool = new Pool({
    ...{ host, port: Number(port), user, password, max: 2 },
    database: outputs.databaseName,
    ssl: {
      // The certificate names the database, not the tunnel; and an address has no name at all.
      ...(through === undefined ? {} : { servername }),
      ...(authority === undefined ? {} : { ca: readFileSync(authority) }),
    },
  });
  // Without a listener, an idle connection that breaks would end the run; the next query opens another one.
  pool.on("error", () => undefined);
  return pool;
}

async function sourcesOf(
  outputs: WebhooksOutputs,
  secrets: SecretsManagerClient,
  wanted: readonly string[] | undefined,
): Promise<LoadSource[]> {
  const { sources, sourceSecretsArn } = outputs;
  const signing =
    sourceSecretsArn === undefined ? {} : signingSchema.parse(JSON.parse(await secretText(secrets, sourceSecretsArn)));
  const usable = Object.entries(sources).flatMap(([name, { deliveryIdHeader, signatureHeader }]): LoadSource[] => {
    if (deliveryIdHeader === undefined) return [];
    const { secret: [secret] = [], ...form } = signing[name] ?? { secret: [], prefix: "", encoding: "hex" };
    if (signatureHeader === undefined || secret === undefined) return [{ name, deliveryIdHeader }];
    return [{ name, deliveryIdHeader, signing: { header: signatureHeader, secret, ...form } }];
  });
  const chosen = usable.filter(({ name }) => wanted === undefined || wanted.includes(name));
  const unknown = (wanted ?? []).filter((name) => !chosen.some((source) => source.name === name));
  if (chosen.length === 0 || unknown.length > 0) {
    throw new Error(
      `${unknown.length > 0 ? `no such sources: ${unknown.join(", ")}` : "there is no source to send as"}. A run needs sources with ` +
        `a deliveryIdHeader in the stack's settings (there are: ${usable.map(({ name }) => name).join(", ") || "none"})`,
    );
  }
  return chosen;
}

async function secretText(secrets: SecretsManagerClient, SecretId: string): Promise<string> {
  const { SecretString = "" } = await secrets.send(new GetSecretValueCommand({ SecretId }));
  return SecretString;
}
