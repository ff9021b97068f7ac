import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { expect } from "chai";
import { retryDelayMs } from "../../../local/services/sns/deliveries";
import { rejection } from "../../support/rejection";
import { allow, FUNCTION_ARN, policy, ROLE_ARN, type SnsUnderTest, startSns, TOPIC_ARN } from "./support";

const NOW = "2026-03-01T12:00:00.000Z";
const CLOUDWATCH = { kind: "service", service: "cloudwatch.amazonaws.com" } as const;

describe("SNS", () => {
  let underTest: SnsUnderTest;
  beforeEach(async () => {
    underTest = await startSns();
  });
  afterEach(() => underTest.close());

  const publish = (input: Omit<ConstructorParameters<typeof PublishCommand>[0], "TopicArn">) =>
    underTest.client.send(new PublishCommand({ TopicArn: TOPIC_ARN, ...input }));
  const sum = (metricName: string) =>
    underTest.metrics.statistic({
      namespace: "AWS/SNS",
      metricName,
      dimensions: { TopicName: "orders" },
      statistic: "Sum",
      from: underTest.clock.now() - 60_000,
      to: underTest.clock.now() + 60_000,
    });

  describe("to a queue", () => {
    it("delivers a document with the message, its subject and its attributes", async () => {
      const queue = await underTest.queue("jobs");
      underTest.subscribe({ protocol: "sqs", endpoint: queue });

      const { MessageId } = await publish({
        Message: "héllo <&>",
        Subject: "greeting",
        MessageAttributes: { kind: { DataType: "String", StringValue: "a" } },
      });

      const [message] = await underTest.received(queue);
      const { Signature, SigningCertURL, UnsubscribeURL, ...document } = JSON.parse(message?.body ?? "");
      expect(document).to.deep.equal({
        Type: "Notification",
        MessageId,
        TopicArn: TOPIC_ARN,
        Subject: "greeting",
        Message: "héllo <&>",
        Timestamp: NOW,
        SignatureVersion: "1",
        MessageAttributes: { kind: { Type: "String", Value: "a" } },
      });
    });

    it("delivers the message itself, with its attributes as the queue's own, where delivery is raw", async () => {
      const queue = await underTest.queue("jobs");
      underTest.subscribe({ protocol: "sqs", endpoint: queue, rawMessageDelivery: true });

      await publish({ Message: "plain", MessageAttributes: { n: { DataType: "Number", StringValue: "7" } } });

      const [message] = await underTest.received(queue);
      expect(message?.body).to.equal("plain");
      expect(message?.messageAttributes).to.deep.equal({ n: { dataType: "Number", stringValue: "7" } });
    });

    it("delivers nothing to a queue whose policy does not let it in, and says so", async () => {
      const queue = await underTest.queue("closed", { open: false });
      underTest.subscribe({ protocol: "sqs", endpoint: queue });

      await publish({ Message: "x" });

      expect(await underTest.received(queue)).to.deep.equal([]);
      expect(underTest.warnings.join("\n")).to.contain("sqs:SendMessage").and.to.contain("It is lost");
      expect(sum("NumberOfNotificationsFailed")).to.equal(1);
    });
  });

  describe("to a function", () => {
    const letIn = (sourceArn: string) =>
      underTest.iam.putResourcePolicy(
        FUNCTION_ARN,
        "sns",
        policy("sns.amazonaws.com", "lambda:InvokeFunction", sourceArn),
      );

    it("invokes it with an event, as its policy allows", async () => {
      letIn(TOPIC_ARN);
      underTest.subscribe({ protocol: "lambda", endpoint: FUNCTION_ARN });

      const { MessageId } = await publish({ Message: "go" });

      await underTest.sns.delivered();
      const [event] = underTest.events as { payload: { Records: { Sns: Record<string, unknown> }[] } }[];
      const [record] = event?.payload.Records ?? [];
      expect(record).to.deep.include({
        EventSource: "aws:sns",
        EventVersion: "1.0",
        EventSubscriptionArn: `${TOPIC_ARN}:lambda-${FUNCTION_ARN}`,
      });
      expect(record?.Sns).to.deep.include({
        Type: "Notification",
        MessageId,
        TopicArn: TOPIC_ARN,
        Subject: null,
        Message: "go",
        Timestamp: NOW,
        MessageAttributes: {},
      });
    });

    it("invokes no function whose policy names another topic", async () => {
      letIn(`${TOPIC_ARN}-2`);
      underTest.subscribe({ protocol: "lambda", endpoint: FUNCTION_ARN });

      await publish({ Message: "go" });

      await underTest.sns.delivered();
      expect(underTest.events).to.deep.equal([]);
      expect(underTest.warnings.join("\n")).to.contain("lambda:InvokeFunction");
    });

    it("tries again when Lambda fails, at once at first", async () => {
      letIn(TOPIC_ARN);
      underTest.subscribe({ protocol: "lambda", endpoint: FUNCTION_ARN });
      underTest.lambdaErrors.push(new Error("down"), new Error("down"), new Error("down"));

      await publish({ Message: "go" });
      for (let turn = 0; turn < 3; turn += 1) {
        await new Promise(setImmediate);
        underTest.clock.advance(0);
      }

      await underTest.sns.delivered();
      expect(underTest.events).to.have.length(1);
    });

    it("puts what is refused into the dead-letter queue", async () => {
      const dead = await underTest.queue("dead");
      underTest.subscribe({ protocol: "lambda", endpoint: FUNCTION_ARN, deadLetterQueueArn: dead });

      await publish({ Message: "go" });

      const [message] = await underTest.received(dead);
      expect(JSON.parse(message?.body ?? "{}")).to.include({ Type: "Notification", Message: "go" });
      expect(sum("NumberOfNotificationsRedrivenToDlq")).to.equal(1);
    });
  });

  it("retries for 23 days before it gives a delivery up", () => {
    const first = Array.from({ length: 16 }, (_, index) => retryDelayMs(index + 1));

    expect(first.map((ms) => (ms ?? 0) / 1000)).to.deep.equal([0, 0, 0, 1, 1, 1, 2, 4, 8, 16, 20, 20, 20, 20, 20, 20]);
    expect(retryDelayMs(100_015)).to.equal(20_000);
    expect(retryDelayMs(100_016)).to.equal(undefined);
  });

  describe("to e-mail", () => {
    it("shows mails on a page where markup is text and addresses can be clicked", async () => {
      underTest.sns.putTopic({ arn: TOPIC_ARN, name: "orders", displayName: "Shop <b>" });
      underTest.subscribe({ protocol: "email", endpoint: "ann@example.com" });

      await publish({ Message: "<script>x</script> (see https://e.com/a?b=1&c='2.)", Subject: "<i>new</i>" });

      await underTest.sns.delivered();
      const response = await fetch(`${underTest.edge.url}/_local/mailbox`);
      const html = await response.text();
      expect(response.headers.get("content-type")).to.equal("text/html; charset=utf-8");
      expect(html).to.contain("&lt;script&gt;x&lt;/script&gt;").and.to.contain("&lt;i&gt;new&lt;/i&gt;");
      expect(html).to.contain('<a href="https://e.com/a?b=1&amp;c=" rel="noreferrer">https://e.com/a?b=1&amp;c=</a>');
      expect(html).to.contain("to ann@example.com from Shop &lt;b&gt;");
      expect(html).not.to.contain("<script");
    });

    it("lists mails as JSON, the newest first", async () => {
      underTest.subscribe({ protocol: "email", endpoint: "ann@example.com" });
      underTest.subscribe({ protocol: "email-json", endpoint: "bob@example.com" });

      await publish({ Message: "one" });
      await underTest.sns.delivered();
      await publish({ Message: "two", Subject: "second" });
      await underTest.sns.delivered();

      const { mails } = (await (await fetch(`${underTest.edge.url}/_local/mailbox.json`)).json()) as {
        mails: { to: string; subject: string; body: string }[];
      };
      expect(mails.map(({ to, subject }) => [to, subject])).to.deep.equal([
        ["bob@example.com", "second"],
        ["ann@example.com", "second"],
        ["bob@example.com", "AWS Notification Message"],
        ["ann@example.com", "AWS Notification Message"],
      ]);
      expect(mails[1]?.body).to.equal("two");
      expect(JSON.parse(mails[0]?.body ?? "")).to.include({ Message: "two", Subject: "second" });
    });

    it("gives each protocol the text that is meant for it", async () => {
      const queue = await underTest.queue("jobs");
      underTest.subscribe({ protocol: "email", endpoint: "ann@example.com" });
      underTest.subscribe({ protocol: "sqs", endpoint: queue, rawMessageDelivery: true });

      await publish({ MessageStructure: "json", Message: JSON.stringify({ default: "all", email: "for people" }) });

      const [message] = await underTest.received(queue);
      expect(message?.body).to.equal("all");
      expect(underTest.sns.mailbox.mails[0]?.body).to.equal("for people");
    });
  });

  describe("filters", () => {
    const bodies = async (queue: string) => (await underTest.received(queue)).map(({ body }) => body).sort();
    const filtered = async (filter: { policy: object; scope: "MessageAttributes" | "MessageBody" }) => {
      const queue = await underTest.queue("jobs");
      const { policy: pattern, scope } = filter;
      underTest.subscribe({
        protocol: "sqs",
        endpoint: queue,
        rawMessageDelivery: true,
        filter: { policy: JSON.stringify(pattern), scope },
      });
      return queue;
    };

    it("compares attributes by their type", async () => {
      const queue = await filtered({
        policy: { kind: [{ prefix: "order" }], price: [{ numeric: [">", 10] }], tags: ["new"] },
        scope: "MessageAttributes",
      });
      const attributes = (kind: string, price: string, tags: string) => ({
        kind: { DataType: "String", StringValue: kind },
        price: { DataType: "Number", StringValue: price },
        tags: { DataType: "String.Array", StringValue: tags },
      });

      await publish({ Message: "yes", MessageAttributes: attributes("order.made", "11", '["old","new"]') });
      await publish({ Message: "cheap", MessageAttributes: attributes("order.made", "10", '["new"]') });
      await publish({ Message: "old", MessageAttributes: attributes("order.made", "11", '["old"]') });
      await publish({ Message: "other", MessageAttributes: attributes("refund", "11", '["new"]') });
      await publish({ Message: "none" });

      expect(await bodies(queue)).to.deep.equal(["yes"]);
      expect(sum("NumberOfNotificationsFilteredOut")).to.equal(4);
    });

    it("compares the body, nested properties included", async () => {
      const queue = await filtered({ policy: { order: { state: ["paid"] } }, scope: "MessageBody" });

      await publish({ Message: '{"order":{"state":"paid"}}' });
      await publish({ Message: '{"order":{"state":"open"}}' });
      await publish({ Message: "no JSON" });

      expect(await bodies(queue)).to.deep.equal(['{"order":{"state":"paid"}}']);
    });

    for (const [what, policyText, scope, message] of [
      ["nested attributes", '{"a":{"b":["c"]}}', "MessageAttributes", "does not support nested filter policy"],
      [
        "an operator that is not known",
        '{"a":[{"wildcard":"a*"}]}',
        "MessageBody",
        "FilterPolicy: Unrecognized match type wildcard",
      ],
      ["no JSON", "{", "MessageBody", "FilterPolicy: Expected property name"],
    ] as const) {
      it(`refuses ${what}`, () => {
        const subscribe = () =>
          underTest.subscribe({ protocol: "email", endpoint: "a@b.c", filter: { policy: policyText, scope } });

        expect(subscribe).to.throw(message);
      });
    }
  });

  describe("permissions", () => {
    it("refuses a role without sns:Publish as SNS does", async () => {
      underTest.iam.putRolePolicy(ROLE_ARN, "publish", allow("sns:Publish", `${TOPIC_ARN}-2`));

      const error = await rejection(publish({ Message: "x" }));

      expect(error.name).to.equal("AuthorizationErrorException");
      expect(error.message).to.contain("not authorized to perform: sns:Publish");
    });

    it("lets CloudWatch in by the policy that a topic begins with, and no other service", () => {
      const send = (service: string) => () =>
        underTest.sns.publish({ kind: "service", service }, TOPIC_ARN, { message: "x" });

      expect(send("cloudwatch.amazonaws.com")).not.to.throw();
      expect(send("s3.amazonaws.com")).to.throw("not authorized to perform: sns:Publish");
    });

    it("lets no service in that a policy does not name, CloudWatch neither", () => {
      underTest.sns.setPolicy(TOPIC_ARN, policy("s3.amazonaws.com", "sns:Publish", "arn:aws:s3:::photos"));
      const send = (service: string, sourceArn: string) => () =>
        underTest.sns.publish(
          { kind: "service", service },
          TOPIC_ARN,
          { message: "x" },
          { "aws:SourceArn": sourceArn },
        );

      expect(send("s3.amazonaws.com", "arn:aws:s3:::photos")).not.to.throw();
      expect(send("s3.amazonaws.com", "arn:aws:s3:::other")).to.throw("not authorized");
      expect(send("cloudwatch.amazonaws.com", "arn:aws:s3:::photos")).to.throw("not authorized");
    });

    it("lets no service publish to a topic that is encrypted with the key alias/aws/sns, as on AWS", async () => {
      underTest.sns.putTopic({ arn: TOPIC_ARN, name: "orders", kmsMasterKeyId: "alias/aws/sns" });

      expect(() => underTest.sns.publish(CLOUDWATCH, TOPIC_ARN, { message: "x" })).to.throw(
        "nobody can change the policy of that key",
      );
      expect((await publish({ Message: "x" })).MessageId).to.be.a("string");
    });
  });

  describe("a topic that is encrypted with a key of one's own", () => {
    const KEY_ARN = "arn:aws:kms:us-east-1:000000000000:key/mine";
    const forTopic = (...statements: object[]) => {
      underTest.kms.putKey(KEY_ARN, JSON.stringify({ Version: "2012-10-17", Statement: statements }));
      underTest.kms.putAlias("alias/mine", "mine");
      underTest.sns.putTopic({ arn: TOPIC_ARN, name: "orders", kmsMasterKeyId: "alias/mine" });
    };
    const account = { AWS: "arn:aws:iam::000000000000:root" };
    const cloudWatch = {
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: ["kms:GenerateDataKey*", "kms:Decrypt"],
      Resource: "*",
    };

    it("takes what CloudWatch publishes where the key lets it in", () => {
      forTopic(cloudWatch);

      expect(() => underTest.sns.publish(CLOUDWATCH, TOPIC_ARN, { message: "x" })).not.to.throw();
    });

    it("takes nothing of CloudWatch where the key does not name it", () => {
      forTopic({ Effect: "Allow", Principal: account, Action: "kms:*", Resource: "*" });

      expect(() => underTest.sns.publish(CLOUDWATCH, TOPIC_ARN, { message: "x" })).to.throw(
        "not authorized to perform: kms:GenerateDataKey",
      );
    });

    it("takes what a role publishes that may use the key, and nothing of another", async () => {
      forTopic({ Effect: "Allow", Principal: account, Action: "kms:*", Resource: "*" });

      const error = await rejection(publish({ Message: "x" }));
      underTest.iam.putRolePolicy(ROLE_ARN, "key", allow("kms:*", KEY_ARN));
      const { MessageId } = await publish({ Message: "x" });

      expect(error.message).to.contain("kms:GenerateDataKey");
      expect(MessageId).to.be.a("string");
    });

    it("is refused where there is no such key", () => {
      const put = () => underTest.sns.putTopic({ arn: TOPIC_ARN, name: "orders", kmsMasterKeyId: "alias/other" });

      expect(put).to.throw("Alias arn:aws:kms:us-east-1:000000000000:alias/other is not found.");
    });
  });

  describe("API", () => {
    it("publishes a batch, of which a wrong entry fails alone", async () => {
      underTest.subscribe({ protocol: "email", endpoint: "ann@example.com" });

      const { Successful, Failed } = await underTest.client.send(
        new PublishBatchCommand({
          TopicArn: TOPIC_ARN,
          PublishBatchRequestEntries: [
            { Id: "a", Message: "one", MessageAttributes: { k: { DataType: "String", StringValue: "v" } } },
            { Id: "b", Message: "two", Subject: "a\nb" },
            { Id: "c", Message: "three" },
          ],
        }),
      );

      await underTest.sns.delivered();
      expect(Successful?.map(({ Id }) => Id)).to.deep.equal(["a", "c"]);
      expect(Failed?.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault])).to.deep.equal([
        ["b", "InvalidParameter", true],
      ]);
      expect(underTest.sns.mailbox.mails.map(({ body }) => body)).to.deep.equal(["three", "one"]);
    });

    it("lists topics and subscriptions with their attributes", async () => {
      const filter = { policy: '{"a":["b"]}', scope: "MessageBody" } as const;
      underTest.subscribe({ protocol: "email", endpoint: "ann@example.com", filter });

      const { Topics } = await underTest.client.send(new ListTopicsCommand({}));
      const topic = await underTest.client.send(new GetTopicAttributesCommand({ TopicArn: TOPIC_ARN }));
      const list = await underTest.client.send(new ListSubscriptionsByTopicCommand({ TopicArn: TOPIC_ARN }));
      const [subscription] = list.Subscriptions ?? [];
      const { Attributes } = await underTest.client.send(
        new GetSubscriptionAttributesCommand({ SubscriptionArn: subscription?.SubscriptionArn }),
      );

      expect(Topics).to.deep.equal([{ TopicArn: TOPIC_ARN }]);
      expect(topic.Attributes).to.include({ TopicArn: TOPIC_ARN, SubscriptionsConfirmed: "1" });
      expect(JSON.parse(topic.Attributes?.Policy ?? "")).to.have.property("Statement");
      expect(subscription).to.include({ Protocol: "email", Endpoint: "ann@example.com" });
      expect(Attributes).to.include({ FilterPolicy: '{"a":["b"]}', PendingConfirmation: "false" });
    });

    for (const [what, input, message] of [
      ["an empty message", { Message: "" }, "Empty message"],
      ["more than 256 KiB", { Message: "x".repeat(262_145) }, "Message too long"],
      ["a subject of 101 characters", { Message: "x", Subject: "y".repeat(101) }, "Subject"],
      ["structure without a default", { Message: "{}", MessageStructure: "json" }, "No default entry"],
      ["a deduplication id", { Message: "x", MessageDeduplicationId: "d" }, "not valid for this topic type"],
      ["a text message", { Message: "x", PhoneNumber: "+1" }, "the local cloud sends no text messages"],
    ] as const) {
      it(`refuses ${what}`, async () => {
        const error = await rejection(publish(input));

        expect(error.name).to.equal("InvalidParameterException");
        expect(error.message).to.contain(message);
      });
    }

    it("refuses a topic that is not there", async () => {
      const error = await rejection(
        underTest.client.send(new PublishCommand({ TopicArn: `${TOPIC_ARN}x`, Message: "x" })),
      );

      expect(error.name).to.equal("NotFoundException");
    });

    it("refuses what the program declares, and says how", async () => {
      const error = await rejection(
        underTest.client.send(new SubscribeCommand({ TopicArn: TOPIC_ARN, Protocol: "sqs" })),
      );

      expect(error.name).to.equal("InvalidAction");
      expect(error.message).to.contain("declare an aws.sns.TopicSubscription");
    });
  });
});
