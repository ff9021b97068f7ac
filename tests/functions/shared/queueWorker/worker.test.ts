import type { Message, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import * as fc from "fast-check";
import { sleep } from "../../../../functions/shared/clock";
import type { Handle } from "../../../../functions/shared/queueWorker/message";
import { createWorker, type Worker } from "../../../../functions/shared/queueWorker/worker";
import { DEFAULT_LIMITS, type WorkerLimits } from "../../../../functions/shared/queueWorker/workerLimits";
import { SimulatedClock } from "../../support/simulatedClock";
import { SimulatedQueue } from "../../support/simulatedQueue";

describe("createWorker", () => {
  let clock: SimulatedClock;
  let queue: SimulatedQueue;
  let warnings: string[];

  beforeEach(() => {
    clock = new SimulatedClock();
    queue = new SimulatedQueue(clock);
    warnings = [];
  });

  function workerOf(handle: Handle, limits: Partial<WorkerLimits> = {}): Worker {
    return createWorker({
      sqs: queue.client,
      queueUrl: "https://sqs.test/queue",
      handle,
      clock,
      random: () => 0.5,
      log: { info: () => undefined, warn: (text) => void warnings.push(text) },
      limits: { ...DEFAULT_LIMITS, ...limits },
    });
  }

  const processing =
    (ms: number, processed: string[] = []): Handle =>
    async ({ Body = "" }, { signal }) => {
      await sleep(clock, ms, signal);
      processed.push(Body);
    };

  it("processes every message once and deletes it", async () => {
    const processed: string[] = [];
    for (let n = 0; n < 237; n++) queue.put(`m${n}`);
    const worker = workerOf(processing(50, processed));

    void worker.run();
    await clock.until(() => queue.size === 0);

    expect(processed).to.have.length(237);
    expect(new Set(processed).size).to.equal(237);
    expect([...queue.receivesOfDeleted.values()].every((receives) => receives === 1)).to.equal(true);
    expect(warnings).to.deep.equal([]);
  });

  it("processes as many at once as it may, and never has more in hand", async () => {
    let now = 0;
    let most = 0;
    for (let n = 0; n < 300; n++) queue.put(`m${n}`);
    queue.latencyMs = 5;
    const worker = workerOf(
      async (_message, { signal }) => {
        now += 1;
        most = Math.max(most, now);
        expect(worker.inHand).to.be.at.most(25);
        await sleep(clock, 100, signal);
        now -= 1;
      },
      { concurrency: 25 },
    );

    void worker.run();
    await clock.until(() => queue.size === 0);

    expect(most).to.equal(25);
  });

  it("drains 50 ms of work more than ten times as fast as one message after the other", async () => {
    for (let n = 0; n < 500; n++) queue.put(`m${n}`);
    queue.latencyMs = 5;
    const startedAt = clock.now();
    const worker = workerOf(processing(50));

    void worker.run();
    await clock.until(() => queue.size === 0);

    // One at a time: receive 5 ms, work 50 ms, delete 5 ms.
    expect(clock.now() - startedAt).to.be.below((500 * 60) / 10);
  });

  it("receives and deletes in batches of ten", async () => {
    for (let n = 0; n < 100; n++) queue.put(`m${n}`);
    const worker = workerOf(processing(50));

    void worker.run();
    await clock.until(() => queue.size === 0);

    const sizes = (name: string) => queue.requests.filter((request) => request.name === name).map(({ size }) => size);
    expect(sizes("DeleteMessageBatch")).to.deep.equal(new Array(10).fill(10));
    expect(sizes("ReceiveMessage").every((size) => size === 10)).to.equal(true);
  });

  it("waits with one long poll while the queue is empty", async () => {
    const worker = workerOf(processing(50));

    void worker.run();
    await clock.pass(60_000);

    expect(queue.requests).to.deep.equal(new Array(4).fill({ name: "ReceiveMessage", size: 10 }));
  });

  it("keeps a message hidden for as long as it works on it", async () => {
    queue.put("slow");
    const worker = workerOf(processing(10 * 60_000), { visibilityTimeoutSeconds: 60, holdMs: 3_600_000 });

    void worker.run();
    await clock.until(() => queue.size === 0);

    expect(queue.receivesOfDeleted.get("slow")).to.equal(1);
    const extensions = queue.requests.filter(({ name }) => name === "ChangeMessageVisibilityBatch");
    expect(extensions.length).to.be.within(19, 20);
  });

  it("tries again to keep a message hidden when SQS does not answer", async () => {
    queue.put("slow");
    let failures = 2;
    queue.fail = (name) => {
      if (name === "ChangeMessageVisibilityBatch" && failures-- > 0) throw new Error("no answer");
    };
    const worker = workerOf(processing(120_000), { visibilityTimeoutSeconds: 60 });

    void worker.run();
    await clock.until(() => queue.size === 0);

    expect(queue.receivesOfDeleted.get("slow")).to.equal(1);
    expect(warnings).to.deep.equal(new Array(2).fill("could not extend the visibility of a message"));
  });

  it("brings a poison message to the dead letters, alone and without delay for its neighbours", async () => {
    const doneAt = new Map<string, number>();
    const startedAt = clock.now();
    for (let n = 0; n < 100; n++) queue.put(n === 3 ? "poison" : `m${n}`);
    const worker = workerOf(async ({ Body = "" }, { signal }) => {
      await sleep(clock, 50, signal);
      if (Body === "poison") throw new Error("cannot be processed");
      doneAt.set(Body, clock.now() - startedAt);
    });

    void worker.run();
    await clock.until(() => queue.deadLetters.length === 1);

    expect(queue.deadLetters.map(({ body, receives }) => ({ body, receives }))).to.deep.equal([
      { body: "poison", receives: 5 },
    ]);
    expect(doneAt.size).to.equal(99);
    expect(Math.max(...doneAt.values())).to.be.below(300);
    // Nothing goes on with a message once it is hidden for its backoff.
    expect(warnings).to.deep.equal(new Array(5).fill("message failed"));
    expect([...queue.receivesOfDeleted.values()].every((receives) => receives === 1)).to.equal(true);
  });

  it("spreads the receives of a message that fails over more than a minute, however the dice fall", async () => {
    const failedAt: number[] = [];
    queue.put("lone");
    const worker = createWorker({
      sqs: queue.client,
      queueUrl: "https://sqs.test/queue",
      async handle() {
        failedAt.push(clock.now());
        throw new Error("down");
      },
      clock,
      random: () => 0,
      log: { info: () => undefined, warn: () => undefined },
      limits: DEFAULT_LIMITS,
    });

    void worker.run();
    await clock.until(() => queue.deadLetters.length === 1);

    expect(failedAt).to.have.length(5);
    expect((failedAt[4] ?? 0) - (failedAt[0] ?? 0)).to.be.above(60_000);
  });

  it("goes on after SQS did not answer a receive", async () => {
    queue.put("m");
    let failures = 3;
    queue.fail = (name) => {
      if (name === "ReceiveMessage" && failures-- > 0) throw new Error("no answer");
    };
    const worker = workerOf(processing(50));

    void worker.run();
    await clock.until(() => queue.size === 0);

    expect(warnings).to.deep.equal(new Array(3).fill("could not receive messages"));
  });

  it("deletes a processed message in the end, although SQS refuses at first", async () => {
    const processed: string[] = [];
    queue.put("m");
    let failures = 3;
    queue.fail = (name) => {
      if (name === "DeleteMessageBatch" && failures-- > 0) throw new Error("no answer");
    };
    const worker = workerOf(processing(50, processed));

    void worker.run();
    await clock.until(() => queue.size === 0);

    expect(processed).to.deep.equal(["m"]);
  });

  it("keeps the order of each message group of a FIFO queue, also past a failure", async () => {
    const processed: string[] = [];
    const failing = new Set(["b1"]);
    for (const body of ["a0", "b0", "c0", "a1", "b1", "c1", "a2", "b2", "c2"]) queue.put(body, {}, body[0]);
    const worker = workerOf(
      async ({ Body = "" }, { signal }) => {
        await sleep(clock, 50, signal);
        if (failing.delete(Body)) throw new Error("not the first time");
        processed.push(Body);
      },
      { batchSize: 1 },
    );

    void worker.run();
    await clock.until(() => queue.size === 0);

    for (const group of ["a", "b", "c"]) {
      expect(processed.filter((body) => body.startsWith(group))).to.deep.equal([`${group}0`, `${group}1`, `${group}2`]);
    }
    expect(queue.receivesOfDeleted.get("b2")).to.equal(1);
  });

  describe("stopping", () => {
    it("finishes what is in hand, takes nothing more, and ends", async () => {
      const processed: string[] = [];
      for (let n = 0; n < 100; n++) queue.put(`m${n}`);
      const worker = workerOf(processing(1000, processed));
      let ended = false;
      void worker.run().then(() => {
        ended = true;
      });
      await clock.until(() => worker.inHand === 50);

      worker.stop();
      await clock.until(() => ended);

      expect(processed).to.have.length(50);
      expect(queue.size).to.equal(50);
      expect(queue.inFlight).to.equal(0);
    });

    it("hands back at its deadline what does not finish, visible at once", async () => {
      for (let n = 0; n < 5; n++) queue.put(`m${n}`);
      const worker = workerOf(processing(3_600_000), { drainMs: 20_000 });
      let ended = false;
      void worker.run().then(() => {
        ended = true;
      });
      await clock.until(() => worker.inHand === 5);
      const stoppedAt = clock.now();

      worker.stop();
      await clock.until(() => ended);

      expect(clock.now() - stoppedAt).to.be.within(20_000, 20_100);
      expect(queue.requests.filter(({ name }) => name === "ChangeMessageVisibilityBatch")).to.deep.equal([
        { name: "ChangeMessageVisibilityBatch", size: 5 },
      ]);
      expect({ size: queue.size, inFlight: queue.inFlight }).to.deep.equal({ size: 5, inFlight: 0 });
    });

    it("hands back even what does not listen to its signal", async () => {
      queue.put("deaf");
      const worker = workerOf(() => new Promise(() => undefined), { drainMs: 20_000 });
      let ended = false;
      void worker.run().then(() => {
        ended = true;
      });
      await clock.until(() => worker.inHand === 1);

      worker.stop();
      await clock.until(() => ended);

      expect({ size: queue.size, inFlight: queue.inFlight }).to.deep.equal({ size: 1, inFlight: 0 });
    });

    it("hands back what only waits when SQS has noticed that its receives are cut off, which could take it", async () => {
      queue.put("patient");
      const worker = workerOf((_message, { waitSignal }) => sleep(clock, 3_600_000, waitSignal));
      let ended = false;
      void worker.run().then(() => {
        ended = true;
      });
      await clock.until(() => worker.inHand === 1);
      const stoppedAt = clock.now();

      worker.stop();
      await clock.pass(200);
      const hiddenBefore = queue.inFlight;
      await clock.until(() => ended);

      expect(hiddenBefore).to.equal(1);
      expect(clock.now() - stoppedAt).to.be.within(250, 350);
      expect({ size: queue.size, inFlight: queue.inFlight }).to.deep.equal({ size: 1, inFlight: 0 });
    });

    it("hands back what a receive brings although it was aborted", async () => {
      const processed: string[] = [];
      queue.latencyMs = 50;
      queue.put("late");
      const { send } = queue.client as unknown as { send(command: unknown): Promise<unknown> };
      const worker = createWorker({
        sqs: { send: (command: unknown) => send(command) } as unknown as SQSClient,
        queueUrl: "https://sqs.test/queue",
        handle: processing(50, processed),
        clock,
        random: () => 0.5,
        log: { info: () => undefined, warn: () => undefined },
        limits: DEFAULT_LIMITS,
      });
      let ended = false;
      void worker.run().then(() => {
        ended = true;
      });

      worker.stop();
      await clock.until(() => ended);

      expect(processed).to.deep.equal([]);
      expect({ size: queue.size, inFlight: queue.inFlight }).to.deep.equal({ size: 1, inFlight: 0 });
    });

    it("ends at once while it waits for messages", async () => {
      const worker = workerOf(processing(50));
      let ended = false;
      void worker.run().then(() => {
        ended = true;
      });
      await clock.pass(1000);
      const stoppedAt = clock.now();

      worker.stop();
      await clock.until(() => ended);

      expect(clock.now()).to.equal(stoppedAt);
    });
  });

  it("loses nothing and processes nothing twice, whatever fails and whenever a worker is replaced", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ ms: fc.integer({ min: 0, max: 5000 }), failures: fc.integer({ min: 0, max: 2 }) }), {
          minLength: 1,
          maxLength: 60,
        }),
        fc.array(fc.integer({ min: 1, max: 20_000 }), { maxLength: 2 }),
        fc.integer({ min: 1, max: 20 }),
        async (messages, lives, concurrency) => {
          clock = new SimulatedClock();
          queue = new SimulatedQueue(clock, 6);
          const done = new Map<string, number>();
          const left = messages.map(({ failures }) => failures);
          for (const index of messages.keys()) queue.put(`${index}`);
          const handle = async ({ Body = "" }: Message, { signal }: { signal: AbortSignal }) => {
            await sleep(clock, messages[Number(Body)]?.ms ?? 0, signal);
            if ((left[Number(Body)] ?? 0) > 0) {
              left[Number(Body)] = (left[Number(Body)] ?? 0) - 1;
              throw new Error("not yet");
            }
            done.set(Body, (done.get(Body) ?? 0) + 1);
          };

          for (const life of [...lives, undefined]) {
            const worker = workerOf(handle, { concurrency, drainMs: 1000 });
            const ended = worker.run();
            if (life === undefined) await clock.until(() => queue.size === 0);
            else await clock.pass(life);
            worker.stop();
            await clock.pass(2000);
            await ended;
          }

          expect(queue.deadLetters).to.deep.equal([]);
          expect([...done.values()]).to.deep.equal(messages.map(() => 1));
        },
      ),
      { numRuns: 40 },
    );
  });
});
