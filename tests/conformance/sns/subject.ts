import { Inventory } from "../../../local/base/inventory";
import type { Services } from "../../../local/services";
import { createSns } from "../../../local/services/sns/createSns";
import { compileFilterPolicy } from "../../../local/services/sns/filterPolicy";
import type { MessageAttribute, SubscriptionSpec, TopicSpec } from "../../../local/services/sns/sns";
import { createSqs } from "../../../local/services/sqs/createSqs";
import { HeldClock } from "../../support/heldClock";
import { localKms } from "../../support/kms";
import { callInProcess, inThisProcess, thrownRefusal } from "../callInProcess";
import { answerOf, type Calls } from "../calls";
import type { Connect } from "../clients/client";
import type { PatternInput } from "../patternRows";
import type { Subject } from "../table";

const ARN = "arn:aws:sns:us-east-1:000000000000";

/**
 * A topic `orders` or `orders.fifo` and calls of it, `$topic`. The queue `told`, or `told.fifo`, is subscribed; `ReceiveMessage` is a call of
 * that.
 */
export interface SnsInput extends Calls {
  readonly fifo?: TopicSpec["fifo"];
  readonly subscription?: Partial<SubscriptionSpec>;
}

export async function startSnsSubject(connect: Connect = inThisProcess): Promise<Subject<SnsInput>> {
  const clock = new HeldClock(Date.parse("2026-03-01T12:00:00.000Z"));
  const edgeUrl = "http://127.0.0.1:4510";
  const report = { stage() {}, log() {}, warn() {} };
  const iam: Partial<Services["iam"]> = { authorize() {}, putResourcePolicy() {}, deleteResourcePolicy() {} };
  const metrics: Partial<Services["metrics"]> = { put() {}, gauge: () => ({ remove() {} }) };
  const common = { clock, edgeUrl, report, iam: iam as Services["iam"], metrics: metrics as Services["metrics"] };
  const sqs = createSqs({ ...common, kms: localKms(), inventory: new Inventory(report) });
  const sns = createSns({ ...common, sqs, kms: {} as Services["kms"], lambda: {} as Services["lambda"] });
  const client = await connect(sns.api, "sns");
  return {
    async answer({ fifo, subscription, ...calls }) {
      const suffix = fifo ? ".fifo" : "";
      const topic = `${ARN}:orders${suffix}`;
      const queue = await sqs.createQueue(`told${suffix}`, fifo ? { FifoQueue: "true" } : {});
      sns.putTopic({ arn: topic, name: `orders${suffix}`, ...(fifo && { fifo }) });
      const spec: SubscriptionSpec = {
        ...{ arn: `${topic}:told`, topicArn: topic, protocol: "sqs", endpoint: queue.arn, rawMessageDelivery: true },
        ...subscription,
      };
      try {
        sns.putSubscription(spec);
        return await answerOf(
          calls,
          {
            async call(operation, parameters) {
              await sns.delivered();
              return operation === "ReceiveMessage"
                ? callInProcess(sqs.api, operation, { QueueUrl: queue.url, MaxNumberOfMessages: 10, ...parameters })
                : client.call(operation, { TopicArn: topic, ...parameters });
            },
            wait: (seconds) => clock.advance(seconds * 1000),
          },
          { topic },
        );
      } catch (error) {
        return thrownRefusal(error);
      } finally {
        await sns.delivered();
        sns.deleteSubscription(spec.arn);
        sns.deleteTopic(topic);
        await sqs.deleteQueue(queue.url);
      }
    },
    async stop() {
      await client.close();
      await sns.stop();
      await sqs.stop();
    },
  };
}

/** A filter policy's scope follows from what is held against it: attributes, or a body. */
export interface FilterInput extends PatternInput {
  readonly scope?: "MessageAttributes" | "MessageBody";
}

/** Tells whether a subscriber with a filter policy wants a body, or the attributes of a message. */
export async function startFilterSubject(): Promise<Subject<FilterInput>> {
  return {
    async answer({ pattern, value, scope = "MessageBody" }) {
      const policy = typeof pattern === "string" ? pattern : JSON.stringify(pattern);
      try {
        const wants = compileFilterPolicy({ policy, scope });
        const body = JSON.stringify(value ?? {});
        return scope === "MessageBody"
          ? wants({ message: body }, body)
          : wants({ message: "m", attributes: value as Record<string, MessageAttribute> }, "m");
      } catch (error) {
        return thrownRefusal(error);
      }
    },
    stop: async () => {},
  };
}
