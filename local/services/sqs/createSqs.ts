import { AwsError } from "../../base/awsError";
import type { AwsService } from "../../edge/awsService";
import type { OnWire } from "../../edge/wireTypes";
import type { Services } from "../../services";
import { type Fauxqs, loadFauxqs, type StoredQueue } from "./fauxqs";
import { MessageMoves, type MovableQueues } from "./messageMoves";
import { moveMessages } from "./moveMessages";
import { queueArn, queueNameOf, queueUrl, unknownQueue } from "./queueAddress";
import { QueueLife } from "./queueLife";
import { type ReceivedMessage, toQueueMessage, withoutAttributes } from "./receivedMessage";
import { checkRedrive, checkRedriveAllow, sourcesOf } from "./redrive";
import type { QueueAttributes, QueueMessage, Sqs } from "./sqs";
import { sqsApi } from "./sqsApi";

type Dependencies = Pick<Services, "clock" | "edgeUrl" | "iam" | "metrics">;

/** Messages that one call receives at most: SQS's limit. */
const MAX_BATCH = 10;
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
  readonly api: AwsService;
  readonly #deps: Dependencies;
  readonly #fauxqs: Fauxqs = loadFauxqs();
  readonly #queues = new Map<string, Entry>();
  readonly #stopped = new AbortController();
  readonly #moves: MessageMoves;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#moves = new MessageMoves(this.#movable(), deps.clock);
    this.api = sqsApi({
      moves: this.#moves,
      list: (params) => this.#fauxqs.run("ListQueues", { ...params }),
      runOnQueue: <Output extends object>(operation: string, params: { readonly QueueUrl: string }) =>
        this.#run(operation, queueArn(queueNameOf(params.QueueUrl)), { ...params }) as Promise<OnWire<Output>>,
      queueAt: (url) => this.#life(queueArn(queueNameOf(url))).queue,
      queueNamed: (name) => this.#life(queueArn(name)).queue,
      attributesOf: (queue) => this.#attributesOf(queue),
      poll: (arn, params, waitSeconds, signal) => this.#poll(arn, { ...params }, waitSeconds, signal),
    });
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

  #attributesOf(queue: StoredQueue): Record<string, string> {
    const { visible, notVisible, delayed } = this.#life(queue.arn).depth();
    return {
      ...queue.attributes,
      QueueArn: queue.arn,
      CreatedTimestamp: `${queue.createdTimestamp}`,
      LastModifiedTimestamp: `${queue.lastModifiedTimestamp}`,
      ApproximateNumberOfMessages: `${visible}`,
      ApproximateNumberOfMessagesNotVisible: `${notVisible}`,
      ApproximateNumberOfMessagesDelayed: `${delayed}`,
    };
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
    if (!entry) throw unknownQueue();
    return entry;
  }
}
