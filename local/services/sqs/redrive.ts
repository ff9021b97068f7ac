import type { Queue } from "./queue";
import type { QueueAttributes } from "./sqs";
import { invalidValue } from "./sqsErrors";

interface RedrivePolicy {
  deadLetterTargetArn?: string;
  maxReceiveCount?: number | string;
}

interface RedriveAllowPolicy {
  redrivePermission?: "allowAll" | "denyAll" | "byQueue";
  sourceQueueArns?: readonly string[];
}

const MAX_RECEIVE_COUNT = 1000;

/**
 * Checks a redrive policy as SQS does when it is set: the dead-letter queue exists, is of the same type, and allows this source.
 * Source: Amazon SQS API reference, SetQueueAttributes; Developer Guide, "Using dead-letter queues in Amazon SQS".
 *
 * @throws AwsError `InvalidParameterValue`
 */
export function checkRedrive(
  source: { arn: string; fifo: boolean },
  attributes: QueueAttributes,
  queueOf: (arn: string) => Queue | undefined,
): void {
  if (!attributes.RedrivePolicy) return;
  const refuse = (reason: string) => {
    throw invalidValue("RedrivePolicy", attributes.RedrivePolicy, reason);
  };
  const { deadLetterTargetArn, maxReceiveCount } = parse<RedrivePolicy>(attributes.RedrivePolicy, refuse);
  const count = Number(maxReceiveCount);
  if (!Number.isInteger(count) || count < 1 || count > MAX_RECEIVE_COUNT) {
    refuse(`Redrive policy maxReceiveCount must be from 1 to ${MAX_RECEIVE_COUNT}.`);
  }
  if (!/^arn:[^:]+:sqs:[^:]*:\d{12}:[\w.-]+$/.test(deadLetterTargetArn ?? "")) {
    refuse("Invalid value for deadLetterTargetArn.");
  }
  const target = queueOf(deadLetterTargetArn ?? "");
  if (!target) refuse("Dead letter target does not exist.");
  else if (target.isFifo !== source.fifo) refuse("Dead-letter queue must be same type of queue as the source.");
  else if (!allows(target, source.arn)) refuse("Dead letter target's RedriveAllowPolicy does not allow this queue.");
}

function allows(target: Queue, sourceArn: string): boolean {
  const text = target.attributes.RedriveAllowPolicy;
  if (!text) return true;
  const { redrivePermission = "allowAll", sourceQueueArns = [] } = parse<RedriveAllowPolicy>(text, () => {});
  return redrivePermission === "allowAll" || (redrivePermission === "byQueue" && sourceQueueArns.includes(sourceArn));
}

/** @throws AwsError `InvalidParameterValue` */
export function checkRedriveAllow(attributes: QueueAttributes): void {
  const text = attributes.RedriveAllowPolicy;
  if (!text) return;
  const refuse = (reason: string) => {
    throw invalidValue("RedriveAllowPolicy", text, reason);
  };
  const { redrivePermission, sourceQueueArns } = parse<RedriveAllowPolicy>(text, refuse);
  const byQueue = redrivePermission === "byQueue";
  if (!byQueue && redrivePermission !== "allowAll" && redrivePermission !== "denyAll") {
    refuse("redrivePermission must be allowAll, denyAll or byQueue.");
  }
  if (byQueue !== (sourceQueueArns !== undefined))
    refuse("sourceQueueArns goes with redrivePermission byQueue, and only with it.");
}

/** The queues whose dead-letter queue this is. */
export function sourcesOf(deadLetterArn: string, queues: readonly Queue[]): Queue[] {
  return queues.filter(({ settings: { redrive } }) => redrive?.targetArn === deadLetterArn);
}

function parse<Policy extends object>(text: string, refuse: (reason: string) => void): Policy {
  try {
    const policy: unknown = JSON.parse(text);
    if (typeof policy === "object" && policy !== null) return policy as Policy;
  } catch {
    // Said below, in SQS's words.
  }
  refuse("The policy is not a JSON object.");
  return {} as Policy;
}
