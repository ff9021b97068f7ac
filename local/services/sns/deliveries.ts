import { randomUUID } from "node:crypto";
import { ACCOUNT_ID } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { KeptMap, KeptMaps } from "../../base/keptMaps";
import { wait } from "../../base/wait";
import { callWithin } from "../../edge/callWithin";
import type { RequestContext } from "../../iam/conditionKeys";
import type { Principal } from "../../iam/iam";
import type { Services } from "../../services";
import { queueUrlOf } from "../sqs/queueAddress";
import { envelope, functionEvent, type Notification } from "./envelope";
import type { Mailbox } from "./mailbox";
import { messageFor } from "./publication";
import type { MessageAttribute, SubscriptionSpec } from "./sns";

export type DeliveryDependencies = Pick<
  Services,
  "clock" | "edgeUrl" | "iam" | "lambda" | "metrics" | "report" | "sqs"
> & { mailbox: Pick<Mailbox, "add"> };

/** A subscription, and what of its topic a delivery needs. */
export interface Destination {
  subscription: SubscriptionSpec;
  topic: { name: string; displayName?: string };
}

const SNS: Principal = { kind: "service", service: "sns.amazonaws.com" };

/** Attributes that SQS takes beside a message, at most. Source: "Amazon SNS raw message delivery". */
const MOST_RAW_ATTRIBUTES = 10;

const SECONDS = 1000;
const RETRIES = { atOnce: 3, afterASecond: 2, backingOff: 10, steadily: 100_000 };
const LONGEST_DELAY_MS = 20 * SECONDS;

/**
 * Milliseconds before a retry (1, 2, ...) of a delivery to a function or a queue; `undefined` where there is none any more.
 * Source: Amazon SNS Developer Guide, "Amazon SNS message delivery retries" (AWS managed endpoints: 100,015 times over 23 days).
 */
export function retryDelayMs(retry: number): number | undefined {
  const { atOnce, afterASecond, backingOff, steadily } = RETRIES;
  if (retry <= atOnce) return 0;
  if (retry <= atOnce + afterASecond) return SECONDS;
  const step = retry - atOnce - afterASecond;
  if (step <= backingOff) return Math.min(LONGEST_DELAY_MS, SECONDS * 2 ** (step - 1));
  return step <= backingOff + steadily ? LONGEST_DELAY_MS : undefined;
}

/** A delivery that is under way. */
interface KeptDelivery {
  readonly notification: Notification;
  readonly destination: Destination;
}

/** Brings notifications to subscribers, each on its own. */
export class Deliveries {
  readonly #stopped = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  /** The last message on its way from a FIFO topic, by subscription and group: the next one waits for it. */
  readonly #lines = new Map<string, Promise<void>>();

  readonly #kept: KeptMap<KeptDelivery>;
  /** Left by an earlier process, the oldest first. */
  readonly #left: readonly (readonly [id: string, delivery: KeptDelivery])[];

  constructor(
    private readonly deps: DeliveryDependencies,
    maps: KeptMaps,
  ) {
    this.#kept = maps.map("deliveries");
    this.#left = [...this.#kept.entries()];
  }

  /** Goes on with what an earlier process had begun: a subscriber that it had just told may hear it again. */
  resume(): void {
    for (const [id, { notification, destination }] of this.#left) {
      if (this.#kept.entries().has(id)) this.#begin(id, notification, destination);
    }
  }

  /** Drops what was on its way to a subscriber that is deleted: the next process brings it no more. */
  forget(subscriptionArn: string): void {
    for (const [id, { destination }] of this.#kept.entries()) {
      if (destination.subscription.arn === subscriptionArn) this.#kept.delete(id);
    }
  }

  start(notification: Notification, destination: Destination): void {
    const id = randomUUID();
    this.#kept.set(id, { notification, destination });
    this.#begin(id, notification, destination);
  }

  #begin(id: string, notification: Notification, destination: Destination): void {
    const { sequenceNumber, publication } = notification;
    const line = sequenceNumber === undefined ? "" : `${destination.subscription.arn} ${publication.group}`;
    const before = this.#lines.get(line);
    const started = before
      ? before.then(() => this.#deliver(id, notification, destination))
      : this.#deliver(id, notification, destination);
    const delivery = started.finally(() => {
      this.#underWay.delete(delivery);
      if (this.#lines.get(line) === delivery) this.#lines.delete(line);
    });
    this.#underWay.add(delivery);
    if (line !== "") this.#lines.set(line, delivery);
  }

  async finished(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.finished();
  }

  async #deliver(id: string, notification: Notification, destination: Destination): Promise<void> {
    const { signal } = this.#stopped;
    for (let retry = 1; ; retry += 1) {
      try {
        await this.#attempt(notification, destination);
        this.#count("NumberOfNotificationsDelivered", destination);
        this.#kept.delete(id);
        return;
      } catch (error) {
        const delayMs = isFinal(error) ? undefined : retryDelayMs(retry);
        if (delayMs === undefined) {
          await this.#giveUp(notification, destination, error);
          this.#kept.delete(id);
          return;
        }
        await wait(this.deps.clock, delayMs, signal);
        if (signal.aborted) return;
      }
    }
  }

  async #attempt(notification: Notification, destination: Destination): Promise<void> {
    const { subscription } = destination;
    switch (subscription.protocol) {
      case "lambda":
        return this.#invoke(notification, subscription);
      case "sqs":
        return this.#send(subscription.endpoint, notification, subscription);
      default:
        return this.#mail(notification, destination);
    }
  }

