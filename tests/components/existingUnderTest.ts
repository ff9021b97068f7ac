import * as aws from "@pulumi/aws";
import type { Run } from "../support/program";
import { type Statement, statementsOf } from "../support/statements";

const ACCOUNT = "us-east-1:111122223333";

/** The key that all of {@link existingThings} is encrypted with. */
export const SHARED_KEY = `arn:aws:kms:${ACCOUNT}:key/shared-key-id`;

export const NETWORK = { vpcId: "vpc-1", privateSubnetIds: ["subnet-1", "subnet-2"] };

/** ARN of a queue, or a table, of {@link existingThings}. */
export const arnOf = (service: "sqs" | "dynamodb", name: string) =>
  `arn:aws:${service}:${ACCOUNT}:${service === "sqs" ? "" : "table/"}${name}-name`;

/** A key that lets alarms in, as its owner would make it. */
export function existingKey(): aws.kms.Key {
  const alarms = {
    Effect: "Allow",
    Principal: { Service: "cloudwatch.amazonaws.com" },
    Action: "kms:*",
    Resource: "*",
  };
  return new aws.kms.Key("shared-key", { policy: JSON.stringify({ Version: "2012-10-17", Statement: [alarms] }) });
}

/** A queue and its dead-letter queue, with a key of the account. */
export function existingQueues(key: aws.kms.Key, args: aws.sqs.QueueArgs = {}) {
  const kind = { kmsMasterKeyId: key.arn, ...(args.fifoQueue !== undefined && { fifoQueue: args.fifoQueue }) };
  const deadLetterQueue = new aws.sqs.Queue("shared-dead-letters", kind);
  const redrivePolicy = deadLetterQueue.arn.apply((deadLetterTargetArn) =>
    JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 3 }),
  );
  return { queue: new aws.sqs.Queue("shared-queue", { ...kind, redrivePolicy, ...args }), deadLetterQueue };
}

/** Attributes of a table: names by type. */
export function attributesOf(types: { S?: readonly string[]; N?: readonly string[] }) {
  return Object.entries(types).flatMap(([type, names]) => names.map((name) => ({ name, type })));
}

/** A table with a key of the account, by strings unless it says otherwise. */
export function existingTable(
  name: string,
  key: aws.kms.Key,
  args: Omit<Partial<aws.dynamodb.TableArgs>, "hashKey"> & { hashKey: string },
) {
  return new aws.dynamodb.Table(name, {
    serverSideEncryption: { enabled: true, kmsKeyArn: key.arn },
    attributes: attributesOf({ S: [args.hashKey] }),
    ...args,
  });
}

/** A cluster that counts its tasks. */
export function existingCluster(): aws.ecs.Cluster {
  return new aws.ecs.Cluster("shared-cluster", { settings: [{ name: "containerInsights", value: "enabled" }] });
}

/** Names of the resources of a type. */
export function namesOf(run: Run<unknown>, type: string): string[] {
  return run.registrations.filter((made) => made.type === type).map(({ name }) => name);
}

/** Lists what a policy allows on some resources: lines such as `sqs:SendMessage on <ARN>`. */
export function allowedOn(run: Run<unknown>, policy: string, resources: RegExp): string[] {
  return statementsOf(run, policy)
    .flatMap(({ Action, Resource }: Statement) => Resource.flatMap((arn) => Action.map((action) => ({ action, arn }))))
    .filter(({ arn }) => resources.test(arn))
    .map(({ action, arn }) => `${action} on ${arn}`)
    .sort();
}
