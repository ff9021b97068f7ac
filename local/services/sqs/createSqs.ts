import { AwsError } from "../../base/awsError";
import type { AwsCall, AwsService } from "../../edge/awsService";
import type { Services } from "../../services";
import { type Fauxqs, loadFauxqs, type StoredQueue } from "./fauxqs";
import { checkMessageAttributes, withValidAttributes } from "./messageAttributes";
import { MessageMoves, type MovableQueues } from "./messageMoves";
import { moveMessages } from "./moveMessages";
import { isMoveTask, movePermissions, sqsPermissions } from "./operations";
import { queueArn, queueNameOf, queueUrl } from "./queueAddress";
import { QueueLife } from "./queueLife";
import { type ReceivedMessage, toQueueMessage, withoutAttributes } from "./receivedMessage";
import { checkRedrive, checkRedriveAllow, sourcesOf } from "./redrive";
import type { QueueAttributes, QueueMessage, Sqs } from "./sqs";

type Dependencies = Pick<Services, "clock" | "edgeUrl" | "iam" | "metrics">;

/** Messages that one call receives at most, and seconds that it waits and that a message is delayed at most: SQS's limits. */
const MAX_BATCH = 10;
const MAX_WAIT_SECONDS = 20;
const MAX_DELAY_SECONDS = 900;
/** The statement under which a queue's policy is kept: a queue has one policy, whichever resource sets it. */
const POLICY_ID = "queue-policy";

const GAUGES = {
  ApproximateNumberOfMessagesVisible: "visible",
  ApproximateNumberOfMessagesNotVisible: "notVisible",
  ApproximateNumberOfMessagesDelayed: "delayed",
  ApproximateAgeOfOldestMessage: "oldestAgeSeconds",
} as const;

/**
 * SQS on fauxqs, in this process and in memory.
 *
 * Known differences from AWS:
 * - a receive from a FIFO queue gives one message of each message group at most;
 * - a receipt handle ends with the visibility timeout (AWS still deletes with it until the next receive);
 * - the limits of 120,000 messages in flight and of one purge a minute are not enforced;
 * - encryption has no effect, and queues are not changed through the API: they are resources of the program.
 */
export function createSqs(deps: Dependencies): Sqs {
  return new LocalSqs(deps);
}

interface Entry {
  life: QueueLife;
  gauges: readonly { remove(): void }[];
}