  #invoke(notification: Notification, subscription: SubscriptionSpec): void {
    const { endpoint, topicArn } = subscription;
    const permission = { action: "lambda:InvokeFunction", resource: endpoint, context: contextOf(topicArn) };
    this.deps.iam.authorize(SNS, [permission]);
    this.deps.lambda.invokeAsync(endpoint, functionEvent(notification, subscription));
  }

  async #send(queueArn: string, notification: Notification, subscription: SubscriptionSpec): Promise<void> {
    const { publication, topicArn } = notification;
    const { rawMessageDelivery: isRaw, protocol } = subscription;
    const attributes = Object.entries(publication.attributes ?? {});
    if (isRaw && attributes.length > MOST_RAW_ATTRIBUTES) {
      throw new AwsError(
        "InvalidParameterValue",
        `a message with ${attributes.length} attributes cannot be delivered raw: SQS takes ${MOST_RAW_ATTRIBUTES}`,
      );
    }
    const params = {
      QueueUrl: queueUrlOf(this.deps.edgeUrl, queueArn),
      MessageBody: isRaw
        ? messageFor(publication, protocol)
        : JSON.stringify(envelope(notification, subscription), undefined, 2),
      ...(isRaw && { MessageAttributes: Object.fromEntries(attributes.map(toQueueAttribute)) }),
      ...idsFor(queueArn, notification),
    };
    await callWithin(this.deps.iam, this.deps.sqs.api, SNS, {
      operation: "SendMessage",
      params,
      context: contextOf(topicArn),
    });
  }

  #mail(notification: Notification, { subscription, topic }: Destination): void {
    const { messageId: id, timestamp: receivedAt, topicArn, publication } = notification;
    const isJson = subscription.protocol === "email-json";
    this.deps.mailbox.add({
      id,
      receivedAt,
      topicArn,
      to: subscription.endpoint,
      from: topic.displayName ?? "AWS Notifications",
      subject: publication.subject ?? "AWS Notification Message",
      body: isJson
        ? JSON.stringify(envelope(notification, subscription), undefined, 2)
        : messageFor(publication, subscription.protocol),
    });
  }

  /** A dead-letter queue gets what the subscriber should have got. */
  async #giveUp(notification: Notification, destination: Destination, error: unknown): Promise<void> {
    const { subscription, topic } = destination;
    const { deadLetterQueueArn, protocol, endpoint } = subscription;
    const what = `${topic.name} could not deliver a message to ${protocol} ${endpoint}: ${describe(error)}`;
    this.#count("NumberOfNotificationsFailed", destination);
    if (deadLetterQueueArn === undefined) {
      this.deps.report.warn("sns", `${what}. It is lost: the subscription has no redrivePolicy`);
      return;
    }
    try {
      await this.#send(deadLetterQueueArn, notification, subscription);
      this.#count("NumberOfNotificationsRedrivenToDlq", destination);
      this.deps.report.warn("sns", `${what}. It is in the dead-letter queue ${deadLetterQueueArn}`);
    } catch (failure) {
      this.#count("NumberOfNotificationsFailedToRedriveToDlq", destination);
      this.deps.report.warn("sns", `${what}. It is lost: so did the dead-letter queue fail: ${describe(failure)}`);
    }
  }

  #count(metricName: string, { topic }: Destination): void {
    this.deps.metrics.put({ namespace: "AWS/SNS", metricName, dimensions: { TopicName: topic.name }, value: 1 });
  }
}

function contextOf(topicArn: string): RequestContext {
  return { "aws:SourceArn": topicArn, "aws:SourceAccount": ACCOUNT_ID };
}

/** A FIFO queue gets both ids; a standard queue the group of a standard topic's message, which makes it a fair queue. */
function idsFor(queueArn: string, { publication, sequenceNumber }: Notification): Record<string, string | undefined> {
  const { group: MessageGroupId, deduplicationId: MessageDeduplicationId } = publication;
  if (queueArn.endsWith(".fifo")) return { MessageGroupId, MessageDeduplicationId };
  return sequenceNumber === undefined && MessageGroupId !== undefined ? { MessageGroupId } : {};
}

function toQueueAttribute([name, { type, value }]: [string, MessageAttribute]): [string, Record<string, string>] {
  // SQS knows no lists: what SNS calls String.Array arrives as such all the same.
  return [name, { DataType: type, [type.startsWith("Binary") ? "BinaryValue" : "StringValue"]: value }];
}

/** The endpoint is gone or does not let SNS in: such a "client-side error" is not tried again. */
function isFinal(error: unknown): boolean {
  return error instanceof AwsError && error.status < 500;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
