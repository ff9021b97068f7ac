import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { rejection } from "../../support/rejection";
import { startSqs, type TestSqs } from "./support";

describe("SQS redrive", () => {
  let test: TestSqs;
  let source: { arn: string; url: string };
  let dead: { arn: string; url: string };

  beforeEach(async () => {
    test = await startSqs();
    dead = await test.sqs.createQueue("dead", { VisibilityTimeout: "600" });
    source = await test.sqs.createQueue("orders", { RedrivePolicy: redrive(dead.arn) });
  });
  afterEach(() => test.close());

  function redrive(deadLetterTargetArn: string): string {
    return JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 });
  }

  async function fill(url: string, count: number, more = {}): Promise<void> {
    for (let number = 1; number <= count; number++) {
      await test.client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: `m${number}`, ...more }));
    }
  }

  async function receive(url: string): Promise<Message[]> {
    const { Messages = [] } = await test.client.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ["All"],
        MessageSystemAttributeNames: ["All"],
      }),
    );
    return Messages;
  }

  const start = (more = {}) => test.client.send(new StartMessageMoveTaskCommand({ SourceArn: dead.arn, ...more }));
  const list = async (MaxResults?: number) => {
    const { Results = [] } = await test.client.send(
      new ListMessageMoveTasksCommand({ SourceArn: dead.arn, ...(MaxResults && { MaxResults }) }),
    );
    return Results;
  };
  /** A batch a tick, and what that starts. */
  async function ticks(count: number, ms = 0): Promise<void> {
    for (let tick = 0; tick < count; tick++) {
      test.advance(ms);
      await new Promise(setImmediate);
    }
  }

  it("moves dead letters back to where they came from, as new messages", async () => {
    const MessageAttributes = { id: { DataType: "String", StringValue: "1" } };
    await fill(source.url, 1, { MessageAttributes });
    const [sent] = await receive(source.url);
    test.advance(31_000);
    await receive(source.url);

    await start();
    await ticks(2);

    const [moved] = await receive(source.url);
    expect(moved).to.deep.include({
      Body: "m1",
      MessageAttributes,
      MD5OfMessageAttributes: sent?.MD5OfMessageAttributes,
    });
    expect(moved?.MessageId).not.to.equal(sent?.MessageId);
    expect(moved?.Attributes).to.deep.include({
      ApproximateReceiveCount: "1",
      SentTimestamp: `${Date.parse("2026-03-01T12:00:31.000Z")}`,
    });
    expect(test.sqs.depth(dead.arn)).to.deep.equal({ visible: 0, notVisible: 0, delayed: 0, oldestAgeSeconds: 0 });
  });

  it("says how far a task is, and how it ended", async () => {
    await fill(dead.url, 25);

    const { TaskHandle } = await start({ DestinationArn: source.arn });
    await ticks(1);
    const [running] = await list();
    await ticks(5);
    const [ended] = await list();

    const known = {
      SourceArn: dead.arn,
      DestinationArn: source.arn,
      ApproximateNumberOfMessagesToMove: 25,
      StartedTimestamp: Date.parse("2026-03-01T12:00:00.000Z"),
    };
    expect(running).to.deep.include({ ...known, TaskHandle, Status: "RUNNING" });
    expect(running?.ApproximateNumberOfMessagesMoved).to.be.within(10, 20);
    expect(ended).to.deep.equal({ ...known, Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 25 });
    expect(test.sqs.depth(source.arn).visible).to.equal(25);
  });

  it("keeps to its rate", async () => {
    await fill(dead.url, 6);

    await start({ DestinationArn: source.arn, MaxNumberOfMessagesPerSecond: 2 });
    await ticks(1);
    const moved = [test.sqs.depth(source.arn).visible];
    await ticks(1, 999);
    moved.push(test.sqs.depth(source.arn).visible);
    await ticks(1, 1);
    moved.push(test.sqs.depth(source.arn).visible);
    await ticks(2, 1000);
    moved.push(test.sqs.depth(source.arn).visible);

    expect(moved).to.deep.equal([2, 2, 4, 6]);
    expect((await list())[0]).to.deep.include({ Status: "COMPLETED", MaxNumberOfMessagesPerSecond: 2 });
  });

  it("moves no more than was there at its start, so that a poison message does not go round for ever", async () => {
    await fill(dead.url, 1);

    await start({ DestinationArn: source.arn, MaxNumberOfMessagesPerSecond: 1 });
    await fill(dead.url, 5);
    await ticks(4, 1000);

    expect(test.sqs.depth(source.arn).visible).to.equal(1);
    expect(test.sqs.depth(dead.arn).visible).to.equal(5);
  });

  it("moves to another queue", async () => {
    const { arn } = await test.sqs.createQueue("other", {});
    await fill(dead.url, 2);

    await start({ DestinationArn: arn });
    await ticks(2);

    expect(test.sqs.depth(arn).visible).to.equal(2);
    expect((await list())[0]).to.deep.include({ DestinationArn: arn });
  });

  it("keeps groups and deduplication ids of a FIFO queue, and does not deduplicate what it moves", async () => {
    const deadFifo = await test.sqs.createQueue("dead.fifo", { FifoQueue: "true" });
    const fifo = await test.sqs.createQueue("orders.fifo", { FifoQueue: "true", RedrivePolicy: redrive(deadFifo.arn) });
    await fill(fifo.url, 1, { MessageGroupId: "g", MessageDeduplicationId: "d" });
    await receive(fifo.url);
    test.advance(31_000);
    await receive(fifo.url);

    await start({ SourceArn: deadFifo.arn });
    await ticks(2);

    const [moved] = await receive(fifo.url);
    expect(moved?.Attributes).to.deep.include({ MessageGroupId: "g", MessageDeduplicationId: "d" });
  });

  it("fails, and gives back what it had, when a message is too large for its destination", async () => {
    const { arn } = await test.sqs.createQueue("small", { MaximumMessageSize: "1024" });
    await test.client.send(new SendMessageCommand({ QueueUrl: dead.url, MessageBody: "a".repeat(1025) }));

    await start({ DestinationArn: arn });
    await ticks(2);

    expect((await list())[0]).to.deep.include({
      Status: "FAILED",
      FailureReason:
        "InvalidParameterValue: One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.",
    });
    expect(test.sqs.depth(dead.arn)).to.deep.include({ visible: 1, notVisible: 0 });
  });

  it("can be cancelled, and lists the newest first", async () => {
    await fill(dead.url, 3);
    const toSource = { DestinationArn: source.arn };
    await start({ ...toSource, MaxNumberOfMessagesPerSecond: 1 });
    const [{ TaskHandle } = {}] = await list();
    await ticks(1);

    const { ApproximateNumberOfMessagesMoved } = await test.client.send(
      new CancelMessageMoveTaskCommand({ TaskHandle }),
    );
    await ticks(3, 1000);
    await start(toSource);
    await ticks(2);

    expect(ApproximateNumberOfMessagesMoved).to.equal(1);
    expect(
      (await list(10)).map(({ Status, ApproximateNumberOfMessagesMoved: moved }) => [Status, moved]),
    ).to.deep.equal([
      ["COMPLETED", 2],
      ["CANCELLED", 1],
    ]);
    const again = await rejection(test.client.send(new CancelMessageMoveTaskCommand({ TaskHandle })));
    expect(again.message).to.equal("Only active tasks can be cancelled.");
  });

  it("asks for what it does on both queues", async () => {
    await start();
    await list();

    const onDead = (...names: string[]) => names.map((name) => ({ action: `sqs:${name}`, resource: dead.arn }));
    const needed = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];
    expect(test.host.permissions).to.deep.equal([
      [...onDead("StartMessageMoveTask", ...needed), { action: "sqs:SendMessage", resource: source.arn }],
      onDead("ListMessageMoveTasks", ...needed),
    ]);
  });

  for (const [what, request, name, message] of [
    [
      "a queue that is none",
      { SourceArn: "arn:aws:sqs:us-east-1:000000000000:x" },
      "ResourceNotFoundException",
      "for the SourceArn parameter doesn't exist",
    ],
    [
      "a destination that is none",
      { DestinationArn: "arn:x" },
      "ResourceNotFoundException",
      "for the DestinationArn parameter doesn't exist",
    ],
    ["a rate of nothing", { MaxNumberOfMessagesPerSecond: 0 }, "InvalidParameterValue", "between 1 and 500"],
    ["a rate beyond SQS's", { MaxNumberOfMessagesPerSecond: 501 }, "InvalidParameterValue", "between 1 and 500"],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const error = await rejection(start(request));

      expect(error.name).to.equal(name);
      expect(error.message).to.contain(message);
    });
  }

  it("refuses a queue that is nobody's dead-letter queue, and a second task beside one that runs", async () => {
    await fill(dead.url, 20);
    const notDead = await rejection(start({ SourceArn: source.arn, DestinationArn: dead.arn }));
    await start({ DestinationArn: source.arn, MaxNumberOfMessagesPerSecond: 1 });

    const second = await rejection(start());

    expect(notDead.message).to.equal("Source queue must be configured as a Dead Letter Queue.");
    expect(second.message).to.contain("Only one active task is allowed for a source queue arn at a given time.");
  });

  it("moves the dead letters of two queues to where each came from", async () => {
    const more = await test.sqs.createQueue("more", { RedrivePolicy: redrive(dead.arn) });
    await fill(source.url, 1);
    await fill(more.url, 2);
    for (const { url } of [source, more]) {
      await receive(url);
      test.advance(31_000);
      await receive(url);
    }

    await start();

    expect([source, more, dead].map(({ arn }) => test.sqs.depth(arn).visible)).to.deep.equal([1, 2, 0]);
  });

  it("does not know where to move what was sent to the dead-letter queue itself, unless it is told", async () => {
    await fill(dead.url, 1);

    await start();

    expect((await list())[0]).to.deep.include({ Status: "FAILED", FailureReason: "CouldNotDetermineMessageSource" });
    expect(test.sqs.depth(dead.arn)).to.include({ visible: 1, notVisible: 0 });
  });
});
