import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import type { Properties, ResourceHandler, ResourceState } from "../../../local/engine/resourceHandler";
import { queue } from "../../../local/resources/sqs/queue";
import { queuePolicy } from "../../../local/resources/sqs/queuePolicy";
import { redriveAllowPolicy, redrivePolicy } from "../../../local/resources/sqs/redrivePolicy";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";
import { EDGE_URL, startSqs, type TestSqs } from "./support";

describe("SQS resources", () => {
  let test: TestSqs;

  beforeEach(async () => {
    test = await startSqs();
  });
  afterEach(() => test.close());

  const create = (inputs: Properties, name = "orders") => queue(test).create(resourceContext(name), inputs);
  async function update(handler: ResourceHandler, current: ResourceState, inputs: Properties) {
    if (!handler.update) throw new Error("it is updated in place");
    return handler.update(resourceContext("orders"), current, inputs);
  }
  async function attributes(QueueUrl: string) {
    const { Attributes = {} } = await test.client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    );
    return Attributes;
  }

  describe("aws.sqs.Queue", () => {
    it("has the outputs that a program refers to, and the provider's defaults", async () => {
      const { id, state } = await create({});

      const url = `${EDGE_URL}/000000000000/orders-1a2b3c4`;
      expect(id).to.equal(url);
      expect(state).to.deep.equal({
        name: "orders-1a2b3c4",
        arn: "arn:aws:sqs:us-east-1:000000000000:orders-1a2b3c4",
        url,
        delaySeconds: 0,
        maxMessageSize: 262_144,
        messageRetentionSeconds: 345_600,
        receiveWaitTimeSeconds: 0,
        visibilityTimeoutSeconds: 30,
      });
    });

    it("sets every attribute, and changes it in place", async () => {
      const dead = await create({}, "dead");
      const redrive = JSON.stringify({ deadLetterTargetArn: dead.state.arn, maxReceiveCount: 3 });

      const current = await create({
        delaySeconds: 1,
        maxMessageSize: 2048,
        messageRetentionSeconds: 60,
        receiveWaitTimeSeconds: 2,
        visibilityTimeoutSeconds: 4,
        redrivePolicy: redrive,
        redriveAllowPolicy: '{"redrivePermission":"denyAll"}',
      });
      const before = await attributes(current.id);
      const changed = await update(queue(test), current, { visibilityTimeoutSeconds: 9 });
      const after = await attributes(current.id);

      expect(before).to.deep.include({
        DelaySeconds: "1",
        MaximumMessageSize: "2048",
        MessageRetentionPeriod: "60",
        ReceiveMessageWaitTimeSeconds: "2",
        VisibilityTimeout: "4",
        RedrivePolicy: redrive,
        RedriveAllowPolicy: '{"redrivePermission":"denyAll"}',
      });
      expect(after).to.deep.include({ DelaySeconds: "0", MaximumMessageSize: "262144", VisibilityTimeout: "9" });
      expect(after).to.not.have.any.keys("RedrivePolicy", "RedriveAllowPolicy");
      expect(changed.state).to.deep.include({ url: current.id, name: "orders-1a2b3c4", visibilityTimeoutSeconds: 9 });
    });

    it("is named with the suffix of FIFO queues", async () => {
      const { state } = await create({ fifoQueue: true, contentBasedDeduplication: true }, "o".repeat(100));

      expect(state.name).to.match(/^o{67}-1a2b3c4\.fifo$/);
      expect(await attributes(String(state.url))).to.deep.include({
        FifoQueue: "true",
        ContentBasedDeduplication: "true",
      });
    });

    for (const [fault, inputs, words] of [
      [
        "a name with other characters",
        { name: "or ders" },
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
      ],
      [
        "a FIFO name and no FIFO queue",
        { name: "orders.fifo" },
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
      ],
      ["no FIFO name for a FIFO queue", { name: "orders", fifoQueue: true }, "must end with .fifo suffix"],
      [
        "a scope of deduplication in a standard queue",
        { deduplicationScope: "queue" },
        "You can specify the DeduplicationScope only when FifoQueue is set to true.",
      ],
      [
        "an unknown scope of deduplication",
        { fifoQueue: true, deduplicationScope: "topic" },
        "Invalid value for the parameter DeduplicationScope. Reason: Must be one of queue, messageGroup.",
      ],
      ["deduplication in a standard queue", { contentBasedDeduplication: true }, "only a FIFO queue deduplicates"],
      ["a number out of range", { visibilityTimeoutSeconds: 43_201 }, "VisibilityTimeout"],
    ] as const) {
      it(`is refused with ${fault}`, async () => {
        const error = await rejection(create(inputs));

        expect(error.message).to.contain(words);
      });
    }

    it("is gone when it is deleted", async () => {
      const current = await create({ policy: '{"Version":"2012-10-17","Statement":[]}' });

      await queue(test).delete(resourceContext("orders"), current);

      expect((await rejection(attributes(current.id))).name).to.equal("QueueDoesNotExist");
      expect([...test.policies]).to.deep.equal([]);
    });
  });

  describe("aws.sqs.QueuePolicy", () => {
    it("hangs a policy on the queue, changes it and takes it away", async () => {
      const { id: queueUrl, state } = await create({});
      const handler = queuePolicy(test);

      const current = await handler.create(resourceContext("policy"), { queueUrl, policy: "first" });
      const first = test.policies.get(String(state.arn));
      const changed = await update(handler, current, { queueUrl, policy: "second" });
      const second = test.policies.get(String(state.arn));
      await handler.delete(resourceContext("policy"), changed);

      expect([first, second, test.policies.get(String(state.arn))]).to.deep.equal(["first", "second", undefined]);
    });

    it("outlives a change of the queue itself", async () => {
      const current = await create({});
      await queuePolicy(test).create(resourceContext("policy"), { queueUrl: current.id, policy: "kept" });

      await update(queue(test), current, { delaySeconds: 5 });

      expect(test.policies.get(String(current.state.arn))).to.equal("kept");
    });
  });

  describe("aws.sqs.RedrivePolicy and aws.sqs.RedriveAllowPolicy", () => {
    it("set and take away their attribute", async () => {
      const dead = await create({}, "dead");
      const { id: queueUrl, state } = await create({});
      const redrive = JSON.stringify({ deadLetterTargetArn: dead.state.arn, maxReceiveCount: 3 });
      const allow = JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns: [state.arn] });

      await redriveAllowPolicy(test).create(resourceContext("allow"), { queueUrl: dead.id, redriveAllowPolicy: allow });
      const made = await redrivePolicy(test).create(resourceContext("redrive"), { queueUrl, redrivePolicy: redrive });
      const set = [(await attributes(dead.id)).RedriveAllowPolicy, (await attributes(queueUrl)).RedrivePolicy];
      await redrivePolicy(test).delete(resourceContext("redrive"), made);

      expect(set).to.deep.equal([allow, redrive]);
      expect(await attributes(queueUrl)).to.not.have.property("RedrivePolicy");
    });
  });
});
