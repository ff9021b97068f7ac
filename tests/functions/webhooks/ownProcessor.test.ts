import { expect } from "chai";
import { sleep } from "../../../functions/shared/clock";
import type { CodeLog } from "../../../functions/shared/ownCode/codeLog";
import type { WebhookDelivery } from "../../../functions/shared/webhooks/webhookDelivery";
import { ownProcessor } from "../../../functions/webhooks/ownProcessor";
import type { ProcessContext, WebhookProcess } from "../../../functions/webhooks/process";
import type { WebhookWorker } from "../../../functions/webhooks/webhookWorker";
import { SILENT } from "../support/silentLog";
import { SimulatedClock } from "../support/simulatedClock";
import { SimulatedQueue } from "../support/simulatedQueue";
import { answered, SimulatedPostgres } from "./simulatedPostgres";
import { startedWorker } from "./startedWorker";

describe("code of one's own in a webhook worker", () => {
  let clock: SimulatedClock;
  let queue: SimulatedQueue;
  let postgres: SimulatedPostgres;
  let counts: Record<string, number>;

  beforeEach(() => {
    clock = new SimulatedClock();
    queue = new SimulatedQueue(clock);
    queue.latencyMs = 5;
    postgres = new SimulatedPostgres(clock);
    counts = {};
  });

  function startWorker(process: WebhookProcess, overrides: Record<string, string> = {}, log?: CodeLog): WebhookWorker {
    const makeProcessor = ownProcessor(process);
    return startedWorker({ clock, queue, pool: postgres.pool, makeProcessor, counts, overrides, log });
  }
  const put = (id: string, { body = "{}", source = "shop", ...attributes }: Record<string, string> = {}) =>
    queue.put(body, { requestId: id, source, receivedAt: "1000", ...attributes });
  const store: WebhookProcess = async ({ id }, { database }) => {
    await database.query("INSERT INTO entries VALUES ($1)", [id]);
  };
  const done = () => clock.until(() => queue.size === 0);

  it("is handed the delivery with its headers and the value of its body", async () => {
    const seen: WebhookDelivery[] = [];
    put("request-1", {
      body: '{"amount":5}',
      deliveryId: "d1",
      "header.content-type": "application/json",
      "header.x-event": "paid",
    });
    put("request-2", { body: "a=1&b=2" });

    startWorker(async (delivery) => void seen.push(delivery));
    await done();

    const receivedAt = new Date(1000);
    expect(seen).to.have.deep.members([
      {
        ...{ source: "shop", id: "d1", rawBody: '{"amount":5}', body: { amount: 5 }, receivedAt },
        headers: { "content-type": "application/json", "x-event": "paid" },
        contentType: "application/json",
      },
      {
        ...{ source: "shop", id: "request-2", rawBody: "a=1&b=2", body: undefined, receivedAt },
        headers: {},
        contentType: undefined,
      },
    ]);
  });

  it("writes with the record that the delivery is processed, and both once for a delivery that is repeated", async () => {
    for (let n = 0; n < 100; n++) put(`request-${n}`, { deliveryId: `d${n % 50}` });

    startWorker(store);
    await done();

    const ids = Array.from({ length: 50 }, (_, n) => `d${n}`).sort();
    expect([...postgres.entries].sort()).to.deep.equal(ids);
    expect([...postgres.deliveries].sort()).to.deep.equal(ids.map((id) => `shop/${id}`));
    expect(counts).to.deep.equal({ Processed: 50, Duplicates: 50 });
    expect(postgres.connections).to.equal(0);
  });

  it("counts a delivery for which it writes nothing as processed, too", async () => {
    put("d1");

    startWorker(async () => undefined);
    await done();

    expect([...postgres.deliveries]).to.deep.equal(["shop/d1"]);
    expect(counts).to.deep.equal({ Processed: 1 });
  });

  it("writes nothing where it fails in the end, and is tried again until the dead-letter queue has the delivery", async () => {
    put("poison");
    put("d1");

    startWorker(async (delivery, context) => {
      await store(delivery, context);
      if (delivery.id === "poison") throw new Error("no such customer");
    });
    await clock.until(() => queue.deadLetters.length === 1);

    expect(postgres.entries).to.deep.equal(["d1"]);
    expect([...postgres.deliveries]).to.deep.equal(["shop/d1"]);
    expect(counts).to.deep.equal({ Processed: 1, Failed: 5 });
    expect(postgres.connections).to.equal(0);
  });

  it("is not taken as done where it swallows the error of a statement: Postgres keeps nothing of such a transaction", async () => {
    put("d1");
    postgres.fail = (statement) => {
      if (statement.includes("UPDATE")) throw answered("42P01", 'relation "missing" does not exist');
    };

    startWorker(async (delivery, context) => {
      await store(delivery, context);
      await context.database.query("UPDATE missing SET a = 1").catch(() => undefined);
    });
    await clock.until(() => queue.deadLetters.length === 1);

    expect(postgres.entries).to.deep.equal([]);
    expect(counts).to.deep.equal({ Failed: 5 });
  });

  for (const statement of ["COMMIT", " begin", "ROLLBACK", "end;", "START  TRANSACTION", "rollback work"]) {
    it(`is refused ${JSON.stringify(statement)}`, async () => {
      const errors: string[] = [];
      put("d1");

      startWorker(async (_, { database }) => {
        await database.query(statement).catch((error: Error) => void errors.push(error.message));
      });
      await done();

      expect(errors).to.deep.equal([
        `"${statement.trim()}" is refused: all statements are one transaction, which the worker begins and ends`,
      ]);
    });
  }

  for (const statement of ["SAVEPOINT a", "ROLLBACK TO a", "rollback to savepoint a", "ROLLBACK TRANSACTION TO a"]) {
    it(`may ${JSON.stringify(statement)}`, async () => {
      put("d1");

      startWorker(async (_, { database }) => void (await database.query(statement)));
      await done();

      expect(counts).to.deep.equal({ Processed: 1 });
    });
  }

  it("has its time, and no more: it hears of the end, and what it writes afterwards is refused", async () => {
    const facts: Record<string, unknown> = {};
    put("d1");

    startWorker(
      async (delivery, context: ProcessContext) => {
        facts.leftMs ??= context.timeLeftMs();
        await store(delivery, context);
        // It does not listen to the signal.
        await sleep(clock, 5_000, new AbortController().signal);
        facts.isAborted = context.signal.aborted;
        facts.reason = String(context.signal.reason);
        await store(delivery, context).catch((error: Error) => {
          facts.refusal = error.message;
        });
      },
      { MESSAGE_TIMEOUT_SECONDS: "3" },
    );
    await clock.until(() => queue.deadLetters.length === 1);
    await clock.until(() => facts.refusal !== undefined);

    expect(facts).to.deep.equal({
      leftMs: 3_000,
      isAborted: true,
      reason: "Error: not done within 3 s (messageTimeoutSeconds)",
      refusal: "its time is over, and with it its transaction",
    });
    expect(postgres.entries).to.deep.equal([]);
    expect(postgres.connections).to.equal(0);
  });

  it("keeps a connection for the worker itself, however many deliveries are in hand", async () => {
    for (let n = 0; n < 50; n++) put(`d${n}`);

    startWorker(
      async (delivery, context) => {
        await store(delivery, context);
        await sleep(clock, 100, context.signal);
      },
      { DATABASE_POOL_SIZE: "5" },
    );
    await done();

    expect(postgres.entries).to.have.length(50);
    expect(postgres.mostConnections).to.equal(4);
  });

  it("loses nothing in a minute without Postgres, whatever it makes of the errors, and no delivery more than a receive", async () => {
    for (let n = 0; n < 100; n++) put(`d${n}`);
    const endsAt = clock.now() + 60_000;
    postgres.fail = () => {
      if (clock.now() < endsAt) throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    };

    startWorker(async (delivery, context) => {
      try {
        await store(delivery, context);
      } catch {
        throw new Error("could not store it");
      }
    });
    await done();

    expect(queue.deadLetters).to.deep.equal([]);
    expect([...postgres.entries].sort()).to.deep.equal(Array.from({ length: 100 }, (_, n) => `d${n}`).sort());
    expect(Math.max(...queue.receivesOfDeleted.values())).to.equal(1);
  });

  it("does it once where nobody knows if its transaction was kept", async () => {
    for (let n = 0; n < 40; n++) put(`d${n}`);
    let commits = 0;
    const { pool } = postgres;
    const connect = pool.connect.bind(pool);
    pool.connect = (async () => {
      const client = await connect();
      const query = client.query.bind(client) as (text: string, values?: unknown[]) => Promise<unknown>;
      client.query = (async (text: string, values?: unknown[]) => {
        const answer = await query(text, values);
        // Every third COMMIT is done, and its answer is lost.
        if (text === "COMMIT" && ++commits % 3 === 0) throw new Error("Connection terminated unexpectedly");
        return answer;
      }) as unknown as typeof client.query;
      return client;
    }) as typeof pool.connect;

    startWorker(store);
    await done();

    expect([...postgres.entries].sort()).to.deep.equal(Array.from({ length: 40 }, (_, n) => `d${n}`).sort());
    expect(queue.deadLetters).to.deep.equal([]);
  });

  it("does not count a mistake in its SQL as an outage of Postgres: others go on", async () => {
    for (let n = 0; n < 8; n++) put(`bad${n}`);
    for (let n = 0; n < 20; n++) put(`d${n}`);
    let wasDown = false;
    postgres.fail = (statement) => {
      if (statement.startsWith("SELEC ")) throw answered("42601", "syntax error");
    };

    const { isServiceDown } = startWorker(async (delivery, context) => {
      wasDown ||= isServiceDown();
      if (delivery.id.startsWith("bad")) await context.database.query("SELEC 1");
      await store(delivery, context);
    });
    await clock.until(() => queue.deadLetters.length === 8);

    expect(postgres.entries).to.have.length(20);
    expect(wasDown).to.equal(false);
  });

  it("logs with the delivery's source and id", async () => {
    const lines: unknown[] = [];
    const log: CodeLog = { ...SILENT, info: (text, details) => void lines.push([text, details]) };
    put("d1");

    startWorker(async (_, { logger }) => logger.info("stored", { rows: 2 }), {}, log);
    await done();

    expect(lines).to.deep.include(["stored", { source: "shop", deliveryId: "d1", rows: 2 }]);
  });
});
