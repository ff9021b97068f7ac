import type { ReceiveMessageCommandInput, ReceiveMessageCommandOutput } from "@aws-sdk/client-sqs";
import { MAX_VISIBILITY_SECONDS, MAX_WAIT_SECONDS } from "../queueSettings";
import { checkSystemNames, receivedMessage } from "../receivedMessage";
import { invalidValue } from "../sqsErrors";
import { onQueue, type SqsOperation } from "./sqsOperation";

const MAX_MESSAGES = 10;

export const receiveMessage: SqsOperation<ReceiveMessageCommandInput, ReceiveMessageCommandOutput> = {
  parameters: {
    QueueUrl: "text",
    AttributeNames: "list?",
    MaxNumberOfMessages: "number?",
    MessageAttributeNames: "list?",
    MessageSystemAttributeNames: "list?",
    VisibilityTimeout: "number?",
    WaitTimeSeconds: "number?",
  },
  permissions: ({ QueueUrl }) => onQueue("sqs:ReceiveMessage", QueueUrl),
  async run(input, { queues }, { closed = NEVER }) {
    const queue = queues.at(input.QueueUrl);
    const { MaxNumberOfMessages: max = 1, VisibilityTimeout: visibility, MessageAttributeNames: user = [] } = input;
    const waitSeconds = input.WaitTimeSeconds ?? queue.settings.waitSeconds;
    const system = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
    if (!isWithin(max, 1, MAX_MESSAGES)) {
      throw invalidValue("MaxNumberOfMessages", max, `Must be between 1 and ${MAX_MESSAGES}, if provided.`);
    }
    if (!isWithin(waitSeconds, 0, MAX_WAIT_SECONDS)) {
      throw invalidValue("WaitTimeSeconds", waitSeconds, `Must be >= 0 and <= ${MAX_WAIT_SECONDS}, if provided.`);
    }
    if (visibility !== undefined && !isWithin(visibility, 0, MAX_VISIBILITY_SECONDS)) {
      const reason = `Must be between 0 and ${MAX_VISIBILITY_SECONDS}, if provided.`;
      throw invalidValue("VisibilityTimeout", visibility, reason);
    }
    checkSystemNames(system);
    const messages = await queues.receive(queue, {
      max,
      waitSeconds,
      signal: closed,
      ...(input.ReceiveRequestAttemptId && { attemptId: input.ReceiveRequestAttemptId }),
      ...(visibility !== undefined && { visibilityMs: visibility * 1000 }),
    });
    if (messages.length === 0) return {};
    return { Messages: messages.map((message) => receivedMessage(queue.name, message, { system, user })) };
  },
};

/** A call from within the local cloud has no connection that could close; the end of the queues ends its wait. */
const NEVER = new AbortController().signal;

function isWithin(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}
