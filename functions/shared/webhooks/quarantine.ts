import { type Message, type MessageAttributeValue, SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";

/** Puts a message aside for people to look at, with the reason as an attribute. */
export type Quarantine = (message: Message, reason: string) => Promise<void>;

/** Quarantine in a queue: body and attributes are those of the message. */
export function createQuarantine(sqs: SQSClient, queueUrl: string): Quarantine {
  return async ({ Body, MessageAttributes = {} }, reason) => {
    const attributes: Record<string, MessageAttributeValue> = {
      ...MessageAttributes,
      quarantineReason: { DataType: "String", StringValue: reason },
    };
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: Body, MessageAttributes: attributes }));
  };
}
