import type { AwsService } from "../../edge/awsService";

/** Attributes in SQS's own names: `{ VisibilityTimeout: "30", RedrivePolicy: "{...}" }`. */
export type QueueAttributes = Readonly<Record<string, string>>;

export interface QueueMessage {
  messageId: string;
  receiptHandle: string;
  body: string;
  attributes: Record<string, string>;
  messageAttributes: Record<string, { dataType: string; stringValue?: string; binaryValue?: string }>;
  md5OfBody: string;
  /** Absent where the message has none. */
  md5OfMessageAttributes?: string;
}

/** A message where it lies in its queue. Times are milliseconds since the Unix epoch. */
export interface PeekedMessage {
  messageId: string;
  body: string;
  /** The sender's own, as the API has them. */
  attributes: Readonly<Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>>;
  state: "visible" | "delayed" | "in flight";
  /** The time at which it can be received again, where it cannot now. */
  visibleAt?: number;
  sentAt: number;
  receiveCount: number;
  group?: string;
}

/** SQS: the API behind the edge, and direct access for event sources and failure destinations. */
export interface Sqs {
  readonly api: AwsService;
  createQueue(name: string, attributes: QueueAttributes): Promise<{ arn: string; url: string }>;
  setAttributes(url: string, attributes: QueueAttributes): Promise<void>;
  deleteQueue(url: string): Promise<void>;
  /**
   * Every attribute of a queue, in SQS's own names.
   * @throws AwsError `QueueDoesNotExist`
   */
  attributes(queueArn: string): Promise<QueueAttributes>;
  send(queueArn: string, body: string): Promise<void>;
  receive(
    queueArn: string,
    options: { max: number; waitSeconds: number; signal: AbortSignal },
  ): Promise<readonly QueueMessage[]>;
  deleteMessages(queueArn: string, receiptHandles: readonly string[]): Promise<void>;
  /** Seconds before a received message is seen again; 0 gives it back at once. */
  changeVisibility(queueArn: string, receiptHandle: string, seconds: number): Promise<void>;
  /**
   * Shows messages without receiving them, in the order in which they came.
   * @throws AwsError `QueueDoesNotExist`
   */
  peek(queueArn: string, page: { from: number; limit: number }): readonly PeekedMessage[];
  depth(queueArn: string): { visible: number; notVisible: number; delayed: number; oldestAgeSeconds: number };
  /** Goes on with what an earlier process had begun, once the program's queues are there. */
  resume(): void;
  stop(): Promise<void>;
}
