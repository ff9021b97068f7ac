import { REGION } from "../../base/arn";
import { messageFor } from "./publication";
import type { Publication, SubscriptionProtocol } from "./sns";

/** A message on its way to subscribers. */
export interface Notification {
  messageId: string;
  topicArn: string;
  /** ISO 8601. */
  timestamp: string;
  publication: Publication;
  /** Set for FIFO topics. */
  sequenceNumber?: string;
}

interface Recipient {
  arn: string;
  protocol: SubscriptionProtocol;
}

/** In the place of AWS's signatures: nothing is signed here. */
const UNSIGNED = "not-signed-by-the-local-cloud";

/**
 * The JSON document that queues (without raw delivery) and `email-json` subscribers get.
 * Source: Amazon SNS Developer Guide, "HTTP/HTTPS notification JSON format".
 */
export function envelope(notification: Notification, recipient: Recipient): Record<string, unknown> {
  return { Type: "Notification", ...membersOf(notification, recipient, "URL") };
}

/** The event that a function gets. Source: AWS Lambda Developer Guide, "Invoking Lambda functions with Amazon SNS notifications". */
export function functionEvent(notification: Notification, recipient: Recipient): Record<string, unknown> {
  const Sns = { Type: "Notification", Subject: null, ...membersOf(notification, recipient, "Url") };
  return {
    Records: [{ EventSource: "aws:sns", EventVersion: "1.0", EventSubscriptionArn: recipient.arn, Sns }],
  };
}

/** Lambda's event spells the addresses otherwise than the other documents do. */
function membersOf(
  { messageId, topicArn, timestamp, publication, sequenceNumber }: Notification,
  recipient: Recipient,
  spelling: "URL" | "Url",
): Record<string, unknown> {
  const { subject, attributes } = publication;
  const isEvent = spelling === "Url";
  const described = Object.entries(attributes ?? {}).map(([name, { type, value }]) => [
    name,
    { Type: type, Value: value },
  ]);
  return {
    MessageId: messageId,
    ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }),
    TopicArn: topicArn,
    ...(subject !== undefined && { Subject: subject }),
    Message: messageFor(publication, recipient.protocol),
    Timestamp: timestamp,
    SignatureVersion: "1",
    Signature: UNSIGNED,
    [`SigningCert${spelling}`]: `https://sns.${REGION}.amazonaws.com/${UNSIGNED}.pem`,
    [`Unsubscribe${spelling}`]: `https://sns.${REGION}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${recipient.arn}`,
    ...((described.length > 0 || isEvent) && { MessageAttributes: Object.fromEntries(described) }),
  };
}
