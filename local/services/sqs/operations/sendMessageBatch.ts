import type { SendMessageBatchCommandInput, SendMessageBatchCommandOutput } from "@aws-sdk/client-sqs";
import { withValidAttributes } from "../messageAttributes";
import { onQueue, type SqsOperation } from "./sqsOperation";

/** A batch needs what its entries would need alone, and an entry with wrong attributes fails alone. */
export const sendMessageBatch: SqsOperation<SendMessageBatchCommandInput, SendMessageBatchCommandOutput> = {
  parameters: { QueueUrl: "text", Entries: "list?" },
  permissions: ({ QueueUrl }) => onQueue("sqs:SendMessage", QueueUrl),
  async run(input, { queueAt, runOnQueue }) {
    queueAt(input.QueueUrl);
    const { entries, failed } = withValidAttributes(input.Entries);
    if (failed.length > 0 && entries.length === 0) return { Successful: [], Failed: failed };
    if (failed.length === 0) return runOnQueue<SendMessageBatchCommandOutput>("SendMessageBatch", input);
    const valid = { ...input, Entries: entries };
    const sent = await runOnQueue<SendMessageBatchCommandOutput>("SendMessageBatch", valid);
    return { ...sent, Failed: [...(sent.Failed ?? []), ...failed] };
  },
};
