import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { SourceSecrets } from "../parts/webhooks/sourceSecrets";
import { type WorkerService, workerService } from "../parts/workers/workerService";
import { serviceArgs, serviceEnvironment } from "./serviceArgs";
import type { Settings } from "./settings";

interface Surroundings {
  settings: Settings;
  cluster: aws.ecs.Cluster;
  securityGroup: aws.ec2.SecurityGroup;
  queue: aws.sqs.Queue;
  quarantineQueue: aws.sqs.Queue;
  sourceSecrets: SourceSecrets | undefined;
  table: aws.dynamodb.Table;
}

/**
 * The service that writes changes down: `images/debounce-handler`. Handlers and processors are images of their own, so that neither
 * holds code, packages or certificates that only the other one needs.
 */
export function handlers(
  name: string,
  { settings, cluster, securityGroup, queue, quarantineQueue, sourceSecrets, table }: Surroundings,
  opts: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
): WorkerService {
  return workerService(
    name,
    {
      ...serviceArgs(settings, cluster, "handler"),
      securityGroup,
      image: "debounce-handler",
      initialCount: settings.minHandlers,
      environment: {
        ...serviceEnvironment(settings, table),
        QUEUE_URL: queue.url,
        QUARANTINE_QUEUE_URL: quarantineQueue.url,
        ENTITY_ID_POINTER: settings.entityIdPointer,
        MESSAGES_AT_ONCE: settings.messagesAtOnce,
        VISIBILITY_TIMEOUT_SECONDS: settings.visibilityTimeoutSeconds,
        // A handler reads the secrets when it starts: this makes a change of them a change of the service, which starts new ones.
        ...(sourceSecrets !== undefined && { WEBHOOK_SECRETS_VERSION: sourceSecrets.version.versionId }),
      },
      secrets: { ...(sourceSecrets !== undefined && { WEBHOOK_SECRETS: sourceSecrets.secret.arn }) },
      permissions: [
        {
          actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"],
          resources: [queue.arn],
        },
        { actions: ["sqs:SendMessage"], resources: [quarantineQueue.arn] },
        { actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], resources: [table.arn] },
      ],
      transform: {
        taskDefinition: settings.transform.handlerTaskDefinition,
        service: settings.transform.handlerService,
      },
    },
    opts,
  );
}
