import { expect } from "chai";
import type { EntityContext, ProcessorCode } from "../../../functions/debounce/ownCode";
import { createProcessorWorker, type ProcessorWorker } from "../../../functions/debounce/processorWorker";
import { readProcessorSettings } from "../../../functions/debounce/settings";
import { mark, type Tracked } from "../../../functions/debounce/trackingRules";
import { SILENT } from "../support/silentLog";
import { SimulatedClock } from "../support/simulatedClock";
import { entitiesOfAllShards, MemoryTable } from "./memoryTable";
import { SimulatedEntities, SimulatedRows } from "./simulatedEntities";

const environment = {
  TRACKING_TABLE: "tracking",
  QUIET_SECONDS: "2",
  MAX_WAIT_SECONDS: "20",
  LEASE_SECONDS: "5",
  EXTERNAL_API_URL: "https://api.test/entities/",
  DATABASE_HOST: "database.test",
  DATABASE_PORT: "5432",
  DATABASE_NAME: "debounce",
  DATABASE_SECRET_ARN: "arn:aws:secretsmanager:us-east-1:000000000000:secret:database",
  DATABASE_APP_SECRET_ARN: "arn:aws:secretsmanager:us-east-1:000000000000:secret:role",
};
const TIMES = { quietMs: 2000, maxWaitMs: 20_000 };

