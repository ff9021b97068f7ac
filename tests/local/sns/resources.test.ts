import { expect } from "chai";
import type { Properties, ResourceHandler } from "../../../local/engine/resourceHandler";
import { topic } from "../../../local/resources/sns/topic";
import { topicPolicy } from "../../../local/resources/sns/topicPolicy";
import { topicSubscription } from "../../../local/resources/sns/topicSubscription";
import type { Sns, SubscriptionSpec, TopicSpec } from "../../../local/services/sns/sns";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";

const TOPIC_ARN = "arn:aws:sns:us-east-1:000000000000:orders-1a2b3c4";
const QUEUE_ARN = "arn:aws:sqs:us-east-1:000000000000:jobs";
const EMAIL = { topic: TOPIC_ARN, protocol: "email", endpoint: "ann@example.com" };

function underTest() {
  const topics: TopicSpec[] = [];
  const policies: (string | undefined)[] = [];
  const subscriptions: SubscriptionSpec[] = [];
  const deleted: string[] = [];
  const sns = {
    putTopic: (spec: TopicSpec) => void topics.push(spec),
    deleteTopic: (arn: string) => void deleted.push(arn),
    setPolicy: (_arn: string, document: string | undefined) => void policies.push(document),
    putSubscription: (spec: SubscriptionSpec) => void subscriptions.push(spec),
    deleteSubscription: (arn: string) => void deleted.push(arn),
  } as Partial<Sns> as Sns;
  return { services: { sns }, topics, policies, subscriptions, deleted };
}

async function refusal(handler: ResourceHandler, inputs: Properties): Promise<string> {
  return (await rejection(handler.create(resourceContext("orders"), inputs))).message;
}

describe("aws.sns.Topic", () => {
  it("is created with a name of its own, changed, and deleted", async () => {
    const { services, topics, deleted } = underTest();
    const handler = topic(services);

    const created = await handler.create(resourceContext("orders"), { displayName: "Shop" });
    await handler.update?.(resourceContext("orders"), created, { kmsMasterKeyId: "alias/aws/sns" });
    await handler.delete(resourceContext("orders"), created);

    expect(created.id).to.equal(TOPIC_ARN);
    expect(created.state).to.include({ arn: TOPIC_ARN, name: "orders-1a2b3c4", owner: "000000000000" });
    expect(topics).to.deep.equal([
      { arn: TOPIC_ARN, name: "orders-1a2b3c4", displayName: "Shop" },
      { arn: TOPIC_ARN, name: "orders-1a2b3c4", kmsMasterKeyId: "alias/aws/sns" },
    ]);
    expect(deleted).to.deep.equal([TOPIC_ARN]);
  });

  it("is a FIFO topic with a name that says so", async () => {
    const { services, topics } = underTest();

    await topic(services).create(resourceContext("orders"), { fifoTopic: true, contentBasedDeduplication: true });

    expect(topics).to.deep.equal([
      {
        arn: `${TOPIC_ARN}.fifo`,
        name: "orders-1a2b3c4.fifo",
        fifo: { deduplicatesByContent: true, scope: "Topic" },
      },
    ]);
  });

  it("gets the first policy back when its own goes", async () => {
    const { services, policies } = underTest();
    const handler = topic(services);

    const created = await handler.create(resourceContext("orders"), { policy: "{}" });
    await handler.update?.(resourceContext("orders"), created, {});

    expect(policies).to.deep.equal(["{}", undefined]);
  });

  for (const [what, inputs, message] of [
    ["a FIFO topic without its suffix", { fifoTopic: true, name: "orders" }, 'name: "orders" must end with .fifo'],
    ["a standard topic with that suffix", { name: "orders.fifo" }, 'name: "orders.fifo" must not end with .fifo'],
    ["deduplication of a standard topic", { contentBasedDeduplication: true }, "only a FIFO topic deduplicates"],
    ["a scope of a standard topic", { fifoThroughputScope: "Topic" }, "only a FIFO topic has one"],
    [
      "an unknown scope",
      { fifoTopic: true, fifoThroughputScope: "Queue" },
      'fifoThroughputScope must be Topic or MessageGroup, got "Queue"',
    ],
    ["a name with a space", { name: "a b" }, 'name: "a b" is no name for a topic'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      expect(await refusal(topic(underTest().services), inputs)).to.contain(message);
    });
  }
});

describe("aws.sns.TopicPolicy", () => {
  it("sets the topic's policy, and gives the first one back", async () => {
    const { services, policies } = underTest();
    const handler = topicPolicy(services);

    const created = await handler.create(resourceContext("policy"), { arn: TOPIC_ARN, policy: "{}" });
    await handler.delete(resourceContext("policy"), created);

    expect(created.id).to.equal(TOPIC_ARN);
    expect(policies).to.deep.equal(["{}", undefined]);
  });
});

describe("aws.sns.TopicSubscription", () => {
  it("subscribes with all that it is told, confirmed at once", async () => {
    const { services, subscriptions } = underTest();

    const { id, state } = await topicSubscription(services).create(resourceContext("jobs"), {
      topic: TOPIC_ARN,
      protocol: "sqs",
      endpoint: QUEUE_ARN,
      rawMessageDelivery: true,
      filterPolicy: '{"a":["b"]}',
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: `${QUEUE_ARN}-dead` }),
    });

    expect(id).to.match(/^arn:aws:sns:us-east-1:000000000000:orders-1a2b3c4:[0-9a-f-]{36}$/);
    expect(state).to.include({ pendingConfirmation: false, filterPolicyScope: "MessageAttributes" });
    expect(subscriptions).to.deep.equal([
      {
        arn: id,
        topicArn: TOPIC_ARN,
        protocol: "sqs",
        endpoint: QUEUE_ARN,
        rawMessageDelivery: true,
        filter: { policy: '{"a":["b"]}', scope: "MessageAttributes" },
        deadLetterQueueArn: `${QUEUE_ARN}-dead`,
      },
    ]);
  });

  it("has another ARN than what it replaces, which goes afterwards", async () => {
    const { services, deleted } = underTest();
    const handler = topicSubscription(services);

    const before = await handler.create(resourceContext("mail"), EMAIL);
    const after = await handler.create(resourceContext("mail"), { ...EMAIL, endpoint: "bob@example.com" });
    await handler.delete(resourceContext("mail"), before);

    expect(after.id).not.to.equal(before.id);
    expect(deleted).to.deep.equal([before.id]);
  });

  for (const [what, change, message] of [
    [
      "a protocol that is not known here",
      { protocol: "https" },
      "protocol must be one of lambda, sqs, email, email-json",
    ],
    [
      "an address that is none",
      { endpoint: "ann" },
      'endpoint must be an e-mail address for the protocol email, got "ann"',
    ],
    ["raw mails", { rawMessageDelivery: true }, "only queues can get raw messages"],
    ["a scope of nothing", { filterPolicyScope: "MessageBody" }, "filterPolicyScope goes with a filterPolicy only"],
    ["an unknown scope", { filterPolicy: "{}", filterPolicyScope: "x" }, "must be MessageAttributes or MessageBody"],
    ["a dead-letter queue that is none", { redrivePolicy: "{}" }, "redrivePolicy must be"],
  ] as const) {
    it(`refuses ${what}`, async () => {
      expect(await refusal(topicSubscription(underTest().services), { ...EMAIL, ...change })).to.contain(message);
    });
  }
});
