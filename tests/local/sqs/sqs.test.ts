import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { callInProcess } from "../../conformance/callInProcess";
import { rejection } from "../../support/rejection";
import { EDGE_URL, startSqs, type TestSqs } from "./support";

describe("SQS", () => {
  let test: TestSqs;

  beforeEach(async () => {
    test = await startSqs();
  });
  afterEach(() => test.close());

  const send = (QueueUrl: string, MessageBody: string, more = {}) =>
    test.client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));

  async function receive(QueueUrl: string, more: Partial<ReceiveMessageCommandInput> = {}) {
    const { Messages = [] } = await test.client.send(new ReceiveMessageCommand({ QueueUrl, ...more }));
    return Messages;
  }

  const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body);

  describe("addresses", () => {
    it("gives a queue an ARN of the local cloud and a URL that leads to the edge", async () => {
      const created = await test.sqs.createQueue("orders", {});

      expect(created).to.deep.equal({
        arn: "arn:aws:sqs:us-east-1:000000000000:orders",
        url: `${EDGE_URL}/000000000000/orders`,
      });
      const { QueueUrl } = await test.client.send(new GetQueueUrlCommand({ QueueName: "orders" }));
      expect(QueueUrl).to.equal(created.url);
      const { QueueUrls } = await test.client.send(new ListQueuesCommand({}));
      expect(QueueUrls).to.deep.equal([created.url]);
    });

    it("takes a queue's URL by any name of this host", async () => {
      const { url } = await test.sqs.createQueue("orders", {});

      await send("http://localhost:4510/000000000000/orders", "hello");

      expect(bodies(await receive(url))).to.deep.equal(["hello"]);
    });

    it("does not know a queue that was not made", async () => {
      const error = await rejection(send(`${EDGE_URL}/000000000000/absent`, "hello"));

      expect(error.name).to.equal("QueueDoesNotExist");
    });
  });

  describe("visibility", () => {
    it("shows a received message again when its visibility timeout is over", async () => {
      const { url } = await test.sqs.createQueue("orders", { VisibilityTimeout: "30" });
      await send(url, "hello");
      await receive(url);

      test.advance(29_999);
      const early = await receive(url);
      test.advance(1);
      const late = await receive(url, { MessageSystemAttributeNames: ["ApproximateReceiveCount"] });

      expect(early).to.deep.equal([]);
      expect(late.map(({ Attributes }) => Attributes)).to.deep.equal([{ ApproximateReceiveCount: "2" }]);
    });

    it("gives a message back at once when its visibility is set to 0", async () => {
      const { url } = await test.sqs.createQueue("orders", {});
      await send(url, "hello");
      const [message] = await receive(url);

      await test.client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: url,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout: 0,
        }),
      );

      expect(bodies(await receive(url))).to.deep.equal(["hello"]);
    });

    it("never shows a deleted message again", async () => {
      const { url } = await test.sqs.createQueue("orders", {});
      await send(url, "hello");
      const [message] = await receive(url);

      await test.client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }));
      test.advance(60_000);

      expect(await receive(url)).to.deep.equal([]);
    });
  });

  describe("waiting", () => {
    it("answers a waiting receive as soon as a message arrives", async () => {
      const { url } = await test.sqs.createQueue("orders", {});
      const waiting = receive(url, { WaitTimeSeconds: 20 });

      await send(url, "hello");

      expect(bodies(await waiting)).to.deep.equal(["hello"]);
    });

    it("answers a waiting receive with nothing when the wait is over", async () => {
      const { arn } = await test.sqs.createQueue("orders", {});
      const waiting = test.sqs.receive(arn, { max: 1, waitSeconds: 20, signal: new AbortController().signal });

      await settle();
      test.advance(20_000);

      expect(await waiting).to.deep.equal([]);
    });

    it("keeps the others waiting when one of them takes the message", async () => {
      const { arn } = await test.sqs.createQueue("orders", {});
      const options = { max: 1, waitSeconds: 20, signal: new AbortController().signal };
      const answers: string[][] = [];
      const waiting = [0, 1].map(() =>
        test.sqs.receive(arn, options).then((messages) => answers.push(messages.map(({ body }) => body))),
      );

      await test.sqs.send(arn, "first");
      await Promise.race(waiting);
      await settle();
      const afterFirst = [...answers];
      await test.sqs.send(arn, "second");
      await Promise.all(waiting);

      expect(afterFirst).to.deep.equal([["first"]]);
      expect(answers).to.deep.equal([["first"], ["second"]]);
    });

    it("lets a waiting receive go when it is aborted", async () => {
      const { arn } = await test.sqs.createQueue("orders", {});
      const controller = new AbortController();
      const waiting = test.sqs.receive(arn, { max: 10, waitSeconds: 20, signal: controller.signal });

      controller.abort();

      expect(await waiting).to.deep.equal([]);
    });

    it("takes no message for a caller that has closed its connection", async () => {
      const { arn, url } = await test.sqs.createQueue("orders", {});
      const connection = new AbortController();
      const gone = test.sqs.api
        .prepare({
          operation: "ReceiveMessage",
          params: { QueueUrl: url, WaitTimeSeconds: 20 },
          principal: { kind: "operator", arn: "arn:aws:iam::000000000000:root" },
          closed: connection.signal,
        })
        .run();

      connection.abort();
      await gone;
      await test.sqs.send(arn, "hello");

      expect(test.sqs.depth(arn)).to.include({ visible: 1, notVisible: 0 });
    });

    it("wakes at the end of a delay, and of a visibility timeout", async () => {
      const { arn } = await test.sqs.createQueue("orders", { DelaySeconds: "5", VisibilityTimeout: "7" });
      const options = { max: 1, waitSeconds: 20, signal: new AbortController().signal };
      await test.sqs.send(arn, "hello");

      const delayed = test.sqs.receive(arn, options);
      await settle();
      test.advance(5000);
      const first = await delayed;
      const hidden = test.sqs.receive(arn, options);
      await settle();
      test.advance(7000);
      const second = await hidden;

      expect(
        [...first, ...second].map(({ body, attributes }) => [body, attributes.ApproximateReceiveCount]),
      ).to.deep.equal([
        ["hello", "1"],
        ["hello", "2"],
      ]);
    });

    it("gathers more than the ten messages of one call for an event source", async () => {
      const { arn } = await test.sqs.createQueue("orders", {});
      for (let each = 0; each < 25; each++) await test.sqs.send(arn, `${each}`);

      const messages = await test.sqs.receive(arn, { max: 20, waitSeconds: 0, signal: new AbortController().signal });

      expect(messages.map(({ body }) => body)).to.deep.equal(Array.from({ length: 20 }, (_, each) => `${each}`));
    });
  });

  describe("dead-letter queue", () => {
    it("gets a message at the receive after the last allowed one", async () => {
      const dead = await test.sqs.createQueue("dead", {});
      const { url } = await test.sqs.createQueue("orders", {
        VisibilityTimeout: "0",
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 2 }),
      });
      await send(url, "poison");

      const received = [await receive(url), await receive(url), await receive(url)];

      expect(received.map(bodies)).to.deep.equal([["poison"], ["poison"], []]);
      expect(bodies(await receive(dead.url))).to.deep.equal(["poison"]);
    });

    for (const [fault, policy] of [
      ["does not exist", { deadLetterTargetArn: "arn:aws:sqs:us-east-1:000000000000:absent", maxReceiveCount: 2 }],
      [
        "is of the other type",
        { deadLetterTargetArn: "arn:aws:sqs:us-east-1:000000000000:dead.fifo", maxReceiveCount: 2 },
      ],
      ["allows no source", { deadLetterTargetArn: "arn:aws:sqs:us-east-1:000000000000:closed", maxReceiveCount: 2 }],
    ] as const) {
      it(`is refused when it ${fault}`, async () => {
        await test.sqs.createQueue("dead.fifo", { FifoQueue: "true" });
        await test.sqs.createQueue("closed", { RedriveAllowPolicy: '{"redrivePermission":"denyAll"}' });

        const error = await rejection(test.sqs.createQueue("orders", { RedrivePolicy: JSON.stringify(policy) }));

        expect(error).to.include({ code: "InvalidParameterValue" });
        expect(error.message).to.match(/RedrivePolicy is invalid/);
      });
    }
  });

  describe("FIFO", () => {
    it("keeps a group's order and holds it back while one of it is in flight", async () => {
      const { url } = await test.sqs.createQueue("orders.fifo", {
        FifoQueue: "true",
        ContentBasedDeduplication: "true",
      });
      for (const body of ["a1", "a2", "b1", "a3"]) await send(url, body, { MessageGroupId: body.charAt(0) });

      const first = await receive(url, { MaxNumberOfMessages: 2 });
      const whileInFlight = await receive(url, { MaxNumberOfMessages: 10 });
      for (const { ReceiptHandle } of first) {
        await test.client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
      }
      const next = await receive(url, { MaxNumberOfMessages: 10 });

      expect([first, whileInFlight, next].map(bodies)).to.deep.equal([["a1", "a2"], ["b1"], ["a3"]]);
    });

    it("stores a message once in five minutes, by content or by deduplication id", async () => {
      const { url } = await test.sqs.createQueue("orders.fifo", {
        FifoQueue: "true",
        ContentBasedDeduplication: "true",
      });

      await send(url, "same", { MessageGroupId: "a" });
      await send(url, "same", { MessageGroupId: "a" });
      await send(url, "other", { MessageGroupId: "b", MessageDeduplicationId: "1" });
      await send(url, "changed", { MessageGroupId: "b", MessageDeduplicationId: "1" });

      expect(bodies(await receive(url, { MaxNumberOfMessages: 10 }))).to.deep.equal(["same", "other"]);
    });
  });

  describe("messages", () => {
    it("carry attributes to those who ask for them, and to nobody else", async () => {
      const { url } = await test.sqs.createQueue("orders", { VisibilityTimeout: "0" });
      await send(url, "hello", {
        MessageAttributes: {
          tenant: { DataType: "String", StringValue: "acme" },
          logo: { DataType: "Binary", BinaryValue: new Uint8Array([1, 2]) },
        },
      });

      const [all] = await receive(url, { MessageAttributeNames: ["All"] });
      const [one] = await receive(url, { MessageAttributeNames: ["tenant"] });
      const [none] = await receive(url);

      expect(all?.MessageAttributes?.logo?.BinaryValue).to.deep.equal(new Uint8Array([1, 2]));
      expect(Object.keys(one?.MessageAttributes ?? {})).to.deep.equal(["tenant"]);
      expect(none).to.not.have.property("MessageAttributes");
    });

    it("may hold any character of Unicode but control characters", async () => {
      const { url } = await test.sqs.createQueue("orders", {});

      await send(url, "caf\u00e9 \u{1F600}");
      const error = await rejection(send(url, "bell\u0007"));

      expect(bodies(await receive(url))).to.deep.equal(["caf\u00e9 \u{1F600}"]);
      expect(error.name).to.equal("InvalidMessageContents");
    });

    it("are at most 1 MiB long, attributes included, or what the queue allows", async () => {
      const { url } = await test.sqs.createQueue("large", {});
      const small = await test.sqs.createQueue("small", { MaximumMessageSize: "1024" });

      await send(url, "x".repeat(1_048_576));
      const tooLong = await rejection(send(url, "x".repeat(1_048_577)));
      const tooLongForQueue = await rejection(send(small.url, "x".repeat(1025)));

      expect(tooLong.message).to.match(/must be shorter than 1048576 bytes/);
      expect(tooLongForQueue.message).to.match(/must be shorter than 1024 bytes/);
    });

    it("are delayed by at most 15 minutes", async () => {
      const { url } = await test.sqs.createQueue("orders", {});

      const error = await rejection(send(url, "hello", { DelaySeconds: 901 }));

      expect(error.name).to.equal("InvalidParameterValue");
    });

    it("are forgotten when their retention is over", async () => {
      const { url } = await test.sqs.createQueue("orders", { MessageRetentionPeriod: "60" });
      await send(url, "old");
      test.advance(30_000);
      await send(url, "young");

      test.advance(30_000);

      expect(bodies(await receive(url, { MaxNumberOfMessages: 10 }))).to.deep.equal(["young"]);
    });
  });

  describe("batches", () => {
    /** Sends entries as they are, which the SDK would refuse or turn into others. */
    async function batchAsWritten(
      QueueUrl: string,
      Entries: readonly unknown[],
      operation = "SendMessageBatch",
    ): Promise<unknown> {
      const { run } = test.sqs.api.prepare({
        operation,
        params: { QueueUrl, Entries },
        principal: { kind: "operator", arn: "arn:aws:iam::000000000000:root" },
      });
      const answer = await run();
      return "result" in answer ? answer.result : undefined;
    }

    it("fail entry by entry", async () => {
      const { url } = await test.sqs.createQueue("orders", { MaximumMessageSize: "1024" });

      const sent = await test.client.send(
        new SendMessageBatchCommand({
          QueueUrl: url,
          Entries: [
            { Id: "good", MessageBody: "hello" },
            { Id: "long", MessageBody: "x".repeat(1025) },
          ],
        }),
      );
      const [message] = await receive(url);
      const deleted = await test.client.send(
        new DeleteMessageBatchCommand({
          QueueUrl: url,
          Entries: [{ Id: "good", ReceiptHandle: message?.ReceiptHandle }],
        }),
      );

      expect(sent.Successful?.map(({ Id }) => Id)).to.deep.equal(["good"]);
      expect(sent.Failed?.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault])).to.deep.equal([
        ["long", "InvalidParameterValue", true],
      ]);
      expect(deleted.Successful?.map(({ Id }) => Id)).to.deep.equal(["good"]);
    });

    for (const [what, entry, code] of [
      ["a body that is no text", { MessageBody: 5 }, "MissingParameter"],
      ["an attribute that is null", { MessageBody: "a", MessageAttributes: { a: null } }, "InvalidParameterValue"],
      [
        "a value that is no text",
        { MessageBody: "a", MessageAttributes: { a: { DataType: "String", StringValue: 5 } } },
        "InvalidParameterValue",
      ],
      [
        "a value that is no text, besides the one of its type",
        { MessageBody: "a", MessageAttributes: { a: { DataType: "Binary", BinaryValue: "AA==", StringValue: 5 } } },
        "InvalidParameterValue",
      ],
    ] as const) {
      it(`fail an entry with ${what}, and send the others`, async () => {
        const { url, arn } = await test.sqs.createQueue("orders", {});
        const Entries = [
          { Id: "bad", ...entry },
          { Id: "good", MessageBody: "hello" },
        ];

        const answer = await batchAsWritten(url, Entries);

        expect(answer).to.have.nested.property("Successful.length", 1);
        expect(answer).to.have.nested.property("Failed.length", 1);
        expect(answer).to.deep.nested.include({ "Failed[0].Id": "bad", "Failed[0].Code": code });
        expect(test.sqs.depth(arn).visible).to.equal(1);
      });
    }

    it("are refused where an entry is null", async () => {
      const { url } = await test.sqs.createQueue("orders", {});

      const error = await rejection(batchAsWritten(url, [null]));

      expect(error).to.have.property("code", "InvalidBatchEntryId");
    });

    for (const operation of ["DeleteMessageBatch", "ChangeMessageVisibilityBatch"]) {
      it(`fail an entry of ${operation} whose receipt handle is no text`, async () => {
        const { url } = await test.sqs.createQueue("orders", {});

        const answer = await batchAsWritten(url, [{ Id: "bad", ReceiptHandle: 5, VisibilityTimeout: 1 }], operation);

        expect(answer).to.deep.nested.include({ "Failed[0].Id": "bad", "Failed[0].Code": "ReceiptHandleIsInvalid" });
      });
    }

    it("count an entry that is too long for the queue towards the limit of all together", async () => {
      const { url } = await test.sqs.createQueue("orders", { MaximumMessageSize: "1024" });

      const error = await rejection(batchAsWritten(url, [{ Id: "long", MessageBody: "x".repeat(1_048_577) }]));

      expect(error).to.have.property("code", "BatchRequestTooLong");
    });

    it("need distinct ids, and at most ten entries", async () => {
      const { url } = await test.sqs.createQueue("orders", {});
      const batch = (ids: readonly string[]) =>
        test.client.send(
          new SendMessageBatchCommand({ QueueUrl: url, Entries: ids.map((Id) => ({ Id, MessageBody: "hello" })) }),
        );

      const same = await rejection(batch(["a", "a"]));
      const many = await rejection(batch("abcdefghijk".split("")));

      expect([same.name, many.name]).to.deep.equal(["BatchEntryIdsNotDistinct", "TooManyEntriesInBatchRequest"]);
    });
  });

  describe("attributes and metrics", () => {
    it("count what is visible, in flight and delayed, and the age of the oldest", async () => {
      const { url, arn } = await test.sqs.createQueue("orders", {});
      await send(url, "taken");
      test.advance(5000);
      await send(url, "waiting");
      await send(url, "later", { DelaySeconds: 60 });
      await receive(url);
      test.advance(1000);

      const { Attributes } = await test.client.send(
        new GetQueueAttributesCommand({
          QueueUrl: url,
          AttributeNames: [
            "ApproximateNumberOfMessages",
            "ApproximateNumberOfMessagesNotVisible",
            "ApproximateNumberOfMessagesDelayed",
            "QueueArn",
          ],
        }),
      );

      expect(Attributes).to.deep.equal({
        QueueArn: arn,
        ApproximateNumberOfMessages: "1",
        ApproximateNumberOfMessagesNotVisible: "1",
        ApproximateNumberOfMessagesDelayed: "1",
      });
      expect(test.sqs.depth(arn)).to.deep.equal({ visible: 1, notVisible: 1, delayed: 1, oldestAgeSeconds: 6 });
      expect([...test.gauges].map(([name, read]) => [name, read()])).to.deep.equal([
        ["ApproximateNumberOfMessagesVisible orders", 1],
        ["ApproximateNumberOfMessagesNotVisible orders", 1],
        ["ApproximateNumberOfMessagesDelayed orders", 1],
        ["ApproximateAgeOfOldestMessage orders", 6],
      ]);
    });

    for (const [kind, name, attributes, age] of [
      ["leave out of a standard queue's age", "orders", {}, 0],
      ["keep in a FIFO queue's age", "orders.fifo", { FifoQueue: "true", ContentBasedDeduplication: "true" }, 60],
    ] as const) {
      it(`${kind} what was received three times and not deleted`, async () => {
        const { url, arn } = await test.sqs.createQueue(name, { VisibilityTimeout: "20", ...attributes });
        await test.client.send(
          new SendMessageCommand({
            QueueUrl: url,
            MessageBody: "poison",
            ...(name.endsWith(".fifo") && { MessageGroupId: "g" }),
          }),
        );
        const ages: number[] = [];
        for (let receives = 1; receives <= 3; receives++) {
          await receive(url);
          test.advance(20_000);
          ages.push(test.sqs.depth(arn).oldestAgeSeconds);
        }

        expect(ages).to.deep.equal([20, 40, age]);
      });
    }

    it("drop to nothing when a queue is purged, and are gone with the queue", async () => {
      const { url, arn } = await test.sqs.createQueue("orders", {});
      await send(url, "hello");

      await test.client.send(new PurgeQueueCommand({ QueueUrl: url }));
      const purged = test.sqs.depth(arn);
      await test.sqs.deleteQueue(url);

      expect(purged).to.deep.equal({ visible: 0, notVisible: 0, delayed: 0, oldestAgeSeconds: 0 });
      expect([...test.gauges.keys()]).to.deep.equal([]);
    });

    it("are refused outside SQS's ranges", async () => {
      const error = await rejection(test.sqs.createQueue("orders", { VisibilityTimeout: "43201" }));

      expect(error).to.include({ code: "InvalidAttributeValue" });
    });
  });

  describe("permissions", () => {
    it("are asked for per operation, for a batch as for its entries", async () => {
      const { url, arn } = await test.sqs.createQueue("orders", {});

      await send(url, "hello");
      await test.client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: [{ Id: "a", MessageBody: "b" }] }));
      const [message] = await receive(url);
      await test.client.send(
        new DeleteMessageBatchCommand({ QueueUrl: url, Entries: [{ Id: "a", ReceiptHandle: message?.ReceiptHandle }] }),
      );
      await test.client.send(new GetQueueUrlCommand({ QueueName: "orders" }));

      expect(test.host.permissions.flat()).to.deep.equal([
        { action: "sqs:SendMessage", resource: arn },
        { action: "sqs:SendMessage", resource: arn },
        { action: "sqs:ReceiveMessage", resource: arn },
        { action: "sqs:DeleteMessage", resource: arn },
        { action: "sqs:GetQueueUrl", resource: arn },
      ]);
    });

    it("are not asked for what is not run here: that is refused", async () => {
      const answer = await callInProcess(test.sqs.api, "Explode", {});

      expect(answer).to.deep.include({ error: "AWS.SimpleQueueService.UnsupportedOperation", status: 400 });
      expect(test.host.permissions).to.deep.equal([]);
    });

    it("are those of the Service Authorization Reference for changes of queues", async () => {
      const { client } = test;
      const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: "made", tags: { team: "a" } }));
      await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { DelaySeconds: "1" } }));
      await client.send(new UntagQueueCommand({ QueueUrl, TagKeys: ["team"] }));
      await client.send(new DeleteQueueCommand({ QueueUrl }));

      const resource = "arn:aws:sqs:us-east-1:000000000000:made";
      const context = { "aws:RequestTag/team": "a", "aws:TagKeys": ["team"] };
      expect(test.host.permissions.flat()).to.deep.equal([
        { action: "sqs:CreateQueue", resource, context },
        { action: "sqs:TagQueue", resource, context },
        { action: "sqs:SetQueueAttributes", resource },
        { action: "sqs:UntagQueue", resource, context: { "aws:TagKeys": ["team"] } },
        { action: "sqs:DeleteQueue", resource },
      ]);
    });
  });

  /** Lets promises that are ready run, so that a receive has come to wait. */
  function settle(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }
});
