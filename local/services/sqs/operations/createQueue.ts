import { isDeepStrictEqual } from "node:util";
import type { CreateQueueCommandInput, CreateQueueCommandOutput } from "@aws-sdk/client-sqs";
import { creating } from "../../../iam/creating";
import type { Queue } from "../queue";
import { queueArn } from "../queueAddress";
import type { QueueAttributes } from "../sqs";
import { sqsError } from "../sqsErrors";
import type { SqsOperation } from "./sqsOperation";

/**
 * Makes a queue. One that is there with the same attributes is answered, whoever made it.
 * Source of the second permission: Amazon SQS API Reference, "CreateQueue": "you must have the sqs:CreateQueue and sqs:TagQueue permissions".
 */
export const createQueue: SqsOperation<CreateQueueCommandInput, CreateQueueCommandOutput> = {
  parameters: { QueueName: "text", Attributes: "map?", tags: "map?" },
  permissions: ({ QueueName, tags = {} }) =>
    creating(queueArn(QueueName), tags, { create: "sqs:CreateQueue", tag: "sqs:TagQueue" }),
  async run({ QueueName, Attributes = {}, tags = {} }, { sqs, queues, inventory }) {
    const existing = queues.find(queueArn(QueueName));
    if (existing) {
      checkSame(existing, Attributes);
      return { QueueUrl: existing.url };
    }
    if (queues.wasDeletedLately(queueArn(QueueName))) {
      throw sqsError(
        "QueueDeletedRecently",
        "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
      );
    }
    const { arn, url } = await sqs.createQueue(QueueName, Attributes);
    inventory.tag(arn, tags);
    return { QueueUrl: url };
  },
};

/** @throws AwsError `QueueNameExists` */
function checkSame({ attributes }: Queue, given: QueueAttributes): void {
  const other = Object.keys(given).find((name) => !isDeepStrictEqual(plain(given[name]), plain(attributes[name])));
  if (other === undefined) return;
  throw sqsError(
    "QueueNameExists",
    `A queue already exists with the same name and a different value for attribute ${other}`,
  );
}

/** The value of an attribute; policies are the same however they are written. */
function plain(value: string | undefined): unknown {
  try {
    return JSON.parse(value ?? "");
  } catch {
    return value;
  }
}
