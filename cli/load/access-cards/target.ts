import { AthenaClient } from "@aws-sdk/client-athena";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { z } from "zod";
import type { Clock } from "../../../local/base/clock";
import { type LocalAccess, readLocalAccess } from "../../localAccess";
import { projectWorkFolder } from "../../projectFolder";
import { type OutputsOptions, outputsOf } from "../endpoint";
import { PATIENT_CLIENT } from "../patience";
import type { Terminal } from "../progress";
import { secretText } from "../secretText";
import { CommandDesk } from "./commandDesk";
import { Gates } from "./gates";
import { LiveSystem } from "./liveSystem";
import { type AccessCardsOutputs, outputsSchema } from "./outputs";
import { ArchiveQueries } from "./queries";

export interface TargetOptions {
  /** Requests under way at once, at most. */
  concurrency: number;
  clock: Clock;
  terminal: Terminal;
}

/** A system of access cards, here or deployed, with what it takes to use it and to look into it. */
export interface AccessCardsTarget {
  outputs: AccessCardsOutputs;
  system: LiveSystem;
  gates: Gates;
  cloudWatch: CloudWatchClient;
  close(): Promise<void>;
}

/** Without the outcome of any command for so long, nobody waits for more. */
const COMMANDS_QUIET_MS = 120_000;

/**
 * Finds the system `access-cards`: with the operator's access here, with the environment's AWS credentials where it is deployed, which must
 * be allowed to read its tables and secret, to publish commands and to query its archive.
 * @throws Error that says what is missing, and how to get it
 */
export async function accessCardsTarget(stack: string | undefined, options: TargetOptions): Promise<AccessCardsTarget> {
  const which: OutputsOptions = stack === undefined ? {} : { stack };
  const outputs = await outputsOf("accessCards", which);
  const access = stack === undefined ? readLocalAccess(projectWorkFolder()) : undefined;
  return connectAccessCards(outputs, access, options);
}

/**
 * Reaches into the system `access-cards` whose outputs these are.
 * @param access to the local cloud that it runs in; absent where it is deployed
 */
export async function connectAccessCards(
  outputsOfSystem: unknown,
  access: LocalAccess | undefined,
  { concurrency, clock, terminal }: TargetOptions,
): Promise<AccessCardsTarget> {
  const outputs = outputsSchema.parse(outputsOfSystem);
  // arn:aws:secretsmanager:<region>:...
  const configuration = {
    ...PATIENT_CLIENT,
    ...(access ?? { region: outputs.deviceKeysSecretArn.split(":")[3] ?? "" }),
  };
  const secrets = new SecretsManagerClient(configuration);
  const dynamo = new DynamoDBClient(configuration);
  const sns = new SNSClient(configuration);
  const sqs = new SQSClient(configuration);
  const athena = new AthenaClient(configuration);
  const cloudWatch = new CloudWatchClient(configuration);
  const keys = z
    .record(z.string(), z.string())
    .parse(JSON.parse(await secretText(secrets, outputs.deviceKeysSecretArn)));
  // An evacuation posts exits and entries at once: nobody is to wait here for the connection of somebody else.
  const gates = new Gates(outputs.gateApiEndpoint, Object.values(keys), 2 * concurrency);
  const desk = new CommandDesk({
    ...{ sns, dynamo, clock, terminal },
    topicArn: outputs.commandTopicArn,
    cardTable: outputs.cardTableName,
    quietMs: COMMANDS_QUIET_MS,
  });
  const queries = new ArchiveQueries(athena, outputs, clock);
  return {
    ...{ outputs, gates, cloudWatch },
    system: new LiveSystem({ outputs, gates, dynamo, sqs, desk, queries, now: () => clock.now() }),
    async close() {
      await gates.close();
      for (const client of [secrets, dynamo, sns, sqs, athena, cloudWatch]) client.destroy();
    },
  };
}
