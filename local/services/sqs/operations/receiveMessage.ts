import type { ReceiveMessageCommandInput, ReceiveMessageCommandOutput } from "@aws-sdk/client-sqs";
import { AwsError } from "../../../base/awsError";
import { onQueue, type SqsOperation } from "./sqsOperation";

const MAX_WAIT_SECONDS = 20;

export const receiveMessage: SqsOperation<ReceiveMessageCommandInput, ReceiveMessageCommandOutput> = {
  parameters: { QueueUrl: "text" },
  permissions: ({ QueueUrl }) => onQueue("sqs:ReceiveMessage", QueueUrl),
  async run(input, { queueAt, poll }, { closed = NEVER }) {
    const { arn, attributes } = queueAt(input.QueueUrl);
    const wait = Number(input.WaitTimeSeconds ?? attributes.ReceiveMessageWaitTimeSeconds);
    if (!(wait >= 0 && wait <= MAX_WAIT_SECONDS)) {
      throw new AwsError(
        "InvalidParameterValue",
        `Value ${wait} for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= ${MAX_WAIT_SECONDS}, if provided.`,
      );
    }
    const messages = await poll(arn, input, wait, closed);
    return messages.length === 0 ? {} : { Messages: messages };
  },
};

/** A call from within the local cloud has no connection that could close; the end of the queues ends its wait. */
const NEVER = new AbortController().signal;
