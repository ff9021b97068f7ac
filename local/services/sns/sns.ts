import type { AwsService } from "../../edge/awsService";
import type { PathHandler } from "../../edge/edge";
import type { RequestContext } from "../../iam/conditionKeys";
import type { Principal } from "../../iam/iam";

export interface TopicSpec {
  arn: string;
  name: string;
  /** The sender's name in e-mails. */
  displayName?: string;
  /** The key that messages are encrypted with: `"alias/aws/sns"`, or id, ARN or alias of another; not encrypted where absent. */
  kmsMasterKeyId?: string;
  /** Absent for a standard topic. */
  fifo?: { deduplicatesByContent: boolean; scope: "Topic" | "MessageGroup" };
}

/** How a subscriber is told. */
export type SubscriptionProtocol = "lambda" | "sqs" | "email" | "email-json";

export interface SubscriptionSpec {
  arn: string;
  topicArn: string;
  protocol: SubscriptionProtocol;
  /** ARN of a function or a queue, or an e-mail address. */
  endpoint: string;
  /** The queue gets the message itself, and its attributes as its own; only for `sqs`. */
  rawMessageDelivery: boolean;
  /** Filter policy of the subscriber as JSON, and the part of a message it is compared with; everything where absent. */
  filter?: { policy: string; scope: "MessageAttributes" | "MessageBody" };
  /** Queue for what could not be delivered; lost where absent. */
  deadLetterQueueArn?: string;
}

export interface MessageAttribute {
  /** `"String"`, `"String.Array"`, `"Number"` or `"Binary"`; a custom part may follow a full stop. */
  type: string;
  /** Base64 for `"Binary"`. */
  value: string;
}

/** A message to a topic. */
export interface Publication {
  message: string;
  subject?: string;
  attributes?: Readonly<Record<string, MessageAttribute>>;
  /** `message` is JSON with a text for each protocol, and one for all others under `default`. */
  structure?: "json";
  /** `MessageGroupId`. */
  group?: string;
  /** Set for FIFO topics. */
  deduplicationId?: string;
}

/** A mail that a topic sent to an `email` or `email-json` subscriber, or another service to somebody. */
export interface Mail {
  id: string;
  /** ISO 8601. */
  receivedAt: string;
  from: string;
  to: string;
  subject: string;
  body: string;
  topicArn?: string;
}

/** SNS: topics, and what they deliver to functions, queues and a local mailbox. */
export interface Sns {
  readonly api: AwsService;
  readonly mailbox: {
    /** The newest first. */
    readonly mails: readonly Mail[];
    /** For a browser. */
    readonly page: PathHandler;
    readonly json: PathHandler;
    /** Takes a mail of another service. */
    add(mail: Mail): void;
  };
  /** Creates or changes. @throws AwsError `NotFoundException` for a key that is not there */
  putTopic(spec: TopicSpec): void;
  deleteTopic(arn: string): void;
  /** `undefined` brings the policy back that a topic is created with. */
  setPolicy(topicArn: string, document: string | undefined): void;
  /** Creates or changes. @throws AwsError `NotFound` where there is no such topic, `InvalidParameter` for a wrong filter */
  putSubscription(spec: SubscriptionSpec): void;
  deleteSubscription(arn: string): void;
  /**
   * Publishes for a principal, such as the service `cloudwatch.amazonaws.com`, as far as it may.
   * @param context condition keys, such as `aws:SourceArn`
   * @throws AwsError `AccessDenied` (by topic or key), `KMSAccessDenied`, `NotFound`, or `InvalidParameter` for a message that SNS does not take
   */
  publish(
    principal: Principal,
    topicArn: string,
    publication: Publication,
    context?: RequestContext,
  ): { messageId: string };
  /** Resolves once nothing is under way to a subscriber. */
  delivered(): Promise<void>;
  /** Goes on with the deliveries that an earlier process had begun. */
  resume(): void;
  stop(): Promise<void>;
}
