import type { Properties, ResourceContext, ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { FIFO_SUFFIX, MAX_QUEUE_NAME } from "../../services/sqs/queueName";

interface QueueInputs {
  name?: string;
  fifoQueue?: boolean;
  kmsMasterKeyId?: string;
  contentBasedDeduplication?: boolean;
  deduplicationScope?: string;
  delaySeconds?: number;
  maxMessageSize?: number;
  messageRetentionSeconds?: number;
  policy?: string;
  receiveWaitTimeSeconds?: number;
  redriveAllowPolicy?: string;
  redrivePolicy?: string;
  visibilityTimeoutSeconds?: number;
}

/** Attributes that the AWS provider sets where a program does not; SQS itself would allow messages of 1 MiB. */
const DEFAULTS = {
  delaySeconds: 0,
  maxMessageSize: 262_144,
  messageRetentionSeconds: 345_600,
  receiveWaitTimeSeconds: 0,
  visibilityTimeoutSeconds: 30,
};

/** Attributes that a queue has only where something sets them. */
const OPTIONAL = {
  kmsMasterKeyId: "KmsMasterKeyId",
  policy: "Policy",
  redrivePolicy: "RedrivePolicy",
  redriveAllowPolicy: "RedriveAllowPolicy",
} as const;

/** `aws.sqs.Queue`. */
export function queue({ sqs }: Pick<Services, "sqs">): ResourceHandler {
  return {
    type: "aws:sqs/queue:Queue",
    properties: {
      name: "honoured",
      fifoQueue: "honoured",
      contentBasedDeduplication: "honoured",
      deduplicationScope: "honoured",
      delaySeconds: "honoured",
      maxMessageSize: "honoured",
      messageRetentionSeconds: "honoured",
      policy: "honoured",
      receiveWaitTimeSeconds: "honoured",
      redriveAllowPolicy: "honoured",
      redrivePolicy: "honoured",
      visibilityTimeoutSeconds: "honoured",
      fifoThroughputLimit: { noEffect: "throughput is not limited here" },
      kmsMasterKeyId: "honoured",
      kmsDataKeyReusePeriodSeconds: { noEffect: "every use of the key is checked here" },
      sqsManagedSseEnabled: { noEffect: "messages never leave this machine's memory" },
    },
    replaceOn: ["name", "fifoQueue"],
    async create(context, properties) {
      const inputs = properties as QueueInputs;
      const name = physicalName(context, inputs);
      const { arn, url } = await sqs.createQueue(name, {
        ...attributesOf(inputs),
        ...(inputs.fifoQueue && { FifoQueue: "true" }),
      });
      return { id: url, state: { ...DEFAULTS, ...properties, name, arn, url } };
    },
    async update(_context, current, properties) {
      await sqs.setAttributes(current.id, {
        ...removed(current.state, properties),
        ...attributesOf(properties as QueueInputs),
      });
      const { name, arn, url } = current.state;
      return { id: current.id, state: { ...DEFAULTS, ...properties, name, arn, url } };
    },
    delete: (_context, current) => sqs.deleteQueue(current.id),
  };
}

/** A FIFO queue's name ends with `.fifo`, which auto-naming adds behind its digits. */
function physicalName(context: ResourceContext, { name, fifoQueue }: QueueInputs): string {
  const suffix = fifoQueue ? FIFO_SUFFIX : "";
  return name ?? context.physicalName(undefined, MAX_QUEUE_NAME - suffix.length) + suffix;
}

/** Attributes that an earlier version of the program set on the queue itself: an empty text takes one away. */
function removed(before: Properties, now: Properties): Record<string, string> {
  return Object.fromEntries(
    Object.entries(OPTIONAL)
      .filter(([property]) => before[property] !== undefined && now[property] === undefined)
      .map(([, attribute]) => [attribute, ""]),
  );
}

/** SQS's attributes. Policies that are not set here may be other resources', such as an `aws.sqs.QueuePolicy`. */
function attributesOf(inputs: QueueInputs): Record<string, string> {
  if (inputs.contentBasedDeduplication && !inputs.fifoQueue) {
    throw new Error("contentBasedDeduplication: only a FIFO queue deduplicates; set fifoQueue, or unset this");
  }
  const settings = { ...DEFAULTS, ...inputs };
  return {
    DelaySeconds: `${settings.delaySeconds}`,
    MaximumMessageSize: `${settings.maxMessageSize}`,
    MessageRetentionPeriod: `${settings.messageRetentionSeconds}`,
    ReceiveMessageWaitTimeSeconds: `${settings.receiveWaitTimeSeconds}`,
    VisibilityTimeout: `${settings.visibilityTimeoutSeconds}`,
    ...optionalOf(inputs),
    ...(inputs.deduplicationScope !== undefined && { DeduplicationScope: inputs.deduplicationScope }),
    ...(inputs.fifoQueue && { ContentBasedDeduplication: `${inputs.contentBasedDeduplication ?? false}` }),
  };
}

function optionalOf(inputs: QueueInputs): Record<string, string> {
  return Object.fromEntries(
    Object.entries(OPTIONAL).flatMap(([property, attribute]) => {
      const value = inputs[property as keyof typeof OPTIONAL];
      return value === undefined ? [] : [[attribute, value]];
    }),
  );
}
