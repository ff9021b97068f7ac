import * as pulumi from "@pulumi/pulumi";
import { WebhookQueue } from "../../components/webhookQueue";
import { SimulatedApi } from "../simulatedApi";
import type { StackNetwork } from "../stackNetwork";
import type { WebhooksSettings } from "./settings";

/** The outputs that `pulumi stack output webhooks` shows. */
export interface WebhooksOutputs {
  /** Base URL: `POST /webhook/{source}` is below it. */
  apiEndpoint: pulumi.Output<string>;
  /** URL that the workers call for each webhook. */
  externalApiEndpoint: pulumi.Output<string>;
  queueUrl: pulumi.Output<string>;
  deadLetterQueueUrl: pulumi.Output<string>;
  /** URL of the queue that holds webhooks with a wrong signature. */
  quarantineQueueUrl: pulumi.Output<string>;
  clusterName: pulumi.Output<string>;
  serviceName: pulumi.Output<string>;
  /** Host and port. */
  databaseEndpoint: pulumi.Output<string>;
  databaseName: pulumi.Output<string>;
  /** ARN of the secret with the database's user and password. */
  databaseSecretArn: pulumi.Output<string>;
  /** The header with the delivery id of each known source, and that with its signature. */
  sources: WebhookQueue["sourceHeaders"];
  /** ARN of the secret with what the sources sign with; absent where none signs. */
  sourceSecretsArn?: pulumi.Output<string>;
}

/** The system `webhooks`: takes webhooks, calls an API for each, and stores them in Postgres. */
export function createWebhooks(settings: WebhooksSettings, { place }: StackNetwork): WebhooksOutputs {
  const { externalApiUrl, simulatedApiAuth, sources, ...args } = settings;
  const { logRetentionDays, tags } = settings;
  const shared = {
    ...(logRetentionDays !== undefined && { logRetentionDays }),
    ...(tags !== undefined && { tags }),
  };
  const externalApi =
    externalApiUrl === undefined
      ? pulumi.interpolate`${new SimulatedApi("external", { ...shared, settingsAuth: simulatedApiAuth }).apiEndpoint}/external`
      : externalApiUrl;
  const webhooks = new WebhookQueue("webhooks", {
    ...args,
    network: place,
    externalApiUrl: externalApi,
    ...(sources !== undefined && { sources }),
  });
  const { sourceSecrets, database, workers } = webhooks;
  return {
    apiEndpoint: webhooks.apiEndpoint,
    externalApiEndpoint: pulumi.output(externalApi),
    queueUrl: webhooks.queue.url,
    deadLetterQueueUrl: webhooks.deadLetterQueue.url,
    quarantineQueueUrl: webhooks.quarantineQueue.url,
    clusterName: workers.cluster.name,
    serviceName: workers.service.name,
    databaseEndpoint: database.instance.endpoint,
    databaseName: database.instance.dbName,
    databaseSecretArn: database.secretArn,
    sources: webhooks.sourceHeaders,
    ...(sourceSecrets !== undefined && { sourceSecretsArn: sourceSecrets.secret.arn }),
  };
}
