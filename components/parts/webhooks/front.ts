import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { createFront } from "../../../functions/shared/webhooks/front";
import type { ChildOptions } from "../arguments/childOptions";
import type { KeyedQueues } from "../existing/existingQueue";
import { type KeyArn, keyPermissions } from "../existing/keyUse";
import { BOUNDED } from "../lambda/awsClients";
import { inlineFunction } from "../lambda/inlineFunction";

export interface FrontArgs {
  queues: KeyedQueues;
  secret: aws.secretsmanager.Secret;
  /** ARN of the key that encrypts the secret. */
  keyArn: KeyArn;
  groupIdHeader: string | undefined;
  logRetentionDays: pulumi.Input<number>;
  tags: Record<string, string>;
}

/** Seconds: Slack and Zoom hang up after three. */
const TIMEOUT_SECONDS = 5;

type Variables = { QUEUE_URL: string; SECRETS_ARN: string; GROUP_ID_HEADER?: string };

// The same function for all components of a program, so that it is serialised once: see `bundle.ts`.
const frontHandler = ({ QUEUE_URL, SECRETS_ARN, GROUP_ID_HEADER }: Variables) => {
  const secrets = new SecretsManagerClient(BOUNDED);
  return createFront({
    sqs: new SQSClient(BOUNDED),
    queueUrl: QUEUE_URL,
    readSecrets: async () =>
      (await secrets.send(new GetSecretValueCommand({ SecretId: SECRETS_ARN }))).SecretString ?? "",
    ...(GROUP_ID_HEADER !== undefined && { groupIdHeader: GROUP_ID_HEADER }),
  });
};

/** The function in front of the queue, for sources that want more of an answer than a queue can give. */
export function frontFunction(name: string, args: FrontArgs, opts: ChildOptions): aws.lambda.Function {
  const { queues, secret, keyArn, groupIdHeader } = args;
  const { queue } = queues;
  return inlineFunction(
    name,
    {
      handler: frontHandler,
      environment: {
        QUEUE_URL: queue.url,
        SECRETS_ARN: secret.arn,
        ...(groupIdHeader !== undefined && { GROUP_ID_HEADER: groupIdHeader }),
      },
      permissions: [
        { actions: ["sqs:SendMessage"], resources: [queue.arn] },
        { actions: ["secretsmanager:GetSecretValue"], resources: [secret.arn] },
        ...keyPermissions({ reads: [keyArn], sends: [queues.keyArn] }),
      ],
      timeoutSeconds: TIMEOUT_SECONDS,
      memoryMb: 512,
      logRetentionDays: args.logRetentionDays,
      tags: args.tags,
    },
    opts,
  );
}
