import { REGION } from "../../../base/arn";
import { jsonIn } from "../../../base/jsonIn";
import type { QueueMessage } from "../../sqs/sqs";
import { compileFilter, parse } from "../filter";

/** A message as Lambda hands it to a function. Source: "Using Lambda with Amazon SQS", example event. */
export function toEventRecord(message: QueueMessage, queueArn: string): Record<string, unknown> {
  const messageAttributes = Object.entries(message.messageAttributes).map(([name, attribute]) => [
    name,
    { ...attribute, stringListValues: [], binaryListValues: [] },
  ]);
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: message.attributes,
    messageAttributes: Object.fromEntries(messageAttributes),
    md5OfBody: message.md5OfBody,
    ...(message.md5OfMessageAttributes !== undefined && { md5OfMessageAttributes: message.md5OfMessageAttributes }),
    eventSource: "aws:sqs",
    eventSourceARN: queueArn,
    awsRegion: REGION,
  };
}

/**
 * Compiles a filter for messages. A rule for `body` that is an object reads the body as JSON and drops messages whose
 * body is none; a list compares the body as text and drops messages whose body is a JSON object.
 * Source: "Using event filtering with an Amazon SQS event source", how body and pattern formats combine.
 */
export function compileMessageFilter(pattern: string): (message: QueueMessage) => boolean {
  const matches = compileFilter(pattern);
  const { body: bodyRule } = parse(pattern);
  return (message) => {
    if (bodyRule === undefined) {
      return matches(message);
    }
    const json = jsonObject(message.body);
    const wantsJson = !Array.isArray(bodyRule);
    return wantsJson === (json !== undefined) && matches({ ...message, body: json ?? message.body });
  };
}

function jsonObject(text: string): object | undefined {
  const value = jsonIn(text);
  return typeof value === "object" && value !== null ? value : undefined;
}
