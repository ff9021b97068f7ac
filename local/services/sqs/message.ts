/** A message attribute as the API has it; bytes are base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** The part of a message that stays when it goes to another queue. */
export interface MessageContent {
  readonly id: string;
  readonly body: string;
  readonly md5OfBody: string;
  readonly attributes?: MessageAttributes;
  /** The digest of all attributes. */
  readonly md5OfAttributes?: string;
  /** `AWSTraceHeader`. */
  readonly traceHeader?: string;
  readonly md5OfTraceHeader?: string;
  readonly senderId: string;
  /** Bytes of the body and of the attributes. */
  readonly size: number;
  readonly group?: string;
  readonly deduplicationId?: string;
  /** Milliseconds since the Unix epoch. */
  readonly sentAt: number;
  readonly receiveCount: number;
  readonly firstReceivedAt?: number;
  /** ARN of the queue whose dead letter it is. */
  readonly deadLetterSource?: string;
}

/** A message in a queue. Times are milliseconds since the Unix epoch. */
export class Message {
  readonly content: MessageContent;
  /** The place in the order in which messages came into this queue, or were put back to its end. */
  order: number;
  readonly enqueuedAt: number;
  /** The time from which its retention counts. */
  readonly retainedFrom: number;
  /** In FIFO queues. */
  readonly sequenceNumber: string | undefined;
  receiveCount: number;
  /** Receives from this queue: a dead letter brings others along. */
  receivesHere = 0;
  firstReceivedAt: number | undefined;
  receivedAt = 0;
  visibleAt: number;
  hidden: "delayed" | "in flight" | undefined;
  /** Deleted, or taken to another queue. */
  isGone = false;

  constructor(
    content: MessageContent,
    place: { order: number; now: number; retainedFrom: number; visibleAt: number; sequenceNumber: string | undefined },
  ) {
    this.content = content;
    this.order = place.order;
    this.enqueuedAt = place.now;
    this.retainedFrom = place.retainedFrom;
    this.sequenceNumber = place.sequenceNumber;
    this.visibleAt = place.visibleAt;
    this.hidden = place.visibleAt > place.now ? "delayed" : undefined;
    this.receiveCount = content.receiveCount;
    this.firstReceivedAt = content.firstReceivedAt;
  }
}
