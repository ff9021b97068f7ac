import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { CONNECTIONS_PER_WORKER } from "../parts/workers/workerArguments";
import { type WorkerService, workerService } from "../parts/workers/workerService";
import type { WebhookQueue } from "../webhookQueue";
import type { Context } from "./settings";

/** What the workers are made for: everything here exists before they do. */
type Children = Pick<WebhookQueue, "queue" | "quarantineQueue" | "database" | "sourceSecrets" | "workerSecurityGroup">;

/** The service that processes webhooks: `images/webhook-worker`. */
export function workers(
  { subject, opts, ...settings }: Context,
  { queue, quarantineQueue, database, sourceSecrets, workerSecurityGroup }: Children,
  access: aws.vpc.SecurityGroupEgressRule,
): WorkerService {
  const { instance, secretArn } = database;
  return workerService(
    `${subject.name}-worker`,
    {
      network: settings.network,
      securityGroup: workerSecurityGroup,
      image: "webhook-worker",
      architecture: settings.architecture,
      cpu: settings.cpu,
      memoryMb: settings.memoryMb,
      initialCount: settings.minWorkers,
      stopTimeoutSeconds: settings.stopTimeoutSeconds,
      healthCommand: ["node", "main.js", "health"],
      environment: {
        QUEUE_URL: queue.url,
        QUARANTINE_QUEUE_URL: quarantineQueue.url,
        EXTERNAL_API_URL: settings.externalApiUrl,
        EXTERNAL_API_TIMEOUT_SECONDS: text(settings.externalApiTimeoutSeconds),
        ...(settings.externalApiRateLimit !== undefined && {
          EXTERNAL_API_RATE_LIMIT: text(settings.externalApiRateLimit),
        }),
        DATABASE_HOST: instance.address,
        DATABASE_PORT: text(instance.port),
        DATABASE_NAME: instance.dbName,
        DATABASE_SECRET_ARN: secretArn,
        DATABASE_POOL_SIZE: text(CONNECTIONS_PER_WORKER),
        MESSAGES_AT_ONCE: text(settings.messagesAtOnce),
        MESSAGE_TIMEOUT_SECONDS: text(settings.messageTimeoutSeconds),
        VISIBILITY_TIMEOUT_SECONDS: text(settings.visibilityTimeoutSeconds),
        STOP_TIMEOUT_SECONDS: text(settings.stopTimeoutSeconds),
        // A worker reads the secrets when it starts: this makes a change of them a change of the service, which starts new ones.
        ...(sourceSecrets !== undefined && { WEBHOOK_SECRETS_VERSION: sourceSecrets.version.versionId }),
      },
      secrets: sourceSecrets === undefined ? {} : { WEBHOOK_SECRETS: sourceSecrets.secret.arn },
      permissions: [
        {
          actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"],
          resources: [queue.arn],
        },
        { actions: ["sqs:SendMessage"], resources: [quarantineQueue.arn] },
        // When it connects, not when it starts: RDS changes the password every seven days, and a worker may live longer.
        { actions: ["secretsmanager:GetSecretValue"], resources: [secretArn] },
      ],
      forceDelete: pulumi.output(settings.deletionProtection).apply((keeps) => !keeps),
      logRetentionDays: settings.logRetentionDays,
      tags: settings.tags,
      transform: {
        cluster: settings.transform.cluster,
        taskDefinition: settings.transform.taskDefinition,
        service: settings.transform.service,
      },
    },
    { ...opts, dependsOn: [access] },
  );
}

function text(value: pulumi.Input<number>): pulumi.Output<string> {
  return pulumi.interpolate`${value}`;
}
