import * as pulumi from "@pulumi/pulumi";
import { DebounceTracker } from "../../components/debounceTracker";
import { SimulatedEntityApi } from "../simulatedApi";
import type { StackNetwork } from "../stackNetwork";
import type { DebounceSettings } from "./settings";

/** The outputs that `pulumi stack output debounce` shows. */
export interface DebounceOutputs {
  /** Base URL: `POST /webhook/{source}` is below it. */
  apiEndpoint: pulumi.Output<string>;
  /** URL that processors ask for the state of entities; an entity's id is appended to it. */
  entityApiEndpoint: pulumi.Output<string>;
  /** Those who may change entities of the simulated API; absent where the API is another one. */
  entityApiAuth?: "iam" | "public";
  /** Name of the table of entities that wait, or are being processed. */
  trackingTableName: pulumi.Output<string>;
  queueUrl: pulumi.Output<string>;
  deadLetterQueueUrl: pulumi.Output<string>;
  /** URL of the queue that holds webhooks with a wrong signature, or without an entity. */
  quarantineQueueUrl: pulumi.Output<string>;
  /** Name of the cluster of both services. */
  clusterName: pulumi.Output<string>;
  handlerServiceName: pulumi.Output<string>;
  processorServiceName: pulumi.Output<string>;
  /** Host and port. */
  databaseEndpoint: pulumi.Output<string>;
  databaseName: pulumi.Output<string>;
  /** ARN of the secret with the database's user and password. */
  databaseSecretArn: pulumi.Output<string>;
  quietSeconds: number;
  maxWaitSeconds: number;
  /** The header with the delivery id of each known source, and that with its signature. */
  sources: DebounceTracker["sourceHeaders"];
  /** ARN of the secret with what the sources sign with; absent where none signs. */
  sourceSecretsArn?: pulumi.Output<string>;
}

/** The system `debounce`: takes webhooks that say that an entity has changed, and stores the state of those that have become quiet. */
export function createDebounce(settings: DebounceSettings, { place }: StackNetwork): DebounceOutputs {
  const { externalApiUrl, simulatedApiAuth, sources, ...args } = settings;
  const { logRetentionDays, tags } = settings;
  const shared = {
    ...(logRetentionDays !== undefined && { logRetentionDays }),
    ...(tags !== undefined && { tags }),
  };
  const entityApi =
    externalApiUrl === undefined
      ? pulumi.interpolate`${new SimulatedEntityApi("entities", { ...shared, settingsAuth: simulatedApiAuth }).apiEndpoint}/entities`
      : externalApiUrl;
  const debounce = new DebounceTracker("debounce", {
    ...args,
    network: place,
    externalApiUrl: entityApi,
    ...(sources !== undefined && { sources }),
  });
  const { sourceSecrets, database } = debounce;
  return {
    apiEndpoint: debounce.apiEndpoint,
    entityApiEndpoint: pulumi.output(entityApi),
    ...(externalApiUrl === undefined && { entityApiAuth: simulatedApiAuth ?? "iam" }),
    trackingTableName: debounce.trackingTable.name,
    queueUrl: debounce.queue.url,
    deadLetterQueueUrl: debounce.deadLetterQueue.url,
    quarantineQueueUrl: debounce.quarantineQueue.url,
    clusterName: debounce.cluster.name,
    handlerServiceName: debounce.handlers.service.name,
    processorServiceName: debounce.processors.service.name,
    databaseEndpoint: database.instance.endpoint,
    databaseName: database.instance.dbName,
    databaseSecretArn: database.secretArn,
    quietSeconds: debounce.quietSeconds,
    maxWaitSeconds: debounce.maxWaitSeconds,
    sources: debounce.sourceHeaders,
    ...(sourceSecrets !== undefined && { sourceSecretsArn: sourceSecrets.secret.arn }),
  };
}