describe("createProcessorWorker", () => {
  let clock: SimulatedClock;
  let table: MemoryTable;
  let api: SimulatedEntities;
  let rows: SimulatedRows;
  let counts: Record<string, number>;
  let handledUntil: () => number;
  let owners: number;
  let deliveries: number;

  beforeEach(() => {
    clock = new SimulatedClock();
    table = new MemoryTable(clock);
    api = new SimulatedEntities(clock);
    rows = new SimulatedRows(clock);
    counts = {};
    handledUntil = () => Number.POSITIVE_INFINITY;
    owners = 0;
    deliveries = 0;
  });

  function start(
    overrides: Record<string, string> = {},
    own: { table?: MemoryTable; code?: ProcessorCode } = {},
  ): ProcessorWorker {
    const made = createProcessorWorker({
      settings: readProcessorSettings({ ...environment, ...overrides }),
      ...(own.code !== undefined && { code: own.code }),
      table: own.table ?? table,
      handledUntil: async () => handledUntil(),
      pool: rows.pool,
      fetch: api.fetch,
      newOwner: () => `owner-${++owners}`,
      clock,
      random: Math.random,
      log: SILENT,
      count(name, by = 1) {
        counts[name] = (counts[name] ?? 0) + by;
      },
    });
    void made.processor.run();
    return made;
  }

  /** The entity changes, and a handler writes it down. */
  function change(entityId: string): void {
    api.changes.set(entityId, (api.changes.get(entityId) ?? 0) + 1);
    const changes = [{ delivery: `d${++deliveries}`, sentAt: clock.now() }];
    table.records.set(entityId, mark(table.records.get(entityId), changes, clock.now(), TIMES) as Tracked);
  }

  const isDone = () => table.records.size === 0;

  it("asks once for the state of each entity, wherever in the index it is, and stores it", async () => {
    const entities = entitiesOfAllShards();
    for (let n = 0; n < 20; n++) for (const entityId of entities) change(entityId);
    start();

    await clock.until(isDone);

    expect(api.requests.map(({ entityId }) => entityId).sort()).to.deep.equal([...entities].sort());
    for (const entityId of entities) expect(rows.rows.get(entityId)).to.deep.include({ changes: 20 });
    expect(entities.map((entityId) => rows.change(entityId))).to.deep.equal(entities.map(() => 20));
    expect(counts).to.deep.equal({ StateRequests: 8, EntitiesStored: 8, RequestsSaved: 19 * 8 });
  });

  it("asks when an entity has been quiet, half a second later at most, and not before", async () => {
    start();
    await clock.pass(1234);
    for (let n = 0; n < 5; n++) {
      change("e");
      await clock.pass(1500);
    }
    const lastAt = clock.now() - 1500;

    await clock.until(isDone);

    expect(api.requestsOf("e")).to.have.length(1);
    expect((api.requestsOf("e")[0] ?? 0) - lastAt).to.be.within(2000, 2600);
  });

  it("asks after the longest wait for one that is never quiet, and again after the next", async () => {
    start();
    const startedAt = clock.now();
    while (clock.now() - startedAt < 50_000) {
      change("e");
      await clock.pass(1000);
    }

    const asked = api.requestsOf("e").map((at) => Math.round((at - startedAt) / 1000));
    expect(asked).to.have.length(2);
    expect(asked[0]).to.be.within(20, 21);
    expect((asked[1] ?? 0) - (asked[0] ?? 0)).to.be.within(20, 22);
  });

  it("waits while handlers have not seen what was sent meanwhile", async () => {
    start();
    change("e");
    const changedAt = clock.now();
    handledUntil = () => changedAt + 1999;
    await clock.pass(10_000);
    expect(api.requests).to.deep.equal([]);

    handledUntil = () => changedAt + 2000;
    await clock.until(isDone, 1000);

    expect(api.requestsOf("e")).to.have.length(1);
  });

  it("processes an entity again that changes while it is processed, after its own quiet time", async () => {
    api.latencyMs = 1000;
    start();
    change("e");
    await clock.until(() => api.requests.length === 1);
    await clock.pass(500);
    change("e");
    const changedAt = clock.now();

    await clock.until(isDone);

    expect(api.requestsOf("e")).to.have.length(2);
    expect((api.requestsOf("e")[1] ?? 0) - changedAt).to.be.within(2000, 2600);
    expect(rows.change("e")).to.equal(2);
    expect(rows.rows.get("e")?.changes).to.equal(2);
    expect(counts.RequestsSaved).to.equal(0);
  });

  it("takes over what a dead processor had claimed when its lease ends, and not before", async () => {
    change("e");
    await clock.pass(2100);
    // Claims, and is never heard of again.
    const dying = new MemoryTable(clock);
    dying.records.set("e", table.records.get("e") as Tracked);
    api.silent = true;
    start({}, { table: dying });
    await clock.until(() => dying.records.get("e")?.claim !== undefined);
    table.records.set("e", dying.records.get("e") as Tracked);
    const leaseUntil = dying.records.get("e")?.claim?.leaseUntil ?? 0;
    dying.records.clear();
    await clock.until(() => api.requests.length === 1);
    api.silent = false;

    start();
    await clock.until(isDone);

    const [, second = 0] = api.requestsOf("e");
    expect(second - leaseUntil).to.be.within(0, 700);
    expect(rows.change("e")).to.equal(1);
  });

  it("keeps the lease of an entity that takes long", async () => {
    api.latencyMs = 8000;
    start();
    start();
    change("e");

    await clock.until(isDone);

    expect(api.requestsOf("e")).to.have.length(1);
    expect(counts.LeasesLost).to.equal(undefined);
  });

  it("gives up the work on an entity whose lease it cannot keep, before the lease ends, and writes nothing", async () => {
    api.latencyMs = 60_000;
    const { processor } = start({ EXTERNAL_API_TIMEOUT_SECONDS: "120" });
    change("e");
    await clock.until(() => api.requests.length === 1);
    const { leaseUntil = 0 } = table.records.get("e")?.claim ?? {};
    table.fail = () => {
      throw new Error("DynamoDB is away");
    };

    await clock.until(() => processor.inHand === 0);

    expect(clock.now()).to.be.below(leaseUntil);
    expect(counts).to.deep.include({ LeasesLost: 1 });
    expect(rows.rows.size).to.equal(0);
  });

  describe("a failure", () => {
    it("of one entity slows no other down, and is tried again until it works", async () => {
      let isBroken = true;
      api.status = (entityId) => (entityId.startsWith("bad") && isBroken ? 422 : 200);
      start({ ENTITIES_AT_ONCE: "5" });
      for (let n = 0; n < 20; n++) change(`bad${n}`);
      for (let n = 0; n < 20; n++) change(`good${n}`);
      await clock.until(() => rows.rows.size === 20, 15_000);
      await clock.pass(600_000);
      expect(table.records.size).to.equal(20);
      // After 2, 4, 8, ... seconds, or half of it at least, up to five minutes.
      expect(api.requestsOf("bad0").length).to.be.within(7, 12);

      isBroken = false;
      await clock.until(isDone, 400_000);

      expect(rows.rows.size).to.equal(40);
    });

    it("shows as the age of what is due, through all its retries, and no longer than that", async () => {
      api.status = () => 422;
      const { processor } = start();
      change("e");
      await clock.pass(402_000);
      expect(processor.oldestDueSeconds()).to.be.within(395, 401);

      api.status = () => 200;
      await clock.until(isDone, 400_000);
      await clock.pass(6000);

      expect(processor.oldestDueSeconds()).to.equal(0);
    });

    it("that is an outage of the API loses nothing, and does not hammer it", async () => {
      for (let n = 0; n < 300; n++) change(`e${n}`);
      const endsAt = clock.now() + 62_000;
      api.status = () => (clock.now() < endsAt ? 503 : 200);
      start();

      await clock.until(isDone);

      expect(rows.rows.size).to.equal(300);
      expect(clock.now() - endsAt).to.be.below(30_000);
      expect(api.requests.filter(({ at }) => at < endsAt).length).to.be.below(200);
    });

    it("that is an outage of Postgres loses nothing, and costs no further requests", async () => {
      for (let n = 0; n < 30; n++) change(`e${n}`);
      const endsAt = clock.now() + 62_000;
      rows.fail = () => {
        if (clock.now() < endsAt) throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
      };
      start();

      await clock.until(isDone);

      expect(rows.rows.size).to.equal(30);
      expect(api.requests.length).to.equal(30);
    });

    it("of a state that Postgres cannot hold fails no other", async () => {
      for (let n = 0; n < 30; n++) change(n === 7 ? "poison" : `e${n}`);
      rows.fail = (ids) => {
        if (ids.includes("poison")) throw Object.assign(new Error("bad"), { code: "22P05", severity: "ERROR" });
      };
      start();

      await clock.until(() => table.records.size === 1, 10_000);

      expect(rows.rows.size).to.equal(29);
      expect([...table.records.keys()]).to.deep.equal(["poison"]);
    });

    it("that is an answer without JSON counts as one", async () => {
      Object.assign(api, { fetch: async () => new Response("<html>log in</html>") });
      start();
      change("e");

      await clock.until(() => counts.ProcessingFailed === 1);

      expect(rows.rows.size).to.equal(0);
      expect(table.records.get("e")?.attempts).to.equal(1);
    });
  });

  describe("with states that code of one's own fetches", () => {
    const fetching = (fetchState: NonNullable<ProcessorCode["fetchState"]>, overrides: Record<string, string> = {}) =>
      start({ EXTERNAL_API_URL: "https://nobody.test", ...overrides }, { code: { fetchState } });

    it("stores what it answers with, once for many changes, and calls no API", async () => {
      const asked: string[] = [];
      for (let n = 0; n < 20; n++) change("e");
      fetching(async (entityId) => {
        asked.push(entityId);
        return { name: "Ada", tags: ["a"] };
      });

      await clock.until(isDone);

      expect(asked).to.deep.equal(["e"]);
      expect(api.requests).to.deep.equal([]);
      expect(rows.rows.get("e")).to.deep.include({ state: '{"name":"Ada","tags":["a"]}', changes: 20 });
      expect(counts).to.include({ StateRequests: 1, RequestsSaved: 19, EntitiesStored: 1 });
    });

    for (const gone of [null, undefined]) {
      it(`takes ${gone} for an entity that is gone`, async () => {
        change("e");
        fetching(async () => gone);

        await clock.until(isDone);

        expect(rows.rows.get("e")?.state).to.equal(null);
      });
    }

    it("asks again later where it throws, answers with what JSON cannot write, or takes too long", async () => {
      let calls = 0;
      const contexts: EntityContext[] = [];
      change("e");
      fetching(
        async (_, context) => {
          contexts.push(context);
          calls += 1;
          if (calls === 1) throw new Error("no such host");
          if (calls === 2) return () => undefined;
          if (calls === 3) return new Promise(() => undefined);
          return calls;
        },
        { EXTERNAL_API_TIMEOUT_SECONDS: "3" },
      );

      await clock.until(isDone, 600_000);

      expect(rows.rows.get("e")?.state).to.equal("4");
      expect(counts).to.include({ StateRequests: 4, ProcessingFailed: 3 });
      expect(String(contexts[2]?.signal.reason)).to.equal("Error: not done within 3 s (externalApiTimeoutSeconds)");
    });

    it("does not hammer what is down, and loses nothing", async () => {
      const endsAt = clock.now() + 60_000;
      let calls = 0;
      for (let n = 0; n < 100; n++) change(`e${n}`);
      fetching(async (entityId) => {
        calls += 1;
        if (clock.now() < endsAt) throw new Error("down");
        return entityId;
      });

      await clock.until(isDone, 600_000);

      expect(rows.rows.size).to.equal(100);
      expect(calls).to.be.below(300);
    });

    it("is refused without code and without an API, when it starts", () => {
      const { EXTERNAL_API_URL: _, ...rest } = environment;

      expect(() =>
        createProcessorWorker({
          ...{ settings: readProcessorSettings(rest), table, handledUntil: async () => 0, pool: rows.pool },
          ...{ fetch: api.fetch, newOwner: () => "o", clock, random: Math.random, log: SILENT, count: () => undefined },
        }),
      ).to.throw("The debounce processor has no EXTERNAL_API_URL, and no code of one's own that fetches states");
    });
  });

  it("stores an entity that is gone as one without a state", async () => {
    change("e");
    api.changes.delete("e");
    start();

    await clock.until(isDone);

    expect(rows.rows.get("e")).to.deep.include({ state: null, changes: 1 });
    expect(counts).to.deep.include({ EntitiesStored: 1, EntitiesGone: 1 });
  });

  it("holds no more entities than it may", async () => {
    for (let n = 0; n < 100; n++) change(`e${n}`);
    const { processor } = start({ ENTITIES_AT_ONCE: "7" });
    let most = 0;

    await clock.until(() => {
      most = Math.max(most, processor.inHand);
      return isDone();
    });

    expect(most).to.equal(7);
    expect(api.requests.length).to.equal(100);
  });

  it("asks no faster than it may", async () => {
    for (let n = 0; n < 60; n++) change(`e${n}`);
    start({ EXTERNAL_API_RATE_LIMIT: "10" });

    await clock.until(isDone);

    const times = api.requests.map(({ at }) => at);
    // A second's worth at once, the other 50 at 10 a second.
    expect(Math.max(...times) - Math.min(...times)).to.be.within(4900, 5600);
  });

  it("shares entities with other processors, each asked for once", async () => {
    for (let n = 0; n < 200; n++) change(`e${n}`);
    const processors = [start(), start(), start()];
    const most = [0, 0, 0];

    await clock.until(() => {
      for (const [n, { processor }] of processors.entries()) most[n] = Math.max(most[n] ?? 0, processor.inHand);
      return isDone();
    });

    expect(api.requests.length).to.equal(200);
    expect(Math.min(...most)).to.be.above(5);
  });

  describe("stopped", () => {
    it("finishes what it has begun, and begins nothing", async () => {
      for (let n = 0; n < 30; n++) change(`e${n}`);
      const { processor } = start({ ENTITIES_AT_ONCE: "10" });
      await clock.until(() => api.requests.length === 10);

      processor.stop();
      await clock.until(() => processor.inHand === 0, 2000);

      expect(rows.rows.size).to.equal(10);
      expect(api.requests.length).to.equal(10);
      expect(table.records.size).to.equal(20);
    });

    it("hands back what waits for an API that is down, due at once", async () => {
      for (let n = 0; n < 30; n++) change(`e${n}`);
      api.status = () => 503;
      const { processor, isServiceDown } = start();
      await clock.until(isServiceDown);
      await clock.pass(3000);
      expect(processor.inHand).to.be.above(10);

      processor.stop();
      await clock.until(() => processor.inHand === 0, 2000);

      expect([...table.records.values()].filter(({ claim }) => claim !== undefined)).to.deep.equal([]);
      expect(table.records.size).to.equal(30);
    });

    it("hands back in time what does not end", async () => {
      api.silent = true;
      change("e");
      const { processor } = start({ EXTERNAL_API_TIMEOUT_SECONDS: "600", STOP_TIMEOUT_SECONDS: "10" });
      await clock.until(() => api.requests.length === 1);

      processor.stop();
      await clock.until(() => processor.inHand === 0, 8000);

      expect(table.records.get("e")?.claim).to.equal(undefined);
      expect(table.records.get("e")?.attempts).to.equal(0);
    });
  });

  it("goes on when the table did not answer for a while", async () => {
    const endsAt = clock.now() + 60_000;
    table.fail = () => {
      if (clock.now() < endsAt) throw new Error("no answer");
    };
    change("e");
    start();

    await clock.until(() => rows.rows.size === 1);
    await clock.until(isDone);

    expect(clock.now() - endsAt).to.be.below(40_000);
  });
});
