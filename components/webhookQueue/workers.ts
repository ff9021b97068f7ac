import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Postgres } from "../parts/data/postgres";
import type { SourceSecrets } from "../parts/webhooks/sourceSecrets";
import { databaseEnvironment, databasePermission } from "../parts/workers/databaseClient";
import { type WorkerService, workerService } from "../parts/workers/workerService";
import type { Settings } from "./settings";

interface Surroundings {
  settings: Settings;
  queue: aws.sqs.Queue;
  quarantineQueue: aws.sqs.Queue;
  sourceSecrets: SourceSecrets | undefined;
  database: Postgres;
  securityGroup: aws.ec2.SecurityGroup;
}

/** The service that processes webhooks: `images/webhook-worker`. */
export function workers(
  name: string,
  { settings, queue, quarantineQueue, sourceSecrets, database, securityGroup }: Surroundings,
  opts: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
): WorkerService {
  const { transform } = settings;
  return workerService(
    name,
    {
      network: settings.network,
      securityGroup,
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
        EXTERNAL_API_TIMEOUT_SECONDS: settings.externalApiTimeoutSeconds,
        ...(settings.externalApiRateLimit !== undefined && { EXTERNAL_API_RATE_LIMIT: settings.externalApiRateLimit }),
        ...databaseEnvironment(database),
        MESSAGES_AT_ONCE: settings.messagesAtOnce,
        MESSAGE_TIMEOUT_SECONDS: settings.messageTimeoutSeconds,
        VISIBILITY_TIMEOUT_SECONDS: settings.visibilityTimeoutSeconds,
        STOP_TIMEOUT_SECONDS: settings.stopTimeoutSeconds,
        // A worker reads the secrets when it starts: this makes a change of them a change of the service, which starts new ones.
        ...(sourceSecrets !== undefined && { WEBHOOK_SECRETS_VERSION: sourceSecrets.version.versionId }),
      },
      secrets: { ...(sourceSecrets !== undefined && { WEBHOOK_SECRETS: sourceSecrets.secret.arn }) },
      permissions: [
        {
          actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"],
          resources: [queue.arn],
        },
        { actions: ["sqs:SendMessage"], resources: [quarantineQueue.arn] },
        databasePermission(database),
      ],
      deletionProtection: settings.deletionProtection,
      logRetentionDays: settings.logRetentionDays,
      tags: settings.tags,
      transform: {
        cluster: transform.cluster,
        taskDefinition: transform.taskDefinition,
        service: transform.service,
      },
    },
    opts,
  );
}
