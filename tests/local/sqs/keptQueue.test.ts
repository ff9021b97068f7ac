import type {
  ListMessageMoveTasksResult,
  Message,
  ReceiveMessageResult,
  SendMessageResult,
  StartMessageMoveTaskResult,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import fc from "fast-check";
import { AwsError } from "../../../local/base/awsError";
import { queueArn } from "../../../local/services/sqs/queueAddress";
import { rejection } from "../../support/rejection";
import { KeptSqs } from "./keptQueue";

const REDRIVE = { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn("dead"), maxReceiveCount: 2 }) };

describe("SQS across starts", () => {
  let kept: KeptSqs;

  async function start(queues: ConstructorParameters<typeof KeptSqs>[0]): Promise<KeptSqs> {
    kept = new KeptSqs(queues);
    await kept.start();
    return kept;
  }
  afterEach(() => kept.close());

  const send = (queue: string, body: string, more = {}) =>
    kept.call<SendMessageResult>("SendMessage", queue, { MessageBody: body, ...more });
  async function receive(queue: string, more = {}): Promise<readonly Message[]> {
    const options = { MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["All"], ...more };
    return (await kept.call<ReceiveMessageResult>("ReceiveMessage", queue, options)).Messages ?? [];
  }
  const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body);

  it("gives a message as it was sent, with all its attributes", async () => {
    await start({ orders: {} });
    const MessageAttributes = { kind: { DataType: "String", StringValue: "é" } };
    const MessageSystemAttributes = {
      AWSTraceHeader: { DataType: "String", StringValue: "Root=1-5759e988-bd862e3fe1be46a994272793" },
    };
    await send("orders", "ü", { MessageAttributes, MessageSystemAttributes });
    const before = await receive("orders", { MessageAttributeNames: ["All"], VisibilityTimeout: 0 });

    await kept.restart();

    const after = await receive("orders", { MessageAttributeNames: ["All"], VisibilityTimeout: 0 });
    const { ReceiptHandle: _, Attributes = {}, ...rest } = before[0] ?? {};
    expect(after).to.deep.equal([
      { ...rest, ReceiptHandle: after[0]?.ReceiptHandle, Attributes: { ...Attributes, ApproximateReceiveCount: "2" } },
    ]);
  });

  it("takes a receipt handle that was given before, and gives the message again only when its timeout is over", async () => {
    await start({ orders: {} });
    await send("orders", "first");
    await send("orders", "second");
    const [first] = await receive("orders");

    await kept.restart();
    kept.clock.advance(29_999);
    expect(await receive("orders")).to.deep.equal([]);
    await kept.call("DeleteMessage", "orders", { ReceiptHandle: first?.ReceiptHandle });
    kept.clock.advance(1);

    expect(bodies(await receive("orders"))).to.deep.equal(["second"]);
  });

  it("leaves a queue that the program does not declare as it is, for a start that does", async () => {
    await start({ orders: {}, returns: {} });
    await send("returns", "kept");

    await kept.restart(kept.bytes, { orders: {} });
    expect(await rejection(send("returns", "refused"))).to.include({ code: "QueueDoesNotExist" });
    await kept.restart();

    expect(bodies(await receive("returns"))).to.deep.equal(["kept"]);
  });

  it("has nothing of a queue that was deleted", async () => {
    await start({ orders: {} });
    await send("orders", "gone");

    await kept.sqs.deleteQueue("http://127.0.0.1:4510/000000000000/orders");
    await kept.restart();

    expect(await receive("orders")).to.deep.equal([]);
  });

  it("makes a receive of a FIFO queue again, by its attempt id", async () => {
    await start({ "orders.fifo": { FifoQueue: "true" } });
    await send("orders.fifo", "first", { MessageGroupId: "g", MessageDeduplicationId: "1" });
    const attempt = { ReceiveRequestAttemptId: "attempt" };
    const before = await receive("orders.fifo", attempt);

    await kept.restart();

    expect(await receive("orders.fifo", attempt)).to.deep.equal(before);
  });

  it("remembers when it was created, and that it was purged a moment ago", async () => {
    await start({ orders: {} });
    const createdAt = kept.clock.now() / 1000;
    kept.clock.advance(5000);
    await kept.call("PurgeQueue", "orders");

    await kept.restart();

    expect(await kept.sqs.attributes(queueArn("orders"))).to.include({ CreatedTimestamp: `${createdAt}` });
    const refused = await rejection(kept.call("PurgeQueue", "orders"));
    expect(refused).to.be.instanceOf(AwsError).and.include({ code: "PurgeQueueInProgress" });
  });

  it("goes on with a redrive that was under way, at its rate", async () => {
    await start({ dead: {}, orders: REDRIVE });
    for (const body of ["1", "2", "3"]) await send("dead", body);
    const { TaskHandle } = await kept.call<StartMessageMoveTaskResult>("StartMessageMoveTask", "dead", {
      SourceArn: queueArn("dead"),
      DestinationArn: queueArn("orders"),
      MaxNumberOfMessagesPerSecond: 1,
    });

    await kept.restart();

    const list = { SourceArn: queueArn("dead") };
    const { Results } = await kept.call<ListMessageMoveTasksResult>("ListMessageMoveTasks", "dead", list);
    expect(Results).to.deep.include.members([
      {
        ...{ TaskHandle, Status: "RUNNING", SourceArn: queueArn("dead"), DestinationArn: queueArn("orders") },
        ...{ MaxNumberOfMessagesPerSecond: 1, StartedTimestamp: kept.clock.now() },
        ...{ ApproximateNumberOfMessagesMoved: 2, ApproximateNumberOfMessagesToMove: 3 },
      },
    ]);
    kept.clock.advance(1000);
    expect(bodies(await receive("orders")).sort()).to.deep.equal(["1", "2", "3"]);
    expect(kept.sqs.depth(queueArn("dead")).visible).to.equal(0);
  });

  it("has every message in one of two queues, once, wherever a move between them was cut off", async () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constantFrom("send", "receive", "receive", "consume", "advance", "redrive"),
        bytes: fc.constant(0),
      }),
      fc.record({ kind: fc.constant("crash"), bytes: fc.nat(600) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        await start({ dead: {}, orders: REDRIVE });
        let alive: readonly string[] = [];
        let history = [{ bytes: 0, alive }];
        for (const [count, { kind, bytes }] of steps.entries()) {
          if (kind === "send") {
            await send("orders", `${count}`);
            alive = [...alive, `${count}`];
          } else if (kind === "receive") {
            await receive("orders", { VisibilityTimeout: 5 });
          } else if (kind === "consume") {
            const gone = await consume("orders", 1);
            alive = alive.filter((body) => !gone.includes(body));
          } else if (kind === "advance") {
            kept.clock.advance(5000);
          } else if (kind === "redrive") {
            const params = { SourceArn: queueArn("dead"), MaxNumberOfMessagesPerSecond: 1 };
            // One may be under way already.
            await kept.call("StartMessageMoveTask", "dead", params).catch(expectRefusal);
          } else {
            const left = Math.max(0, kept.bytes - bytes);
            history = history.filter((past) => past.bytes <= left);
            alive = history.at(-1)?.alive ?? [];
            await kept.restart(left);
          }
          history.push({ bytes: kept.bytes, alive });
        }
        await kept.restart();
        const found: string[] = [];
        for (let quiet = 0; quiet < 3; quiet++) {
          kept.clock.advance(60_000);
          const consumed = [...(await consume("orders", 10)), ...(await consume("dead", 10))];
          found.push(...consumed);
          if (consumed.length > 0) quiet = 0;
        }
        kept.close();
        expect(found.sort()).to.deep.equal([...alive].sort());
      }),
      { numRuns: 100 },
    );
  }).timeout(60_000);

  async function consume(queue: string, max: number): Promise<readonly string[]> {
    const messages = await receive(queue, { MaxNumberOfMessages: max });
    for (const { ReceiptHandle } of messages) await kept.call("DeleteMessage", queue, { ReceiptHandle });
    return messages.map(({ Body = "" }) => Body);
  }
});

function expectRefusal(error: unknown): void {
  if (!(error instanceof AwsError)) throw error;
}
