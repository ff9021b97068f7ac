import { type KeptMaps, noMaps } from "../../base/keptMaps";
import type { AwsService } from "../../edge/awsService";
import type { Services } from "../../services";
import { changeVisibility, deleteMessage } from "./inFlight";
import { MessageMoves } from "./messageMoves";
import { Queue } from "./queue";
import { queueArn, queueUrl } from "./queueAddress";
import { attributesOf, checkAttributes, newAttributes, withoutSqsKey } from "./queueAttributes";
import { checkQueueName } from "./queueName";
import { Queues } from "./queues";
import { peekedMessage, queueMessage } from "./receivedMessage";
import { checkRedrive, checkRedriveAllow } from "./redrive";
import { checkMessage, send } from "./sentMessage";
import type { QueueAttributes, Sqs } from "./sqs";
import { sqsApi } from "./sqsApi";
import { sqsError } from "./sqsErrors";

type Dependencies = Pick<Services, "clock" | "edgeUrl" | "iam" | "inventory" | "kms" | "metrics">;

/** The statement under which a queue's policy is kept: a queue has one policy, whichever resource sets it. */
const POLICY_ID = "queue-policy";
/** The sender of what the local cloud itself puts into a queue. */
const LOCAL_SENDER = "000000000000";

const GAUGES = {
  ApproximateNumberOfMessagesVisible: "visible",
  ApproximateNumberOfMessagesNotVisible: "notVisible",
  ApproximateNumberOfMessagesDelayed: "delayed",
  ApproximateAgeOfOldestMessage: "oldestAgeSeconds",
} as const;

/**
 * SQS, in this process and in memory. It is our own, because the package before it (fauxqs) gave a FIFO group's messages one by one, took
 * every receipt handle for good, and counted receives otherwise than AWS does.
 *
 * Known differences from AWS:
 * - a standard queue keeps its order, and gives no message twice;
 * - `SenderId` of a role's session begins with the role's name instead of its id;
 * - encryption has no effect, but a key that is not there is refused when it is set instead of at the first message.
 *
 * @param kept what queues held in an earlier process: one goes on with it when it is made again by its name
 */
export function createSqs(deps: Dependencies, kept: KeptMaps = noMaps): Sqs {
  return new LocalSqs(deps, kept);
}

class LocalSqs implements Sqs {
  readonly api: AwsService;
  readonly #deps: Dependencies;
  readonly #kept: KeptMaps;
  readonly #queues: Queues;
  readonly #moves: MessageMoves;
  readonly #gauges = new Map<string, readonly { remove(): void }[]>();

  constructor(deps: Dependencies, kept: KeptMaps) {
    this.#deps = deps;
    this.#kept = kept;
    this.#queues = new Queues(deps.clock);
    this.#moves = new MessageMoves(this.#queues, deps.clock, kept);
    this.api = sqsApi({
      sqs: this,
      queues: this.#queues,
      moves: this.#moves,
      clock: deps.clock,
      inventory: deps.inventory,
    });
  }

  async createQueue(name: string, attributes: QueueAttributes) {
    const arn = queueArn(name);
    const url = queueUrl(this.#deps.edgeUrl, name);
    checkQueueName(name, attributes.FifoQueue === "true");
    if (this.#queues.find(arn)) throw sqsError("QueueNameExists", `A queue already exists with the name ${name}.`);
    this.#check(arn, attributes.FifoQueue === "true", attributes);
    this.#deps.kms.encrypt(arn, attributes.KmsMasterKeyId || undefined);
    const queue = new Queue({ name, url, arn }, newAttributes(attributes), this.#deps.clock, this.#kept);
    this.#queues.add(queue);
    this.#gauges.set(arn, this.#measure(queue));
    this.#setPolicy(arn, attributes);
    return { arn, url };
  }

  async setAttributes(url: string, attributes: QueueAttributes) {
    const queue = this.#queues.at(url);
    this.#check(queue.arn, queue.isFifo, attributes);
    if (attributes.KmsMasterKeyId !== undefined) {
      this.#deps.kms.encrypt(queue.arn, attributes.KmsMasterKeyId || undefined);
    }
    queue.setAttributes(withoutSqsKey(attributes));
    this.#setPolicy(queue.arn, attributes);
  }

  async deleteQueue(url: string) {
    const queue = this.#queues.at(url);
    this.#queues.remove(queue);
    queue.forget();
    this.#moves.forget(queue.arn);
    this.#deps.iam.deleteResourcePolicy(queue.arn, POLICY_ID);
    this.#deps.kms.encrypt(queue.arn, undefined);
    this.#removeGauges(queue.arn);
  }

  async attributes(arn: string) {
    return attributesOf(this.#queues.of(arn), ["All"]);
  }

  async send(arn: string, body: string) {
    const queue = this.#queues.of(arn);
    const now = this.#deps.clock.now();
    send(queue, checkMessage(queue, { MessageBody: body }, LOCAL_SENDER, now), now);
  }

  async receive(arn: string, options: { max: number; waitSeconds: number; signal: AbortSignal }) {
    const queue = this.#queues.of(arn);
    const messages = await this.#queues.receive(queue, options);
    return messages.map((message) => queueMessage(queue.name, message));
  }

  async deleteMessages(arn: string, receiptHandles: readonly string[]) {
    const queue = this.#queues.of(arn);
    for (const handle of receiptHandles) deleteMessage(queue, handle);
  }

  async changeVisibility(arn: string, receiptHandle: string, seconds: number) {
    changeVisibility(this.#queues.of(arn), receiptHandle, seconds, this.#deps.clock.now());
  }

  peek(arn: string, { from, limit }: { from: number; limit: number }) {
    return this.#queues.of(arn).peek(from, limit).map(peekedMessage);
  }

  depth(arn: string) {
    return this.#queues.of(arn).depth();
  }

  resume() {
    this.#moves.resume();
  }

  async stop() {
    this.#queues.stop();
    this.#moves.stop();
    for (const arn of [...this.#gauges.keys()]) this.#removeGauges(arn);
  }

  #check(arn: string, fifo: boolean, attributes: QueueAttributes): void {
    checkAttributes(fifo, attributes);
    checkRedrive({ arn, fifo }, attributes, (target) => this.#queues.find(target));
    checkRedriveAllow(attributes);
  }

  #setPolicy(arn: string, { Policy }: QueueAttributes): void {
    if (Policy) this.#deps.iam.putResourcePolicy(arn, POLICY_ID, Policy);
    else if (Policy === "") this.#deps.iam.deleteResourcePolicy(arn, POLICY_ID);
  }

  #measure(queue: Queue): readonly { remove(): void }[] {
    return Object.entries(GAUGES).map(([metricName, member]) =>
      this.#deps.metrics.gauge(
        { namespace: "AWS/SQS", metricName, dimensions: { QueueName: queue.name } },
        () => queue.depth()[member],
      ),
    );
  }

  #removeGauges(arn: string): void {
    for (const gauge of this.#gauges.get(arn) ?? []) gauge.remove();
    this.#gauges.delete(arn);
  }
}
