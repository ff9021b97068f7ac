import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { httpApi } from "../api/httpApi";
import { LARGEST_MESSAGE_BYTES } from "../arguments/defaults";
import type { Transform } from "../arguments/transform";
import { failureQueue } from "../queues/failureQueue";
import { workQueue } from "../queues/workQueue";
import { type RoutesArgs, routesOf } from "./webhookIntake/routes";
import { type SourceSecrets, secretsOf } from "./webhookIntake/secrets";

export interface WebhookIntakeArgs extends RoutesArgs {
  /** Seconds that a webhook stays hidden from others while a worker has it. */
  visibilityTimeoutSeconds: pulumi.Input<number>;
  /** Deliveries after which a webhook goes to the dead-letter queue. */
  maxReceiveCount: pulumi.Input<number>;
  throttleRateLimit: pulumi.Input<number>;
  throttleBurstLimit: pulumi.Input<number>;
  logRetentionDays: pulumi.Input<number>;
  tags: Record<string, string>;
  transform: {
    queue?: Transform<aws.sqs.QueueArgs>;
    deadLetterQueue?: Transform<aws.sqs.QueueArgs>;
    quarantineQueue?: Transform<aws.sqs.QueueArgs>;
    api?: Transform<aws.apigatewayv2.ApiArgs>;
    stage?: Transform<aws.apigatewayv2.StageArgs>;
  };
}

export interface WebhookIntake {
  api: aws.apigatewayv2.Api;
  stage: aws.apigatewayv2.Stage;
  queue: aws.sqs.Queue;
  deadLetterQueue: aws.sqs.Queue;
  /** For webhooks that a worker must not process, such as those with a wrong signature. */
  quarantineQueue: aws.sqs.Queue;
  /** Absent where no source has one. */
  sourceSecrets: SourceSecrets | undefined;
}

/**
 * Where webhooks come in: `POST /webhook/{source}` on an HTTP API, straight into a queue. What the sources sign with is kept for the
 * workers, who are the first that can check it.
 */
export function webhookIntake(
  name: string,
  args: WebhookIntakeArgs,
  opts: pulumi.CustomResourceOptions,
): WebhookIntake {
  const { tags, transform } = args;
  const { queue, deadLetterQueue } = workQueue(
    `${name}-queue`,
    {
      visibilityTimeoutSeconds: args.visibilityTimeoutSeconds,
      maxReceiveCount: args.maxReceiveCount,
      fifo: args.fifo !== undefined,
      tags,
      transform: { queue: transform.queue, deadLetterQueue: transform.deadLetterQueue },
    },
    opts,
  );
  const quarantineQueue = failureQueue(
    `${name}-quarantine`,
    { maxMessageBytes: LARGEST_MESSAGE_BYTES, tags, transform: transform.quarantineQueue },
    opts,
  );
  const { api, stage } = httpApi(
    `${name}-api`,
    {
      routes: [],
      queue: { target: queue, routes: routesOf(args) },
      throttleRateLimit: args.throttleRateLimit,
      throttleBurstLimit: args.throttleBurstLimit,
      logRetentionDays: args.logRetentionDays,
      tags,
      transform: { api: transform.api, stage: transform.stage },
    },
    opts,
  );
  const sourceSecrets = secretsOf(`${name}-secrets`, args, opts);
  return { api, stage, queue, deadLetterQueue, quarantineQueue, sourceSecrets };
}
