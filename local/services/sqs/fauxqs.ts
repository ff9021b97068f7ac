import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { AwsError } from "../../base/awsError";

/** A message as fauxqs stores it; times are milliseconds since the Unix epoch. */
export interface StoredMessage {
  messageId: string;
  body: string;
  sentTimestamp: number;
  approximateReceiveCount: number;
  approximateFirstReceiveTimestamp?: number;
  delayUntil?: number;
  /** In FIFO queues. */
  sequenceNumber?: string;
}

/** A queue of fauxqs: the members that this folder reads or hooks into. */
export interface StoredQueue {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  /** Epoch seconds. */
  readonly createdTimestamp: number;
  lastModifiedTimestamp: number;
  attributes: Record<string, string>;
  messages: StoredMessage[];
  delayedMessages: StoredMessage[];
  inflightMessages: Map<string, { message: StoredMessage; visibilityDeadline: number }>;
  /** By message group, in FIFO queues. */
  fifoMessages: Map<string, StoredMessage[]>;
  fifoDelayed: Map<string, StoredMessage[]>;
  isFifo(): boolean;
  nextSequenceNumber(): string;
  setAttributes(attributes: Record<string, string>): void;
  enqueue(message: StoredMessage): void;
  processTimers(): void;
  notifyWaiters(): void;
}

export interface QueueStore {
  createQueue(name: string, url: string, arn: string, attributes: Record<string, string>): StoredQueue;
  deleteQueue(url: string): boolean;
  getQueue(url: string): StoredQueue | undefined;
  getQueueByArn(arn: string): StoredQueue | undefined;
}

/** The SQS part of fauxqs: a store, and the operations of the SQS API on it. */
export interface Fauxqs {
  store: QueueStore;
  /** @throws AwsError as SQS answers */
  run(operation: string, params: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** @throws AwsError `InvalidAttributeValue` for a number outside SQS's range */
  validateAttributes(attributes: Record<string, string>): void;
}

type Action = (params: Record<string, unknown>, store: QueueStore, request: { headers: object }) => unknown;

/**
 * Loads the SQS part of fauxqs, and nothing of its web server, SNS and S3: queues are used in this process, without a port. The package
 * exports its server only, so its files are loaded by path; package.json pins the version exactly.
 */
export function loadFauxqs(): Fauxqs {
  const require = createRequire(__filename);
  const dist = (require.resolve.paths("fauxqs") ?? [])
    .map((folder) => path.join(folder, "fauxqs", "dist"))
    .find((folder) => existsSync(folder));
  if (dist === undefined) throw new Error("The local SQS needs the package fauxqs: run `npm ci`.");

  const { SqsStore } = require(path.join(dist, "sqs", "sqsStore.js")) as { SqsStore: new () => QueueStore };
  const types = require(path.join(dist, "sqs", "sqsTypes.js")) as {
    INVALID_MESSAGE_BODY_CHAR: RegExp;
    validateQueueAttributes(attributes: Record<string, string>, error: typeof AwsError): void;
  };
  const { SqsError } = require(path.join(dist, "common", "errors.js")) as {
    SqsError: new () => Error & { code: string; statusCode: number };
  };
  acceptAllOfUnicode(types.INVALID_MESSAGE_BODY_CHAR);

  const store = new SqsStore();
  return {
    store,
    async run(operation, params) {
      const name = operation.charAt(0).toLowerCase() + operation.slice(1);
      const actions = require(path.join(dist, "sqs", "actions", `${name}.js`)) as Record<string, Action>;
      try {
        return (await actions[name]?.(params, store, { headers: {} })) as Record<string, unknown>;
      } catch (error) {
        throw error instanceof SqsError ? new AwsError(error.code, error.message, error.statusCode) : error;
      }
    },
    validateAttributes: (attributes) => types.validateQueueAttributes(attributes, AwsError),
  };
}

/**
 * fauxqs tests bodies with a pattern that takes each half of a surrogate pair for an invalid character, and so refuses emoji; SQS
 * accepts U+10000 to U+10FFFF (API reference, SendMessage).
 */
function acceptAllOfUnicode(pattern: RegExp): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that SQS names
  const invalid = /[^\u{9}\u{A}\u{D}\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
  pattern.test = (text) => invalid.test(text);
}