class LocalSqs implements Sqs {
  readonly api: AwsService = {
    signingName: "sqs",
    protocol: "json-1.0",
    permissions: (call) => (isMoveTask(call) ? movePermissions(call, this.#moves) : sqsPermissions(call)),
    handle: async (call) => ({ result: await this.#answer(call) }),
  };
  readonly #deps: Dependencies;
  readonly #fauxqs: Fauxqs = loadFauxqs();
  readonly #queues = new Map<string, Entry>();
  readonly #stopped = new AbortController();
  readonly #moves: MessageMoves;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#moves = new MessageMoves(this.#movable(), deps.clock);
  }

  async createQueue(name: string, attributes: QueueAttributes) {
    const arn = queueArn(name);
    const url = queueUrl(this.#deps.edgeUrl, name);
    if (this.#queues.has(arn)) {
      throw new AwsError("QueueNameExists", `A queue already exists with the name ${name}.`);
    }
    this.#check(arn, attributes.FifoQueue === "true", attributes);
    const queue = this.#fauxqs.store.createQueue(name, url, arn, { ...attributes });
    const life = new QueueLife(queue, this.#deps.clock);
    this.#queues.set(arn, { life, gauges: this.#measure(life) });
    this.#setPolicy(arn, attributes);
    return { arn, url };
  }

  async setAttributes(url: string, attributes: QueueAttributes) {
    const arn = queueArn(queueNameOf(url));
    const { queue } = this.#life(arn);
    this.#check(arn, queue.isFifo(), attributes);
    queue.setAttributes({ ...attributes });
    // An empty value takes an attribute away.
    for (const [name, value] of Object.entries(attributes)) if (value === "") delete queue.attributes[name];
    this.#setPolicy(arn, attributes);
  }

  async deleteQueue(url: string) {
    const arn = queueArn(queueNameOf(url));
    const { life, gauges } = this.#entry(arn);
    this.#queues.delete(arn);
    this.#fauxqs.store.deleteQueue(life.queue.url);
    this.#deps.iam.deleteResourcePolicy(arn, POLICY_ID);
    for (const gauge of gauges) gauge.remove();
    life.wake();
  }

  async attributes(arn: string) {
    return this.#attributesOf(this.#life(arn).queue);
  }

  async send(arn: string, body: string) {
    await this.#run("SendMessage", arn, { MessageBody: body });
  }

  async receive(arn: string, { max, waitSeconds, signal }: { max: number; waitSeconds: number; signal: AbortSignal }) {
    const received: QueueMessage[] = [];
    while (received.length < max) {
      const params = {
        MaxNumberOfMessages: Math.min(max - received.length, MAX_BATCH),
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      };
      const messages = await this.#poll(arn, params, received.length === 0 ? waitSeconds : 0, signal);
      if (messages.length === 0) break;
      received.push(...messages.map(toQueueMessage));
    }
    return received;
  }

  async deleteMessages(arn: string, receiptHandles: readonly string[]) {
    for (const ReceiptHandle of receiptHandles) await this.#run("DeleteMessage", arn, { ReceiptHandle });
  }

  async changeVisibility(arn: string, ReceiptHandle: string, VisibilityTimeout: number) {
    await this.#run("ChangeMessageVisibility", arn, { ReceiptHandle, VisibilityTimeout });
  }

  depth(arn: string) {
    return this.#life(arn).depth();
  }

  async stop() {
    this.#stopped.abort();
    this.#moves.stop();
    for (const { gauges } of this.#queues.values()) for (const gauge of gauges) gauge.remove();
  }

  async #answer({ operation, params, closed }: AwsCall): Promise<Record<string, unknown>> {
    if (operation === "StartMessageMoveTask") return this.#moves.start(params);
    if (operation === "ListMessageMoveTasks") return this.#moves.list(params);
    if (operation === "CancelMessageMoveTask") return this.#moves.cancel(params);
    if (operation === "ListQueues") return this.#fauxqs.run("ListQueues", params);
    if (operation === "GetQueueUrl") return { QueueUrl: this.#life(queueArn(String(params.QueueName))).queue.url };
    const arn = queueArn(queueNameOf(params.QueueUrl));
    const { queue } = this.#life(arn);
    if (operation === "GetQueueAttributes") return { Attributes: this.#attributesOf(queue, params.AttributeNames) };
    if (operation === "ReceiveMessage") return this.#receiveMessage(arn, params, closed);
    if (operation === "SendMessage") {
      checkDelay(params);
      checkMessageAttributes(params.MessageAttributes);
    }
    if (operation === "SendMessageBatch") return this.#sendBatch(queue, params);
    return this.#fauxqs.run(operation, { ...params, QueueUrl: queue.url });
  }

  #movable(): MovableQueues {
    return {
      exists: (arn) => this.#queues.has(arn),
      sourcesOf: (arn) =>
        sourcesOf(
          arn,
          [...this.#queues.values()].map(({ life }) => life.queue),
        ),
      visible: (arn) => this.#life(arn).depth().visible,
      move: (source, destination, max) => {
        const from = this.#life(source);
        const call = (operation: string, params: Record<string, unknown>) => this.#run(operation, source, params);
        from.refresh();
        return moveMessages(
          { from: from.queue, to: this.#life(destination).queue, call, now: this.#deps.clock.now() },
          max,
        );
      },
    };
  }

  /** An entry with wrong attributes fails alone. */
  async #sendBatch(queue: StoredQueue, params: Record<string, unknown>): Promise<Record<string, unknown>> {
    const { entries, failed } = withValidAttributes(params.Entries);
    if (failed.length === 0) return this.#fauxqs.run("SendMessageBatch", { ...params, QueueUrl: queue.url });
    if (entries.length === 0) return { Successful: [], Failed: failed };
    const sent = await this.#fauxqs.run("SendMessageBatch", { ...params, QueueUrl: queue.url, Entries: entries });
    return { ...sent, Failed: [...((sent.Failed as unknown[] | undefined) ?? []), ...failed] };
  }

  async #receiveMessage(
    arn: string,
    params: Record<string, unknown>,
    closed: AbortSignal = this.#stopped.signal,
  ): Promise<Record<string, unknown>> {
    const wait = Number(params.WaitTimeSeconds ?? this.#life(arn).queue.attributes.ReceiveMessageWaitTimeSeconds);
    if (!(wait >= 0 && wait <= MAX_WAIT_SECONDS)) {
      throw new AwsError(
        "InvalidParameterValue",
        `Value ${wait} for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= ${MAX_WAIT_SECONDS}, if provided.`,
      );
    }
    const messages = await this.#poll(arn, params, wait, closed);
    return messages.length === 0 ? {} : { Messages: messages };
  }

  /** Long polling: fauxqs is asked without a wait, and asked again when a message may have become visible. */
  async #poll(
    arn: string,
    params: Record<string, unknown>,
    waitSeconds: number,
    signal: AbortSignal,
  ): Promise<readonly ReceivedMessage[]> {
    const until = this.#deps.clock.now() + waitSeconds * 1000;
    for (;;) {
      if (signal.aborted || this.#stopped.signal.aborted) return [];
      const life = this.#life(arn);
      life.refresh();
      const seen = life.changes;
      const { Messages = [] } = await this.#run("ReceiveMessage", arn, { ...params, WaitTimeSeconds: 0 });
      const messages = Messages as ReceivedMessage[];
      if (messages.length > 0) return params.MessageAttributeNames ? messages : messages.map(withoutAttributes);
      if (this.#deps.clock.now() >= until) return [];
      await life.changed(seen, until, AbortSignal.any([signal, this.#stopped.signal]));
    }
  }

  #run(operation: string, arn: string, params: Record<string, unknown>): Promise<Record<string, unknown>> {
    return this.#fauxqs.run(operation, { ...params, QueueUrl: this.#life(arn).queue.url });
  }

  #attributesOf(queue: StoredQueue, requested: unknown = ["All"]): Record<string, string> {
    const { visible, notVisible, delayed } = this.#life(queue.arn).depth();
    const all: Record<string, string> = {
      ...queue.attributes,
      QueueArn: queue.arn,
      CreatedTimestamp: `${queue.createdTimestamp}`,
      LastModifiedTimestamp: `${queue.lastModifiedTimestamp}`,
      ApproximateNumberOfMessages: `${visible}`,
      ApproximateNumberOfMessagesNotVisible: `${notVisible}`,
      ApproximateNumberOfMessagesDelayed: `${delayed}`,
    };
    const names = Array.isArray(requested) ? requested.map(String) : [];
    if (names.includes("All")) return all;
    return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
  }

  #check(arn: string, fifo: boolean, attributes: QueueAttributes): void {
    this.#fauxqs.validateAttributes({ ...attributes });
    checkRedrive({ arn, fifo }, attributes, this.#fauxqs.store);
    checkRedriveAllow(attributes);
  }

  #setPolicy(arn: string, { Policy }: QueueAttributes): void {
    if (Policy) this.#deps.iam.putResourcePolicy(arn, POLICY_ID, Policy);
    else if (Policy === "") this.#deps.iam.deleteResourcePolicy(arn, POLICY_ID);
  }

  #measure(life: QueueLife): readonly { remove(): void }[] {
    return Object.entries(GAUGES).map(([metricName, member]) =>
      this.#deps.metrics.gauge(
        { namespace: "AWS/SQS", metricName, dimensions: { QueueName: life.queue.name } },
        () => life.depth()[member],
      ),
    );
  }

  #life(arn: string): QueueLife {
    return this.#entry(arn).life;
  }

  #entry(arn: string): Entry {
    const entry = this.#queues.get(arn);
    if (!entry) throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
    return entry;
  }
}

function checkDelay({ DelaySeconds: delay = 0 }: Record<string, unknown>): void {
  if (typeof delay === "number" && delay >= 0 && delay <= MAX_DELAY_SECONDS) return;
  throw new AwsError(
    "InvalidParameterValue",
    `Value ${String(delay)} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= ${MAX_DELAY_SECONDS}.`,
  );
}
