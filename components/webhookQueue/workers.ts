import type * as aws from "@pulumi/aws";
import type { ChildOptions } from "../parts/arguments/childOptions";
import type { Postgres } from "../parts/data/postgres";
import { taskPlace } from "../parts/existing/existingCluster";
import type { KeyedQueues } from "../parts/existing/existingQueue";
import { keyPermissions } from "../parts/existing/keyUse";
import { headerVariables } from "../parts/webhooks/externalApiHeaders";
import type { SourceSecrets } from "../parts/webhooks/sourceSecrets";
import { folderImage, type ImageSource } from "../parts/workers/containerImage";
import {
  appSecret,
  appSecretPermission,
  databaseEnvironment,
  databasePermission,
} from "../parts/workers/databaseClient";
import type { TaskEnvironment } from "../parts/workers/fargateTask";
import { inlineImage } from "../parts/workers/inlineImage";
import { type WorkerService, workerService } from "../parts/workers/workerService";
import type { Settings } from "./settings";

type WorkersArgs = Settings & {
  queues: KeyedQueues;
  quarantineQueue: aws.sqs.Queue;
  sourceSecrets: SourceSecrets | undefined;
  database: Postgres;
  securityGroup: aws.ec2.SecurityGroup;
};

/** The service that processes webhooks: `images/webhook-worker`, or the caller's own code. */
export function workers(name: string, args: WorkersArgs, opts: ChildOptions): WorkerService {
  const { queues, quarantineQueue, sourceSecrets, database, securityGroup, keyArn } = args;
  const { queue } = queues;
  const { transform } = args;
  const headers = headerVariables(args);
  const appRole = appSecret(`${name}-database-role`, { keyArn, tags: args.tags }, opts);
  return workerService(
    name,
    {
      network: args.network,
      place: taskPlace(`${name}-cluster`, { ...args, transform: transform.cluster }, opts),
      securityGroup,
      image: imageOf(args, opts),
      architecture: args.architecture,
      cpu: args.cpu,
      memoryMb: args.memoryMb,
      initialCount: args.minWorkers,
      stopTimeoutSeconds: args.stopTimeoutSeconds,
      healthCommand: ["node", "main.js", "health"],
      environment: {
        QUEUE_URL: queue.url,
        QUARANTINE_QUEUE_URL: quarantineQueue.url,
        ...processingEnvironment(args),
        ...headers.environment,
        ...databaseEnvironment(database, appRole),
        MESSAGES_AT_ONCE: args.messagesAtOnce,
        MESSAGE_TIMEOUT_SECONDS: args.messageTimeoutSeconds,
        VISIBILITY_TIMEOUT_SECONDS: args.visibilityTimeoutSeconds,
        STOP_TIMEOUT_SECONDS: args.stopTimeoutSeconds,
        // A worker reads the secrets when it starts: this makes a change of them a change of the service, which starts new ones.
        ...(sourceSecrets !== undefined && { WEBHOOK_SECRETS_VERSION: sourceSecrets.version.versionId }),
      },
      secrets: {
        ...args.secrets,
        ...headers.secrets,
        ...(sourceSecrets !== undefined && { WEBHOOK_SECRETS: sourceSecrets.secret.arn }),
      },
      permissions: [
        {
          actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"],
          resources: [queue.arn],
        },
        { actions: ["sqs:SendMessage"], resources: [quarantineQueue.arn] },
        databasePermission(database),
        appSecretPermission(appRole),
        ...keyPermissions({ reads: [queues.keyArn], sends: [keyArn] }),
        ...args.permissions,
      ],
      secretsKeyArn: keyArn,
      protectsItself: true,
      deletionProtection: args.deletionProtection,
      logRetentionDays: args.logRetentionDays,
      tags: args.tags,
      transform: {
        taskDefinition: transform.taskDefinition,
        service: transform.service,
      },
    },
    opts,
  );
}

/** An image of the callback's own, or one that is built from a folder. */
function imageOf({ subject, processing, migrations }: WorkersArgs, { parent }: ChildOptions): string | ImageSource {
  if (processing.by === "api") return "webhook-worker";
  if (processing.by === "image") return folderImage(processing.folder);
  const program = { module: "functions/webhooks/runWorker", run: "runWorkerOf" };
  const callbacks = { process: processing.process };
  return inlineImage(subject, { program, callbacks, database: true, migrations }, parent);
}

function processingEnvironment(args: WorkersArgs): TaskEnvironment {
  // All that a worker which is told to stop finishes: one call, or one webhook.
  if (args.processing.by !== "api") return { ...args.environment, CALL_TIMEOUT_SECONDS: args.messageTimeoutSeconds };
  return {
    EXTERNAL_API_URL: args.processing.api.url,
    ...(args.externalApiMethod !== "POST" && { EXTERNAL_API_METHOD: args.externalApiMethod }),
    EXTERNAL_API_TIMEOUT_SECONDS: args.externalApiTimeoutSeconds,
    EXTERNAL_API_MAX_PAUSE_SECONDS: args.externalApiMaxPauseSeconds,
    EXTERNAL_API_MAX_ANSWER_BYTES: args.externalApiMaxAnswerBytes,
    ...(args.externalApiRateLimit !== undefined && { EXTERNAL_API_RATE_LIMIT: args.externalApiRateLimit }),
    CALL_TIMEOUT_SECONDS: args.externalApiTimeoutSeconds,
  };
}
