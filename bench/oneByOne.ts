import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Pool } from "pg";

/** Where messages come from, and where they go. */
export interface OneByOne {
  client: SQSClient;
  queueUrl: string;
  apiUrl: string;
  pool: Pool;
}

/** The loop that everybody writes first: receives one message, processes it, deletes it, until there is none. */
export async function drainOneByOne({ client, queueUrl: QueueUrl, apiUrl, pool }: OneByOne): Promise<void> {
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1, MessageAttributeNames: ["All"] }),
    );
    const [message] = Messages;
    if (message === undefined) return;
    const response = await fetch(apiUrl, { method: "POST", body: message.Body ?? "" });
    await response.text();
    await pool.query(
      "INSERT INTO webhook_deliveries (source, delivery_id, body, received_at, api_status) VALUES ($1, $2, $3, now(), $4) ON CONFLICT DO NOTHING",
      [
        message.MessageAttributes?.source?.StringValue,
        message.MessageAttributes?.requestId?.StringValue,
        Buffer.from(message.Body ?? ""),
        response.status,
      ],
    );
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
  }
}
