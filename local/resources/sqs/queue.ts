import type { Properties, ResourceContext, ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";

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

const MAX_NAME_LENGTH = 80;
const FIFO_SUFFIX = ".fifo";

/** Attributes that the AWS provider sets where a program does not; SQS itself would allow messages of 1 MiB. */
const DEFAULTS = {
  delaySeconds: 0,
  maxMessageSize: 262_144,
  messageRetentionSeconds: 345_600,
  receiveWaitTimeSeconds: 0,
  visibilityTimeoutSeconds: 30,
};

const POLICIES = { policy: "Policy", redrivePolicy: "RedrivePolicy", redriveAllowPolicy: "RedriveAllowPolicy" };

/** `aws.sqs.Queue`. */
export function queue({ kms, sqs }: Pick<Services, "kms" | "sqs">): ResourceHandler {
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
      kms.encrypt(arn, inputs.kmsMasterKeyId);
      return { id: url, state: { ...DEFAULTS, ...properties, name, arn, url } };
    },
    async update(_context, current, properties) {
      await sqs.setAttributes(current.id, {
        ...removed(current.state, properties),
        ...attributesOf(properties as QueueInputs),
      });
      const { name, arn, url } = current.state;
      kms.encrypt(String(arn), (properties as QueueInputs).kmsMasterKeyId);
      return { id: current.id, state: { ...DEFAULTS, ...properties, name, arn, url } };
    },
    async delete(_context, current) {
      await sqs.deleteQueue(current.id);
      kms.encrypt(String(current.state.arn), undefined);
    },
  };
}

/** A FIFO queue's name ends with `.fifo`, which auto-naming adds behind its digits. */
function physicalName(context: ResourceContext, { name, fifoQueue }: QueueInputs): string {
  const suffix = fifoQueue ? FIFO_SUFFIX : "";
  const physical =
    name === undefined ? context.physicalName(undefined, MAX_NAME_LENGTH - suffix.length) + suffix : name;
  if (!/^[\w-]{1,80}(\.fifo)?$/.test(physical) || physical.length > MAX_NAME_LENGTH) {
    throw new Error(
      `name: "${physical}" is no name for a queue: at most ${MAX_NAME_LENGTH} letters, digits, hyphens and underscores`,
    );
  }
  if (physical.endsWith(FIFO_SUFFIX) !== (fifoQueue ?? false)) {
    throw new Error(`name: "${physical}" must ${fifoQueue ? "" : "not "}end with ${FIFO_SUFFIX}, as fifoQueue says`);
  }
  return physical;
}

/** Policies that an earlier version of the program set on the queue itself: an empty text takes an attribute away. */
function removed(before: Properties, now: Properties): Record<string, string> {
  return Object.fromEntries(
    Object.entries(POLICIES)
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
    ...(inputs.redrivePolicy !== undefined && { RedrivePolicy: inputs.redrivePolicy }),
    ...(inputs.redriveAllowPolicy !== undefined && { RedriveAllowPolicy: inputs.redriveAllowPolicy }),
    ...(inputs.policy !== undefined && { Policy: inputs.policy }),
    ...(inputs.deduplicationScope !== undefined && { DeduplicationScope: inputs.deduplicationScope }),
    ...(inputs.fifoQueue && { ContentBasedDeduplication: `${inputs.contentBasedDeduplication ?? false}` }),
  };
}
