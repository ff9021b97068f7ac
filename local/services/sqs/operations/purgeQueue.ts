import type { PurgeQueueCommandInput, PurgeQueueCommandOutput } from "@aws-sdk/client-sqs";
import { sqsError } from "../sqsErrors";
import { onQueue, type SqsOperation } from "./sqsOperation";

const INTERVAL_SECONDS = 60;

export const purgeQueue: SqsOperation<PurgeQueueCommandInput, PurgeQueueCommandOutput> = {
  parameters: { QueueUrl: "text" },
  permissions: ({ QueueUrl }) => onQueue("sqs:PurgeQueue", QueueUrl),
  run({ QueueUrl }, { queues, clock }) {
    const queue = queues.at(QueueUrl);
    if (clock.now() - queue.purgedAt < INTERVAL_SECONDS * 1000) {
      throw sqsError(
        "PurgeQueueInProgress",
        `Only one PurgeQueue operation on ${queue.name} is allowed every ${INTERVAL_SECONDS} seconds.`,
      );
    }
    queue.purge();
    return {};
  },
};
