import { createHmac } from "node:crypto";
import { expect } from "chai";
import { apiProcessor } from "../../../functions/webhooks/apiProcessor";
import { readApiSettings } from "../../../functions/webhooks/apiSettings";
import type { WebhookWorker } from "../../../functions/webhooks/webhookWorker";
import { SPECIAL_NAMES } from "../support/names";
import { SimulatedClock } from "../support/simulatedClock";
import { SimulatedQueue } from "../support/simulatedQueue";
import { SimulatedApi, SimulatedTable } from "./simulatedServices";
import { startedWorker } from "./startedWorker";

describe("createWebhookWorker", () => {
  let clock: SimulatedClock;
  let queue: SimulatedQueue;
  let api: SimulatedApi;
  let table: SimulatedTable;
  let counts: Record<string, number>;

  beforeEach(() => {
    clock = new SimulatedClock();
    queue = new SimulatedQueue(clock);
    queue.latencyMs = 5;
    api = new SimulatedApi(clock);
    table = new SimulatedTable(clock);
    counts = {};
  });

  function startWorker(overrides: Record<string, string> = {}): WebhookWorker {
    const settings = readApiSettings({ EXTERNAL_API_URL: "https://api.test/external", ...overrides });
    const makeProcessor = apiProcessor(settings, api.fetch);
    return startedWorker({ clock, queue, pool: table.pool, makeProcessor, counts, overrides });
  }

  const put = (id: string, { body = `body of ${id}`, source = "shop", ...attributes }: Record<string, string> = {}) =>
    queue.put(body, { requestId: id, source, ...attributes });

  it("posts each delivery with its id as idempotency key, and writes it once", async () => {
    for (let n = 0; n < 120; n++) put(`d${n}`);

    startWorker();
    await clock.until(() => queue.size === 0);

    expect(api.calls.map(({ key }) => key).sort()).to.deep.equal(
      Array.from({ length: 120 }, (_, n) => `shop%2Fd${n}`).sort(),
    );
    expect([...table.rows].sort()).to.deep.equal(
      Array.from({ length: 120 }, (_, n) => [`shop/d${n}`, `body of d${n}`]).sort(),
    );
    expect(counts).to.deep.equal({ Processed: 120 });
  });

  it("sends the headers and by the method that it is told, and its own where nothing is said of them", async () => {
    put("d1");

    startWorker({
      EXTERNAL_API_METHOD: "PUT",
      EXTERNAL_API_HEADERS: '{"Content-Type":"application/json"}',
      EXTERNAL_API_SECRET_HEADERS: '{"Authorization":"EXTERNAL_API_HEADER_1"}',
      EXTERNAL_API_HEADER_1: "Bearer abc",
    });
    await clock.until(() => queue.size === 0);

    expect(api.requests).to.deep.equal([
      {
        method: "PUT",
        headers: {
          authorization: "Bearer abc",
          "content-type": "application/json",
          "idempotency-key": "shop%2Fd1",
          "x-webhook-source": "shop",
        },
      },
    ]);
  });

  it("writes rows that come together in one statement", async () => {
    for (let n = 0; n < 50; n++) put(`d${n}`);

    startWorker();
    await clock.until(() => queue.size === 0);

    expect(table.inserts.length).to.be.at.most(5);
  });

  it("writes a delivery that its sender repeats once, and the same id of another source, too", async () => {
    put("request-1", { deliveryId: "d1" });
    put("request-2", { deliveryId: "d1" });
    put("request-3", { deliveryId: "d1", source: "bank" });

    startWorker();
    await clock.until(() => queue.size === 0);

    expect([...table.rows.keys()].sort()).to.deep.equal(["bank/d1", "shop/d1"]);
    expect(counts).to.deep.equal({ Processed: 2, Duplicates: 1 });
  });

  it("spares the API a delivery that came as far as its row before", async () => {
    put("d1");
    let refusals = 4;
    queue.fail = (name) => {
      if (name === "DeleteMessageBatch" && refusals-- > 0) throw new Error("no answer");
    };

    startWorker();
    await clock.until(() => queue.size === 0);

    expect({ calls: api.calls.length, rows: table.rows.size }).to.deep.equal({ calls: 1, rows: 1 });
    expect(counts).to.deep.equal({ Processed: 1, Duplicates: 1 });
  });

  describe("a source whose delivery ids are signed", () => {
    const stripe = (body: string, seconds: number) => {
      const digest = createHmac("sha256", "s3cret").update(`${seconds}.${body}`).digest("hex");
      return { body, source: "billing", signature: `t=${seconds},v1=${digest}` };
    };
    const WEBHOOK_SECRETS = JSON.stringify({ billing: { secret: "s3cret", scheme: "stripe" } });

    it("has a request that is sent again do nothing more: the API does not hear of it", async () => {
      const now = Math.floor(clock.now() / 1000);
      put("request-1", stripe('{"id":"evt_1"}', now));
      startWorker({ WEBHOOK_SECRETS });
      await clock.until(() => queue.size === 0);

      put("request-2", stripe('{"id":"evt_1"}', now));
      // By the sender itself, which signs it anew.
      put("request-3", stripe('{"id":"evt_1"}', now + 1));
      await clock.until(() => queue.size === 0);

      expect(api.calls.map(({ key }) => key)).to.deep.equal(["billing%2Fevt_1"]);
      expect([...table.rows.keys()]).to.deep.equal(["billing/evt_1"]);
      expect(counts).to.deep.equal({ Processed: 1, Duplicates: 2 });
    });

    it("judges when it was signed by when the API had it, however long it has waited since", async () => {
      const now = Math.floor(clock.now() / 1000);
      put("request-1", { ...stripe('{"id":"evt_1"}', now), receivedAt: String(now * 1000) });
      put("request-2", { ...stripe('{"id":"evt_2"}', now), receivedAt: String((now + 301) * 1000) });
      await clock.pass(86_400_000);

      startWorker({ WEBHOOK_SECRETS });
      await clock.until(() => queue.size === 0);

      expect([...table.rows.keys()]).to.deep.equal(["billing/evt_1"]);
      expect(queue.sent.map(({ attributes }) => attributes.quarantineReason?.StringValue)).to.deep.equal([
        "signature too old",
      ]);
    });
  });

  it("processes deliveries of any id and source, each once", async () => {
    const names = SPECIAL_NAMES.filter((name) => name !== "");
    for (const name of names) put("request", { deliveryId: name, source: name });

    startWorker();
    await clock.until(() => queue.size === 0);

    expect(queue.deadLetters.map(({ attributes }) => attributes.source?.StringValue)).to.deep.equal([]);
    expect([...table.rows.keys()].sort()).to.deep.equal(names.map((name) => `${name}/${name}`).sort());
  });

  describe("signatures", () => {
    const sign = (body: string, key: string) => `sha256=${createHmac("sha256", key).update(body).digest("hex")}`;

    it("puts what is not signed right into quarantine, and never into the API or Postgres", async () => {
      put("right", { body: "paid", source: "github", signature: sign("paid", "s3cret") });
      put("wrong", { body: "paid", source: "github", signature: sign("paid", "guess") });
      put("changed", { body: "paid twice", source: "github", signature: sign("paid", "s3cret") });
      put("missing", { body: "paid", source: "github" });

      startWorker({ WEBHOOK_SECRETS: JSON.stringify({ github: "s3cret" }) });
      await clock.until(() => queue.size === 0);

      expect([...table.rows.keys()]).to.deep.equal(["github/right"]);
      expect(api.calls.map(({ key }) => key)).to.deep.equal(["github%2Fright"]);
      expect(counts).to.deep.equal({ Processed: 1, SignatureRejected: 3 });
      expect(
        queue.sent.map(({ queueUrl, attributes }) => [
          queueUrl,
          attributes.requestId?.StringValue,
          attributes.quarantineReason?.StringValue,
        ]),
      ).to.have.deep.members([
        ["https://sqs.test/quarantine", "wrong", "signature wrong"],
        ["https://sqs.test/quarantine", "changed", "signature wrong"],
        ["https://sqs.test/quarantine", "missing", "signature missing"],
      ]);
    });

    it("keeps a forged message in its queue until the quarantine takes it", async () => {
      put("wrong", { source: "github", signature: "sha256=00" });
      let refusals = 2;
      queue.fail = (name) => {
        if (name === "SendMessage" && refusals-- > 0) throw new Error("no answer");
      };

      startWorker({ WEBHOOK_SECRETS: JSON.stringify({ github: "s3cret" }) });
      await clock.until(() => queue.size === 0);

      expect(queue.sent).to.have.length(1);
      expect(queue.deadLetters).to.deep.equal([]);
    });
  });

  describe("an outage", () => {
    it("of the API for a minute costs no message more than one receive, and all are processed after it", async () => {
      for (let n = 0; n < 1000; n++) put(`d${n}`);
      const startedAt = clock.now();
      const endsAt = startedAt + 60_000;
      api.status = () => (clock.now() < endsAt ? 503 : 200);

      startWorker();
      startWorker();
      await clock.until(() => table.rows.size === 1000);
      await clock.until(() => queue.size === 0);

      expect(queue.deadLetters).to.deep.equal([]);
      expect(Math.max(...queue.receivesOfDeleted.values())).to.equal(1);
      expect(clock.now() - endsAt).to.be.below(10_000);
      // Probes only, once each worker has seen that the API is down: it is not hammered while it recovers.
      const calls = api.calls.filter(({ at }) => at > startedAt + 5_000 && at < endsAt);
      expect(calls.length).to.be.at.most(40);
    });

    it("in which the API does not answer at all costs no more", async () => {
      for (let n = 0; n < 300; n++) put(`d${n}`);
      api.silent = true;
      clock.after(60_000, () => {
        api.silent = false;
      });

      startWorker({ EXTERNAL_API_TIMEOUT_SECONDS: "2" });
      await clock.until(() => queue.size === 0);

      expect(queue.deadLetters).to.deep.equal([]);
      expect(table.rows.size).to.equal(300);
    });

    it("of a minute loses no message that is alone", async () => {
      put("lone");
      const endsAt = clock.now() + 60_000;
      api.status = () => (clock.now() < endsAt ? 503 : 200);

      startWorker();
      await clock.until(() => queue.size === 0);

      expect(queue.deadLetters).to.deep.equal([]);
      expect([...table.rows.keys()]).to.deep.equal(["shop/lone"]);
    });

    it("of Postgres for a minute costs no message more than one receive, and no second call of the API", async () => {
      for (let n = 0; n < 300; n++) put(`d${n}`);
      const endsAt = clock.now() + 60_000;
      table.fail = () => {
        if (clock.now() < endsAt) throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
      };

      startWorker();
      await clock.until(() => queue.size === 0);

      expect(queue.deadLetters).to.deep.equal([]);
      expect({ calls: api.calls.length, rows: table.rows.size }).to.deep.equal({ calls: 300, rows: 300 });
      expect(Math.max(...queue.receivesOfDeleted.values())).to.equal(1);
    });

    it("in which the API refuses the worker's own credentials is one, too", async () => {
      for (let n = 0; n < 100; n++) put(`d${n}`);
      const endsAt = clock.now() + 60_000;
      api.status = () => (clock.now() < endsAt ? 401 : 200);

      startWorker();
      await clock.until(() => queue.size === 0);

      expect(queue.deadLetters).to.deep.equal([]);
      expect(Math.max(...queue.receivesOfDeleted.values())).to.equal(1);
    });

    for (const service of ["the API", "Postgres"]) {
      it(`of ${service} leaves new messages in the queue, but for one a probe`, async () => {
        for (let n = 0; n < 10; n++) put(`d${n}`);
        if (service === "the API") api.status = () => 503;
        else
          table.fail = () => {
            throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
          };
        const { worker, isServiceDown } = startWorker();
        await clock.until(isServiceDown);
        // The receive that was waiting when the outage began still brings what it finds.
        await clock.pass(25_000);
        const before = worker.inHand;

        for (let n = 10; n < 60; n++) put(`d${n}`);
        await clock.pass(20_000);

        expect(worker.inHand - before).to.be.within(1, 6);
      });
    }

    it("ends for what waits as soon as the worker stops: it goes back to the queue", async () => {
      for (let n = 0; n < 40; n++) put(`d${n}`);
      api.status = () => 503;
      const { worker, isServiceDown } = startWorker();
      await clock.until(isServiceDown);
      await clock.pass(10_000);
      expect(worker.inHand).to.be.above(30);

      worker.stop();
      await clock.until(() => worker.inHand === 0, 1000);

      expect({ size: queue.size, inFlight: queue.inFlight }).to.deep.equal({ size: 40, inFlight: 0 });
    });

    it("is told from a handful of deliveries that fail by themselves", async () => {
      for (let n = 0; n < 8; n++) put(`bad${n}`);
      api.status = (body) => (body.includes("bad") ? 500 : 200);
      const { isServiceDown } = startWorker();
      await clock.until(isServiceDown);

      for (let n = 0; n < 20; n++) put(`good${n}`);
      const sentAt = clock.now();
      await clock.until(() => table.rows.size === 20);

      expect(clock.now() - sentAt).to.be.below(10_000);
      expect(isServiceDown()).to.equal(false);
      await clock.until(() => queue.deadLetters.length === 8);
      expect(queue.size).to.equal(0);
    });

    it("that never ends does not hold a delivery for ever", async () => {
      for (let n = 0; n < 8; n++) put(`bad${n}`);
      api.status = () => 500;

      startWorker();
      await clock.until(() => queue.deadLetters.length === 8, 24 * 3_600_000);

      expect(queue.size).to.equal(0);
    });
  });

  it("retries a delivery in hand when the API fails now and then", async () => {
    for (let n = 0; n < 200; n++) put(`d${n}`);
    const refused = new Set<string>();
    api.status = (body) =>
      refused.has(body) ? 200 : refused.add(body) && Number(/\d+/.exec(body)) % 3 === 0 ? 500 : 200;

    startWorker();
    await clock.until(() => queue.size === 0);

    expect(table.rows.size).to.equal(200);
    expect(Math.max(...queue.receivesOfDeleted.values())).to.equal(1);
  });

  it("takes an API that it does not want a delivery at its word: no retry in hand, and to the dead letters alone", async () => {
    put("poison");
    for (let n = 0; n < 50; n++) put(`d${n}`);
    api.status = (body) => (body.includes("poison") ? 422 : 200);

    startWorker();
    await clock.until(() => queue.deadLetters.length === 1);

    expect(queue.deadLetters[0]?.body).to.equal("body of poison");
    expect(api.calls.filter(({ body }) => body.includes("poison"))).to.have.length(5);
    expect(table.rows.size).to.equal(50);
  });

  it("fails a row that Postgres cannot hold, and not those that share its statement", async () => {
    for (let n = 0; n < 30; n++) put(n === 7 ? "poison" : `d${n}`);
    table.fail = (bodies) => {
      if (bodies.some((body) => body.includes("poison"))) {
        throw Object.assign(new Error("invalid byte sequence"), { code: "22021", severity: "ERROR" });
      }
    };

    startWorker();
    await clock.until(() => queue.deadLetters.length === 1);

    expect(queue.deadLetters[0]?.body).to.equal("body of poison");
    expect(table.rows.size).to.equal(29);
  });

  it("calls the API no faster than it may", async () => {
    for (let n = 0; n < 60; n++) put(`d${n}`);
    const startedAt = clock.now();

    startWorker({ EXTERNAL_API_RATE_LIMIT: "20" });
    await clock.until(() => queue.size === 0);

    // A second's worth at once, the other 40 at 20 a second.
    expect(clock.now() - startedAt).to.be.within(2000, 2200);
  });

  it("pauses all calls for as long as a 429 says, and counts it against no delivery", async () => {
    for (let n = 0; n < 60; n++) put(`d${n}`);
    const openAt = clock.now() + 30_000;
    api.status = () => (clock.now() < openAt ? 429 : 200);
    api.headers = { "retry-after": "10" };

    startWorker();
    await clock.until(() => queue.size === 0);

    expect(Math.max(...queue.receivesOfDeleted.values())).to.equal(1);
    expect(new Set(api.calls.map(({ at }) => Math.floor((at - openAt + 30_000) / 10_000))).size).to.equal(4);
    expect(api.calls.length).to.be.at.most(50 * 3 + 60);
  });

  for (const [what, after, times] of [
    ["for minutes", () => "300", [0, 300_000]],
    ["until a time", (now: number) => new Date(now + 300_000).toUTCString(), [0, 300_000]],
    ["for a day, as long as it may", () => "86400", [0, 600_000]],
    ["in a way that nobody can read, for a second", () => "1.5", [0, 1_000]],
  ] as const) {
    it(`pauses where a 429 asks for it ${what}, no shorter than asked`, async () => {
      put("d1");
      const startedAt = clock.now();
      api.status = () => (api.calls.length === 1 ? 429 : 200);
      api.headers = { "retry-after": after(startedAt) };

      startWorker();
      await clock.until(() => queue.size === 0);

      const waited = api.calls.map(({ at }) => at - startedAt);
      expect(waited).to.have.length(times.length);
      expect(waited[1]).to.be.within(times[1], times[1] + 1_000);
    });
  }

  it("pauses no longer than it is set to", async () => {
    put("d1");
    const startedAt = clock.now();
    api.status = () => (api.calls.length === 1 ? 429 : 200);
    api.headers = { "retry-after": "300" };

    startWorker({ EXTERNAL_API_MAX_PAUSE_SECONDS: "20" });
    await clock.until(() => queue.size === 0);

    expect((api.calls[1]?.at ?? 0) - startedAt).to.be.within(20_000, 21_000);
  });

  it("waits as long as a 503 says before it calls again", async () => {
    put("d1");
    const startedAt = clock.now();
    api.status = () => (clock.now() - startedAt < 5000 ? 503 : 200);
    api.headers = { "retry-after": "20" };

    startWorker();
    await clock.until(() => queue.size === 0);

    expect(api.calls.length).to.equal(2);
    expect((api.calls[1]?.at ?? 0) - startedAt).to.be.above(20_000);
  });

  it("takes messages of a FIFO queue one by one", async () => {
    for (let n = 0; n < 5; n++) queue.put(`{"n":${n}}`, { requestId: `d${n}`, source: "shop" }, "group");

    startWorker({ QUEUE_URL: "https://sqs.test/queue.fifo" });
    await clock.until(() => queue.size === 0);

    const asked = queue.requests.filter(({ name }) => name === "ReceiveMessage").map(({ size }) => size);
    expect(new Set(asked)).to.deep.equal(new Set([1]));
    expect([...table.rows.values()]).to.deep.equal([0, 1, 2, 3, 4].map((n) => `{"n":${n}}`));
  });

  it("moves a message that is no webhook to the dead letters, and says what it lacks", async () => {
    queue.put("by hand", {});
    put("d1");

    startWorker();
    await clock.until(() => queue.deadLetters.length === 1);

    expect(queue.deadLetters[0]?.body).to.equal("by hand");
    expect([...table.rows.keys()]).to.deep.equal(["shop/d1"]);
  });
});
