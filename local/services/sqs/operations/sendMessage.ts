import type { SendMessageCommandInput, SendMessageCommandOutput } from "@aws-sdk/client-sqs";
import { checkMessage, send } from "../sentMessage";
import { onQueue, type SqsOperation, senderOf } from "./sqsOperation";

export const sendMessage: SqsOperation<SendMessageCommandInput, SendMessageCommandOutput> = {
  parameters: { QueueUrl: "text", MessageBody: "text?", DelaySeconds: "number?", MessageAttributes: "map?" },
  permissions: ({ QueueUrl }) => onQueue("sqs:SendMessage", QueueUrl),
  run(input, { queues, clock }, { principal }) {
    const queue = queues.at(input.QueueUrl);
    const now = clock.now();
    return send(queue, checkMessage(queue, input, senderOf(principal), now), now);
  },
};
