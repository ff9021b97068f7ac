import type { QueueMessage } from "./sqs";

/** A message as ReceiveMessage answers it. */
export interface ReceivedMessage {
  MessageId: string;
  ReceiptHandle: string;
  Body: string;
  MD5OfBody: string;
  Attributes?: Record<string, string>;
  MessageAttributes?: Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>;
  MD5OfMessageAttributes?: string;
}

/** SQS gives only the message attributes that a receive asks for; fauxqs gives all to one that asks for none. */
export function withoutAttributes({
  MessageAttributes: _,
  MD5OfMessageAttributes: __,
  ...message
}: ReceivedMessage): ReceivedMessage {
  return message;
}

/** The same for what reads queues in this process. */
export function toQueueMessage(message: ReceivedMessage): QueueMessage {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        {
          dataType: DataType,
          ...(StringValue !== undefined && { stringValue: StringValue }),
          ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
        },
      ]),
    ),
    md5OfBody: message.MD5OfBody,
  };
}
