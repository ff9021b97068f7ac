import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import * as fc from "fast-check";
import { createBurstWorker } from "../../../functions/bursts/burstWorker";
import { itemId } from "../../../functions/bursts/itemStore";
import type { BurstMessage, BurstProcess } from "../../../functions/bursts/ownCode";
import type { WorkerSettings } from "../../../functions/bursts/workerSettings";
import { readWorkerSettings } from "../../../functions/bursts/workerSettings";
import { sleep } from "../../../functions/shared/clock";
import { serviceError } from "../support/clients";
import { SILENT } from "../support/silentLog";
import { SimulatedClock } from "../support/simulatedClock";
import { SimulatedQueue } from "../support/simulatedQueue";

const SETTINGS: WorkerSettings = {
  QUEUE_URL: "https://sqs.test/queue",
  ITEM_TABLE: "items",
  WORKER_TABLE: "leaving",
  MESSAGES_AT_ONCE: 20,
  EMPTY_POLLS: 3,
  POLL_SECONDS: 10,
  MESSAGE_TIMEOUT_SECONDS: 30,
  VISIBILITY_TIMEOUT_SECONDS: 60,
  STOP_TIMEOUT_SECONDS: 30,
  ECS_CONTAINER_METADATA_URI_V4: "http://169.254.170.2/v4/id",
};

type Item = Record<string, { S?: string; N?: string } | undefined>;

class FakeTables {
  readonly items = new Map<string, Item>();
  readonly leaving: string[] = [];
  puts = 0;
  /** The body of an item that no repeat makes acceptable. */
  refused: string | undefined;
  /** Called before a put is done, and after it with the answer on its way: throws. */
  fail: (moment: "before" | "after", put: number) => void = () => undefined;

  readonly client = {
    send: async (command: unknown) => {
      if (command instanceof DeleteItemCommand) {
        this.leaving.push(`not ${command.input.Key?.taskArn?.S}`);
        return {};
      }
      if (command instanceof GetItemCommand) {
        const item = this.items.get(command.input.Key?.id?.S ?? "");
        return item === undefined ? {} : { Item: item };
      }
      if (!(command instanceof PutItemCommand)) throw new TypeError("an unexpected command");
      const item = command.input.Item as Item;
      if (command.input.TableName === "leaving") {
        this.leaving.push(item.taskArn?.S ?? "");
        return {};
      }
      this.puts += 1;
      if (item.body?.S === this.refused) throw serviceError("ValidationException", "client");
      this.fail("before", this.puts);
      const id = item.id?.S ?? "";
      if (this.items.has(id)) throw new ConditionalCheckFailedException({ message: "there is one", $metadata: {} });
      this.items.set(id, item);
      this.fail("after", this.puts);
      return {};
    },
  } as unknown as DynamoDBClient;
}

