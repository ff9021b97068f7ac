import { createHmac } from "node:crypto";
import { expect } from "chai";
import { createHandlerWorker, type HandlerWorker } from "../../../functions/debounce/handlerWorker";
import { readHandlerSettings } from "../../../functions/debounce/settings";
import { SimulatedClock } from "../support/simulatedClock";
import { SimulatedQueue } from "../support/simulatedQueue";
import { MemoryTable } from "./memoryTable";

const environment = {
  TRACKING_TABLE: "tracking",
  QUEUE_URL: "https://sqs.test/queue",
  QUARANTINE_QUEUE_URL: "https://sqs.test/quarantine",
  QUIET_SECONDS: "60",
};

describe("createHandlerWorker", () => {
  let clock: SimulatedClock;
  let queue: SimulatedQueue;
  let table: MemoryTable;
  let counts: Record<string, number>;
  let reports: (number | undefined)[];

  beforeEach(() => {
    clock = new SimulatedClock();
    queue = new SimulatedQueue(clock);
    queue.latencyMs = 5;
    table = new MemoryTable(clock);
    counts = {};
    reports = [];
  });

  function start(overrides: Record<string, string> = {}): HandlerWorker {
    const made = createHandlerWorker({
      settings: readHandlerSettings({ ...environment, ...overrides }),
      sqs: queue.client,
      table,
      async report(until) {
        reports.push(until);
      },
      clock,
      random: Math.random,
      log: { info: () => undefined, warn: () => undefined },
      count(name) {
        counts[name] = (counts[name] ?? 0) + 1;
      },
    });
    void made.worker.run();
    return made;
  }

  let requests = 0;
  const put = (body: unknown, attributes: Record<string, string> = {}) =>
    queue.put(typeof body === "string" ? body : JSON.stringify(body), {
      requestId: `r${++requests}`,
      source: "shop",
      ...attributes,
    });
  const quarantined = () =>
    queue.sent.map(({ queueUrl, attributes: { quarantineReason } }) => [queueUrl, quarantineReason?.StringValue]);

  it("writes each change down once, those that come together in one write", async () => {
    for (let n = 0; n < 100; n++) put({ entityId: `e${n % 5}` });

    start();
    await clock.until(() => queue.size === 0);

    expect([...table.records].map(([id, { changes }]) => [id, changes]).sort()).to.deep.equal(
      [0, 1, 2, 3, 4].map((n) => [`e${n}`, 20]),
    );
    expect(counts).to.deep.equal({ ChangesSeen: 100 });
    expect(table.steps).to.be.below(60);
  });

  it("tells entities of the same source and of others by nothing but their id", async () => {
    put({ entityId: "e" }, { source: "shop", deliveryId: "1" });
    put({ entityId: "e" }, { source: "bank", deliveryId: "1" });

    start();
    await clock.until(() => queue.size === 0);

    expect(table.records.get("e")?.changes).to.equal(2);
  });

  it("counts a delivery that its sender or the queue repeats once", async () => {
    for (let n = 0; n < 3; n++) put({ entityId: "e" }, { deliveryId: "d1" });
    start();
    await clock.until(() => queue.size === 0);
    const before = table.records.get("e");

    await clock.pass(10_000);
    put({ entityId: "e" }, { deliveryId: "d1" });
    await clock.until(() => queue.size === 0);

    expect(table.records.get("e")).to.equal(before);
    expect(before?.changes).to.equal(1);
    expect(counts).to.deep.equal({ ChangesSeen: 1, Duplicates: 3 });
  });

  it("counts a change once whose message it could not delete", async () => {
    put({ entityId: "e" });
    let refusals = 4;
    queue.fail = (name) => {
      if (name === "DeleteMessageBatch" && refusals-- > 0) throw new Error("no answer");
    };

    start();
    await clock.until(() => queue.size === 0);

    expect(table.records.get("e")?.changes).to.equal(1);
    expect(counts).to.deep.equal({ ChangesSeen: 1, Duplicates: 1 });
  });

  it("finds the entity where it is told", async () => {
    put({ order: { "a/b": ["x", 42] } });

    start({ ENTITY_ID_POINTER: "/order/a~1b/1" });
    await clock.until(() => queue.size === 0);

    expect([...table.records.keys()]).to.deep.equal(["42"]);
  });

  it("puts what names no entity into quarantine, alone and with the reason", async () => {
    put("not { json");
    put({ id: "e" });
    put({ entityId: "e" });

    start();
    await clock.until(() => queue.size === 0);

    expect([...table.records.keys()]).to.deep.equal(["e"]);
    expect(quarantined()).to.have.deep.members([
      ["https://sqs.test/quarantine", "the body is not JSON"],
      ["https://sqs.test/quarantine", "the body does not name its entity"],
    ]);
    expect(counts).to.deep.equal({ ChangesSeen: 1, EntityMissing: 2 });
  });

  it("writes down nothing that is not signed as its source signs", async () => {
    const body = JSON.stringify({ entityId: "e" });
    const signature = `sha256=${createHmac("sha256", "s3cret").update(body).digest("hex")}`;
    put(body, { source: "github", signature: "sha256=00" });
    put(body, { source: "github" });
    put(JSON.stringify({ entityId: "f" }), { source: "github", signature });
    put(body, { source: "github", signature });

    start({ WEBHOOK_SECRETS: JSON.stringify({ github: "s3cret" }) });
    await clock.until(() => queue.size === 0);

    expect([...table.records].map(([id, { changes }]) => [id, changes])).to.deep.equal([["e", 1]]);
    expect(quarantined().map(([, reason]) => reason)).to.have.members([
      "signature wrong",
      "signature missing",
      "signature wrong",
    ]);
    expect(counts).to.deep.equal({ ChangesSeen: 1, SignatureRejected: 3 });
  });

  it("moves a message that is no webhook to the dead letters", async () => {
    queue.put("by hand", {});
    put({ entityId: "e" });

    start();
    await clock.until(() => queue.deadLetters.length === 1);

    expect(queue.deadLetters[0]?.body).to.equal("by hand");
    expect([...table.records.keys()]).to.deep.equal(["e"]);
  });

  it("loses nothing in an outage of DynamoDB, which costs no message more than a receive", async () => {
    for (let n = 0; n < 300; n++) put({ entityId: `e${n}` });
    const endsAt = clock.now() + 60_000;
    table.fail = () => {
      if (clock.now() < endsAt) throw Object.assign(new Error("throttled"), { $fault: "server" });
    };

    const { isServiceDown } = start();
    await clock.until(isServiceDown);
    await clock.until(() => queue.size === 0);

    expect(table.records.size).to.equal(300);
    expect(queue.deadLetters).to.deep.equal([]);
    expect(Math.max(...queue.receivesOfDeleted.values())).to.equal(1);
  });

  it("fails a change that DynamoDB refuses alone", async () => {
    for (let n = 0; n < 20; n++) put({ entityId: `e${n}` });
    table.fail = (_, entityId) => {
      if (entityId === "e7") throw Object.assign(new Error("denied"), { $fault: "client" });
    };

    start();
    await clock.until(() => queue.deadLetters.length === 1);

    expect(table.records.size).to.equal(19);
  });

  describe("tells up to when it has seen what was sent", () => {
    it("as long as it has work, and that it has none afterwards", async () => {
      for (let n = 0; n < 10; n++) put({ entityId: `e${n}` });
      const sentAt = clock.now();
      await clock.pass(3000);

      start();
      await clock.until(() => queue.size === 0);
      await clock.pass(3000);

      expect(reports[0]).to.equal(sentAt);
      expect(reports.at(-1)).to.equal(undefined);
      expect(reports.length).to.be.at.most(3);
    });

    it("by the oldest of what it has in hand", async () => {
      table = new MemoryTable(clock, 10_000);
      start();
      put({ entityId: "a" });
      const sentAt = clock.now();
      await clock.pass(4000);
      put({ entityId: "b" });
      await clock.pass(4000);

      expect(new Set(reports)).to.deep.equal(new Set([sentAt]));
      expect(reports.length).to.be.within(15, 17);
    });

    it("by nothing that it has received before", async () => {
      put({ entityId: "e" });
      let failures = 1;
      table.fail = () => {
        if (failures-- > 0) throw Object.assign(new Error("denied"), { $fault: "client" });
      };
      start();
      await clock.until(() => counts.HandlerFailed === 1);
      await clock.pass(1500);
      reports.length = 0;

      await clock.until(() => table.records.size === 1);
      await clock.pass(1500);

      expect(reports).to.deep.equal([]);
    });
  });
});
