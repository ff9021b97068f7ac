import { expect } from "chai";
import { type FailureMessage, sendFailures } from "../../../functions/event-aggregator/failureQueue";
import type { FailedEvent } from "../../../functions/event-aggregator/streamRecord";
import { isTransient } from "../../../functions/shared/awsErrors";
import { positionOf } from "../../../functions/shared/exactlyOnce/mark";
import { fakeQueue, serviceError } from "../support/clients";
import { shardA } from "../support/streamEvent";

const failedEvent = (sequence: number, payload: string, ...[error]: unknown[]): FailedEvent => ({
  event: {
    eventId: `event-${sequence}`,
    payload,
    receivedAt: "2025-11-21T07:00:00.000Z",
    sequenceNumber: String(sequence),
    position: positionOf(String(sequence)),
  },
  reason: "summarize",
  error,
});

const send = (queue: ReturnType<typeof fakeQueue>, failures: FailedEvent[]) =>
  sendFailures(queue.client, "https://queue", shardA, failures);

const bytesOf = (entries: readonly { MessageBody: string }[]) =>
  entries.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0);

describe("sendFailures", () => {
  it("sends nothing for no failures", async () => {
    const queue = fakeQueue();

    expect(await send(queue, [])).to.deep.equal({ sent: 0 });
    expect(queue.batches).to.deep.equal([]);
  });

  it("sends the first event alone, and ten of the others in a request", async () => {
    const queue = fakeQueue();

    await send(
      queue,
      Array.from({ length: 25 }, (_, index) => failedEvent(index, "{}")),
    );

    expect(queue.batches.map((batch) => batch.length)).to.deep.equal([1, 10, 10, 4]);
    expect(queue.bodies.map((body) => (JSON.parse(body) as FailureMessage).eventId)).to.deep.equal(
      Array.from({ length: 25 }, (_, index) => `event-${index}`),
    );
  });

  it("keeps a request within 256 KiB", async () => {
    const queue = fakeQueue();
    const payload = JSON.stringify({ a: "x".repeat(100_000) });

    await send(
      queue,
      Array.from({ length: 5 }, (_, index) => failedEvent(index, payload)),
    );

    expect(queue.batches.map((batch) => batch.length)).to.deep.equal([1, 2, 2]);
    expect(Math.max(...queue.batches.map(bytesOf))).to.be.at.most(262_144);
    expect(queue.bodies.every((body) => (JSON.parse(body) as FailureMessage).payload === payload)).to.equal(true);
  });

  const fillers = ["x", '\\"', "é", "😀", "\uffff"];
  for (const filler of fillers) {
    it(`sends the start of a payload that is too long, when it is of ${JSON.stringify(filler)}`, async () => {
      const queue = fakeQueue();
      const payload = `{"a":"b${filler.repeat(Math.floor(262_100 / Buffer.byteLength(filler)))}"}`;

      const result = await send(queue, [failedEvent(1, payload), failedEvent(2, "{}")]);

      const [first, second] = queue.bodies.map((body) => JSON.parse(body) as FailureMessage);
      expect(result).to.deep.equal({ sent: 2 });
      expect(Math.max(...queue.batches.map(bytesOf))).to.be.at.most(262_144);
      expect(first?.payloadTruncated).to.equal(true);
      expect(payload.startsWith(first?.payload ?? "?")).to.equal(true);
      expect(first?.payload.length).to.be.within(19_999, 20_000);
      expect(second).to.not.have.property("payloadTruncated");
    });
  }

  it("sends no character that SQS refuses", async () => {
    const queue = fakeQueue();

    await send(queue, [failedEvent(1, '{"a":"\uffff\ufffe"}', new Error("\u0000\ud800"))]);

    expect(queue.bodies[0]).to.match(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd]*$/u);
    const { payload, error } = JSON.parse(queue.bodies[0] ?? "") as FailureMessage;
    expect([payload, error.message]).to.deep.equal(['{"a":"\uffff\ufffe"}', "\u0000\ud800"]);
  });

  const thrown: [string, unknown, FailureMessage["error"]][] = [
    ["a string", "out", { name: "Error", message: "summarize threw out" }],
    ["nothing", undefined, { name: "Error", message: "summarize threw undefined" }],
    ["an object", Object.create(null), { name: "Error", message: "summarize threw object" }],
    ["a symbol", Symbol("s"), { name: "Error", message: "summarize threw symbol" }],
  ];
  for (const [name, error, description] of thrown) {
    it(`describes an error when the callback throws ${name}`, async () => {
      const queue = fakeQueue();

      await send(queue, [failedEvent(1, "{}", error)]);

      expect((JSON.parse(queue.bodies[0] ?? "") as FailureMessage).error).to.deep.equal(description);
    });
  }

  it("shortens a long error", async () => {
    const queue = fakeQueue();

    await send(queue, [failedEvent(1, "{}", new Error("x".repeat(300_000)))]);

    expect((JSON.parse(queue.bodies[0] ?? "") as FailureMessage).error.message).to.have.length(2000);
  });

  it("stops at a request that failed", async () => {
    const error = serviceError("ServiceUnavailable", "server");
    let requests = 0;
    const queue = fakeQueue(() => {
      requests += 1;
      if (requests === 2) throw error;
      return {};
    });

    const result = await send(
      queue,
      Array.from({ length: 25 }, (_, index) => failedEvent(index, "{}")),
    );

    expect(result).to.deep.equal({ sent: 1, error });
    expect(queue.batches.map((batch) => batch.length)).to.deep.equal([1, 10]);
  });

  const refusals: [string, boolean, boolean][] = [
    ["InternalError", false, true],
    ["InvalidMessageContents", true, false],
    ["KMS.ThrottlingException", true, true],
  ];
  for (const [Code, SenderFault, passes] of refusals) {
    it(`stops at the first event that is refused with ${Code}, a fault that ${passes ? "passes" : "lasts"}`, async () => {
      const queue = fakeQueue((entries) => ({
        Failed: entries.length === 1 ? [] : ["7", "3"].map((Id) => ({ Id, Code, SenderFault, Message: "no" })),
      }));

      const { sent, error } = await send(
        queue,
        Array.from({ length: 25 }, (_, index) => failedEvent(index, "{}")),
      );

      expect(sent).to.equal(4);
      expect(error).to.include({ name: Code, message: "SQS did not take a message: no" });
      expect(isTransient(error)).to.equal(passes);
      expect(queue.batches).to.have.length(2);
    });
  }
});