describe("createBurstWorker", () => {
  let clock: SimulatedClock;
  let queue: SimulatedQueue;
  let tables: FakeTables;

  beforeEach(() => {
    clock = new SimulatedClock();
    queue = new SimulatedQueue(clock);
    tables = new FakeTables();
  });

  function start(taskArn = "task-1", process?: BurstProcess) {
    const { worker, tally } = createBurstWorker({
      settings: SETTINGS,
      ...(process !== undefined && { code: { process } }),
      sqs: queue.client,
      dynamo: tables.client,
      storer: { hostName: `host-of-${taskArn}`, taskArn },
      clock,
      random: () => 0.5,
      log: SILENT,
    });
    const state = { isDone: false };
    void worker.run().then(() => {
      state.isDone = true;
    });
    return { worker, tally, state };
  }

  describe("with code of one's own", () => {
    it("hands it each message, and stores the item when it is done", async () => {
      const seen: BurstMessage[] = [];
      const storedBefore: number[] = [];
      queue.put('{"id":"a","n":1}', { kind: "order" });
      queue.put("no JSON");
      const { state, tally } = start("task-1", async (message) => {
        seen.push(message);
        storedBefore.push(tables.items.size);
        await sleep(clock, 100, new AbortController().signal);
      });

      await clock.until(() => state.isDone);

      expect(seen).to.deep.equal([
        { id: "a", body: '{"id":"a","n":1}', value: { id: "a", n: 1 }, attributes: { kind: "order" } },
        { id: "2", body: "no JSON", value: undefined, attributes: {} },
      ]);
      expect(storedBefore).to.deep.equal([0, 0]);
      expect([...tables.items.keys()]).to.deep.equal(["a", "2"]);
      expect(tally).to.deep.include({ stored: 2, failed: 0 });
    });

    it("does not process again what is stored, however often it is sent", async () => {
      const seen: string[] = [];
      const process: BurstProcess = async ({ id }) => void seen.push(id);
      queue.put('{"id":"a"}');
      const first = start("task-1", process);
      await clock.until(() => first.state.isDone);
      queue.put('{"id":"a"}');
      const second = start("task-2", process);

      await clock.until(() => second.state.isDone);

      expect(seen).to.deep.equal(["a"]);
      expect(second.tally).to.deep.include({ stored: 0, duplicates: 1 });
    });

    it("leaves a message for which it throws, or takes too long, to the dead-letter queue in the end, without an item", async () => {
      queue.put('{"id":"throws"}');
      queue.put('{"id":"hangs"}');
      queue.put('{"id":"fine"}');
      const { state } = start("task-1", async ({ id }) => {
        if (id === "throws") throw new Error("no such customer");
        if (id === "hangs") await new Promise(() => undefined);
      });

      await clock.until(() => queue.deadLetters.length === 2 || state.isDone, 24 * 3_600_000);
      // A worker leaves an empty queue; what is hidden is another one's.
      while (queue.deadLetters.length < 2) {
        const next = start("task-2", async ({ id }) => {
          if (id === "throws") throw new Error("no such customer");
          await new Promise(() => undefined);
        });
        await clock.until(() => queue.deadLetters.length === 2 || next.state.isDone, 24 * 3_600_000);
      }

      expect([...tables.items.keys()]).to.deep.equal(["fine"]);
      expect(queue.deadLetters.map(({ body }) => body).sort()).to.deep.equal(['{"id":"hangs"}', '{"id":"throws"}']);
    });
  });

  it("stores each message with who stored it and when, and ends when the queue has stayed empty", async () => {
    queue.put("first");
    const { state, tally } = start();

    await clock.until(() => state.isDone);

    const [item] = [...tables.items.values()];
    expect(item).to.deep.include({
      id: { S: "1" },
      body: { S: "first" },
      messageId: { S: "1" },
      hostName: { S: "host-of-task-1" },
      taskArn: { S: "task-1" },
      receiveCount: { N: "1" },
      receivedAt: { S: "2026-03-01T12:00:00.000Z" },
      storedAt: { S: "2026-03-01T12:00:00.000Z" },
    });
    expect(queue.size).to.equal(0);
    expect(tally).to.deep.equal({ stored: 1, duplicates: 0, failed: 0, handedBack: 0 });
    expect(tables.leaving).to.deep.equal(["task-1"]);
  });

  it("ends about forty seconds after its last message: three empty receives, and one or two more", async () => {
    queue.put("first");
    const startedAt = clock.now();
    const { state } = start();

    await clock.until(() => state.isDone);

    expect(clock.now() - startedAt).to.be.within(40_000, 50_100);
  });

  it("goes on when a message comes while it leaves, and takes its notice back", async () => {
    const { state } = start();
    await clock.until(() => tables.leaving.length === 1);

    queue.put("late");
    await clock.until(() => state.isDone);

    expect([...tables.items.values()].map((item) => item.body?.S)).to.deep.equal(["late"]);
    expect(tables.leaving).to.deep.equal(["task-1", "not task-1", "task-1"]);
  });

  it("stores messages with the same id once, whoever sends them how often", async () => {
    for (let send = 0; send < 3; send += 1) queue.put('{"id":"a","n":1}');
    const { state, tally } = start();

    await clock.until(() => state.isDone);

    expect([...tables.items.keys()]).to.deep.equal(["a"]);
    expect(tally).to.include({ stored: 1, duplicates: 2 });
    expect(queue.size).to.equal(0);
  });

  it("waits for a table that is away, and loses nothing", async () => {
    for (let n = 0; n < 200; n += 1) queue.put(`m${n}`);
    const until = clock.now() + 180_000;
    tables.fail = () => {
      if (clock.now() < until) throw serviceError("InternalServerError", "server");
    };
    const { state } = start();

    await clock.until(() => state.isDone);

    expect(tables.items.size).to.equal(200);
    expect(queue.deadLetters).to.have.length(0);
    expect(queue.mostReceives).to.be.at.most(5);
  });

  it("puts what a table never takes into the dead-letter queue, and goes", async () => {
    queue.put("wrong");
    for (let n = 0; n < 10; n += 1) queue.put(`m${n}`);
    tables.refused = "wrong";
    const first = start();

    await clock.until(() => first.state.isDone);
    while (queue.size > 0) {
      await clock.pass(600_000);
      const { state } = start();
      await clock.until(() => state.isDone);
    }

    expect(queue.deadLetters.map(({ body }) => body)).to.deep.equal(["wrong"]);
    expect(tables.items.size).to.equal(10);
  });

  it("hands back what it has in hand when it is told to stop", async () => {
    for (let n = 0; n < 20; n += 1) queue.put(`m${n}`);
    tables.fail = () => {
      throw serviceError("InternalServerError", "server");
    };
    const { worker, state } = start();
    await clock.until(() => worker.inHand === 20);

    worker.stop();
    await clock.until(() => state.isDone, 30_000);

    expect(queue.inFlight).to.equal(0);
    expect(queue.size).to.equal(20);
  });

  it("stores every message once, whatever fails on the way", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.constantFrom("before", "after", "no"), { maxLength: 60 }),
        fc.integer({ min: 1, max: 3 }),
        async (count, faults, workers) => {
          clock = new SimulatedClock();
          queue = new SimulatedQueue(clock, 20);
          tables = new FakeTables();
          tables.fail = (moment, put) => {
            if (faults[put - 1] === moment) throw serviceError("ProvisionedThroughputExceededException", "client");
          };
          for (let n = 0; n < count; n += 1) queue.put(`m${n}`);
          const states = Array.from({ length: workers }, (_, index) => start(`task-${index}`).state);

          await clock.until(() => states.every(({ isDone }) => isDone));

          expect(queue.size).to.equal(0);
          expect(queue.deadLetters).to.have.length(0);
          expect([...tables.items.values()].map((item) => item.body?.S).sort()).to.deep.equal(
            Array.from({ length: count }, (_, n) => `m${n}`).sort(),
          );
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("itemId", () => {
  for (const [what, body, expected] of [
    ["the id of the body", '{"id":"order-7","total":3}', "order-7"],
    ["the message's own for a body without an id", '{"total":3}', "message"],
    ["the message's own for an id that is no text", '{"id":7}', "message"],
    ["the message's own for an empty id", '{"id":""}', "message"],
    ["the message's own for an id that no key can hold", JSON.stringify({ id: "x".repeat(2_049) }), "message"],
    ["the message's own for null", "null", "message"],
    ["the message's own for no JSON", "hello", "message"],
  ] as const) {
    it(`is ${what}`, () => {
      expect(itemId({ Body: body, MessageId: "message" })).to.equal(expected);
    });
  }
});

describe("readWorkerSettings", () => {
  it("reads numbers", () => {
    const environment = Object.fromEntries(Object.entries(SETTINGS).map(([name, value]) => [name, `${value}`]));

    expect(readWorkerSettings(environment)).to.deep.equal(SETTINGS);
  });

  it("names every variable that is missing or wrong", () => {
    const read = () => readWorkerSettings({ ...SETTINGS, EMPTY_POLLS: "0", QUEUE_URL: undefined } as never);

    expect(read).to.throw(/The burst worker's environment variables:[\s\S]*QUEUE_URL[\s\S]*EMPTY_POLLS/);
  });
});
