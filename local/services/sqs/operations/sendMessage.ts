import type { SendMessageCommandInput, SendMessageCommandOutput } from "@aws-sdk/client-sqs";
import { AwsError } from "../../../base/awsError";
import { checkMessageAttributes } from "../messageAttributes";
import { onQueue, type SqsOperation } from "./sqsOperation";

const MAX_DELAY_SECONDS = 900;

export const sendMessage: SqsOperation<SendMessageCommandInput, SendMessageCommandOutput> = {
  parameters: { QueueUrl: "text", MessageBody: "text?" },
  permissions: ({ QueueUrl }) => onQueue("sqs:SendMessage", QueueUrl),
  run(input, { queueAt, runOnQueue }) {
    queueAt(input.QueueUrl);
    checkDelay(input.DelaySeconds);
    checkMessageAttributes(input.MessageAttributes);
    return runOnQueue<SendMessageCommandOutput>("SendMessage", input);
  },
};

function checkDelay(delay: unknown = 0): void {
  if (typeof delay === "number" && delay >= 0 && delay <= MAX_DELAY_SECONDS) return;
  throw new AwsError(
    "InvalidParameterValue",
    `Value ${String(delay)} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= ${MAX_DELAY_SECONDS}.`,
  );
}
