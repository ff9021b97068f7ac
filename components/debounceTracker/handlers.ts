import type * as aws from "@pulumi/aws";
import type { ChildOptions } from "../parts/arguments/childOptions";
import type { TaskPlace } from "../parts/existing/existingCluster";
import type { KeyedQueues } from "../parts/existing/existingQueue";
import type { KeyedTable } from "../parts/existing/existingTable";
import { keyPermissions } from "../parts/existing/keyUse";
import type { SourceSecrets } from "../parts/webhooks/sourceSecrets";
import { inlineImage } from "../parts/workers/inlineImage";
import { type WorkerService, workerService } from "../parts/workers/workerService";
import { serviceArgs, serviceEnvironment } from "./serviceArgs";
import type { Settings } from "./settings";

type HandlersArgs = Settings & {
  place: TaskPlace;
  securityGroup: aws.ec2.SecurityGroup;
  queues: KeyedQueues;
  quarantineQueue: aws.sqs.Queue;
  sourceSecrets: SourceSecrets | undefined;
  tracked: KeyedTable;
};

/**
 * The service that writes changes down: `images/debounce-handler`. Handlers and processors are images of their own, so that neither
 * holds code, packages or certificates that only the other one needs.
 */
export function handlers(name: string, args: HandlersArgs, opts: ChildOptions): WorkerService {
  const { place, securityGroup, queues, quarantineQueue, sourceSecrets, tracked, keyArn } = args;
  const { queue } = queues;
  const { table } = tracked;
  return workerService(
    name,
    {
      ...serviceArgs(args, place, "handler"),
      securityGroup,
      image: imageOf(args, opts),
      initialCount: args.minHandlers,
      environment: {
        ...serviceEnvironment(args, table),
        QUEUE_URL: queue.url,
        QUARANTINE_QUEUE_URL: quarantineQueue.url,
        ENTITY_ID_POINTER: args.entityIdPointer,
        MESSAGES_AT_ONCE: args.messagesAtOnce,
        VISIBILITY_TIMEOUT_SECONDS: args.visibilityTimeoutSeconds,
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
        ...keyPermissions({ reads: [queues.keyArn, tracked.keyArn], sends: [keyArn] }),
      ],
      secretsKeyArn: keyArn,
      // Each message takes milliseconds.
      protectsItself: false,
      transform: {
        taskDefinition: args.transform.handlerTaskDefinition,
        service: args.transform.handlerService,
      },
    },
    opts,
  );
}

/** An image with the caller's code in it, where there is some. */
function imageOf({ subject, handlerCode: callbacks }: HandlersArgs, { parent }: ChildOptions) {
  if (Object.keys(callbacks).length === 0) return "debounce-handler";
  const program = { module: "functions/debounce/runHandler", run: "runHandler" };
  return inlineImage(subject, { program, callbacks, database: false }, parent);
}
