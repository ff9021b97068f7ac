import { expect } from "chai";
import type { Message, MessageContent } from "../../../local/services/sqs/message";
import { MAX_IN_FLIGHT, Queue } from "../../../local/services/sqs/queue";
import { newAttributes } from "../../../local/services/sqs/queueAttributes";
import { Queues } from "../../../local/services/sqs/queues";
import { HeldClock } from "../../support/heldClock";
import { rejection } from "../../support/rejection";

const NEVER = new AbortController().signal;

describe("an SQS queue's state", () => {
  let clock: HeldClock;
  let count: number;

  beforeEach(() => {
    clock = new HeldClock(Date.parse("2026-03-01T12:00:00.000Z"));
    count = 0;
  });

  function queue(attributes: Record<string, string> = {}): Queue {
    const address = { name: "orders", url: "url", arn: "arn:aws:sqs:us-east-1:000000000000:orders" };
    return new Queue(address, newAttributes(attributes), clock);
  }

  function content(more: Partial<MessageContent> = {}): MessageContent {
    const id = `${count++}`;
    return { id, body: id, md5OfBody: "", senderId: "", size: 1, sentAt: clock.now(), receiveCount: 0, ...more };
  }

  function fill(target: Queue, messages: number, delayMs = 0): void {
    for (let number = 0; number < messages; number++) target.put(content(), delayMs);
  }

  const bodies = (messages: readonly Message[]) => messages.map((message) => message.content.body);
  const alive = () => false;

  it("has no timers, however many messages are delayed or in flight", () => {
    const orders = queue();
    fill(orders, 1000);
    fill(orders, 1000, 5000);

    orders.take(500, 30_000, alive);

    expect(orders.depth()).to.deep.equal({ visible: 500, notVisible: 500, delayed: 1000, oldestAgeSeconds: 0 });
    expect(clock.pending).to.equal(0);
  });

  it("has one timer for each who waits, for the next message that can be seen", async () => {
    const queues = new Queues(clock);
    const orders = queue();
    queues.add(orders);
    fill(orders, 1, 5000);
    fill(orders, 1, 7000);

    const waiting = queues.receive(orders, { max: 10, waitSeconds: 20, signal: NEVER });
    const pending = clock.pending;
    clock.advance(5000);

    expect(pending).to.equal(1);
    expect(bodies(await waiting)).to.deep.equal(["0"]);
    expect(clock.pending).to.equal(0);
  });

  it("lets as many wait as like to, without a warning of a leak", async () => {
    const queues = new Queues(clock);
    const orders = queue();
    queues.add(orders);
    const warnings: string[] = [];
    const note = ({ name }: Error) => void warnings.push(name);
    process.on("warning", note);

    const waiting = Array.from({ length: 12 }, () => {
      return queues.receive(orders, { max: 1, waitSeconds: 20, signal: new AbortController().signal });
    });
    // Node.js warns in the turn that follows.
    await new Promise(setImmediate);
    queues.stop();
    process.off("warning", note);

    expect(await Promise.all(waiting)).to.deep.equal(Array.from({ length: 12 }, () => []));
    expect(warnings).to.deep.equal([]);
  });

  it("does not look again while nothing has changed", async () => {
    const queues = new Queues(clock);
    const orders = queue();
    queues.add(orders);
    let looks = 0;
    const { take } = orders;
    orders.take = (...options) => {
      looks++;
      return take.apply(orders, options);
    };

    const waiting = queues.receive(orders, { max: 1, waitSeconds: 20, signal: NEVER });
    clock.advance(19_999);
    await new Promise(setImmediate);
    const before = looks;
    clock.advance(1);

    expect(await waiting).to.deep.equal([]);
    expect([before, looks]).to.deep.equal([1, 2]);
  });

  it("holds 120,000 messages in flight, and says so to those who do not wait", async () => {
    const queues = new Queues(clock);
    const orders = queue();
    queues.add(orders);
    fill(orders, MAX_IN_FLIGHT + 1);

    const taken = queues.take(orders, MAX_IN_FLIGHT + 1);
    const error = await rejection(queues.receive(orders, { max: 1, waitSeconds: 0, signal: NEVER }));
    orders.remove(taken[0] as Message);
    const next = await queues.receive(orders, { max: 10, waitSeconds: 0, signal: NEVER });

    expect(taken).to.have.length(120_000);
    expect(error).to.include({ code: "OverLimit", status: 403 });
    expect(bodies(next)).to.deep.equal(["120000"]);
  });

  it("delays what a FIFO queue holds anew when its delay changes, and not what a standard queue holds", () => {
    const fifo = queue({ FifoQueue: "true", DelaySeconds: "60" });
    const standard = queue({ DelaySeconds: "60" });
    fifo.put(content({ group: "a" }), 60_000);
    standard.put(content(), 60_000);

    fifo.setAttributes({ DelaySeconds: "10" });
    standard.setAttributes({ DelaySeconds: "10" });
    clock.advance(10_000);

    expect([fifo, standard].map((each) => each.depth().visible)).to.deep.equal([1, 0]);
  });
});
