import { createHmac } from "node:crypto";
import { once } from "node:events";
import { expect } from "chai";
import { until } from "../support/until";
import { type WorkerProcess, WorkerSurroundings } from "./workerSurroundings";

describe("the image webhook-worker", function () {
  this.timeout(240_000);
  const surroundings = new WorkerSurroundings();

  before(() => surroundings.start());
  after(() => surroundings.stop());

  /** Resolves with what the worker has said when it says this. */
  async function said(worker: WorkerProcess, text: string): Promise<string> {
    while (!worker.output.includes(text)) {
      const ended = worker.exitCode.then((code) => {
        throw new Error(`the worker exited with ${code}: ${worker.output}`);
      });
      const more = [worker.child.stdout, worker.child.stderr].map((stream) => stream && once(stream, "data"));
      await Promise.race([ended, ...more]);
    }
    return worker.output;
  }

  /** The rows, once so many are there. */
  async function rows(count: number): Promise<string[]> {
    const found = await until(
      () => surroundings.query("SELECT source, delivery_id FROM webhook_deliveries"),
      ({ length }) => length >= count,
    );
    return found.map(({ source, delivery_id: id }) => `${source}/${id}`);
  }

  /** Resolves when nothing waits and nothing is in hand. */
  const emptied = () =>
    until(() => {
      const { visible, notVisible } = surroundings.depth("webhooks");
      return visible + notVisible === 0;
    });

  async function stop(worker: WorkerProcess): Promise<number | null> {
    worker.child.kill("SIGTERM");
    return worker.exitCode;
  }

  it("is migrated once by workers that start together, and processes all though one is killed and the passwords change", async () => {
    const [first, second] = [surroundings.startWorker(), surroundings.startWorker()];
    await Promise.all([said(first, "working"), said(second, "working")]);
    const [{ count } = {}] = await surroundings.query("SELECT count(*)::int AS count FROM schema_migrations");
    expect(count).to.equal(3);

    const deliveries = Array.from({ length: 400 }, (_, n) => ({
      id: `d${n}`,
      source: "shop",
      body: `{"n":${n},"x":"ü+&%"}`,
    }));
    await surroundings.send(deliveries.slice(0, 200));
    await rows(20);
    first.child.kill("SIGKILL");
    await surroundings.rotatePasswords();
    // A sender's repeats.
    await surroundings.send(deliveries.slice(0, 20));
    await surroundings.send(deliveries.slice(200));
    const stored = await rows(400);

    expect(stored.sort()).to.deep.equal(deliveries.map(({ id }) => `shop/${id}`).sort());
    const [row] = await surroundings.query("SELECT body FROM webhook_deliveries WHERE delivery_id = 'd7'");
    expect(String(row?.body)).to.equal('{"n":7,"x":"ü+&%"}');
    // Messages that the killed worker had stored but not deleted come back after its visibility timeout.
    await emptied();
    expect(await surroundings.query("SELECT 1 FROM webhook_deliveries")).to.have.length(400);
    // The owner migrates; who works may do no more than that takes.
    const connected = await surroundings.query(
      "SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name = 'webhook-worker'",
    );
    expect(connected).to.deep.equal([{ usename: "webhook_worker" }]);
    const [rights] = await surroundings.query(
      `SELECT has_table_privilege('webhook_worker', 'webhook_deliveries', 'SELECT, INSERT') AS "may",
         has_table_privilege('webhook_worker', 'webhook_deliveries', 'UPDATE, DELETE, TRUNCATE') AS "mayChange",
         has_table_privilege('webhook_worker', 'schema_migrations', 'SELECT, INSERT') AS "mayMigrate",
         has_schema_privilege('webhook_worker', 'public', 'CREATE') AS "mayCreate"`,
    );
    expect(rights).to.deep.equal({ may: true, mayChange: false, mayMigrate: false, mayCreate: false });
    expect(await stop(second)).to.equal(0);
    expect(surroundings.depth("dead")).to.include({ visible: 0 });
  });

  it("quarantines what is not signed right", async () => {
    const worker = surroundings.startWorker();
    const signature = `sha256=${createHmac("sha256", "s3cret").update("paid").digest("hex")}`;
    await surroundings.send([
      { id: "forged", source: "github", body: "paid", signature: "sha256=00" },
      { id: "signed", source: "github", body: "paid", signature },
    ]);

    await rows(401);
    await said(worker, "put into quarantine");

    expect(
      await surroundings.query("SELECT delivery_id FROM webhook_deliveries WHERE source = 'github'"),
    ).to.deep.equal([{ delivery_id: "signed" }]);
    expect(surroundings.apiCalls).to.not.include("github%2Fforged");
    expect(await stop(worker)).to.equal(0);
    expect(surroundings.depth("quarantine")).to.include({ visible: 1 });
  });

  it("hands back at once what waits for the API when it is stopped, and exits with 0", async () => {
    surroundings.apiStatus = 503;
    const worker = surroundings.startWorker();
    await surroundings.send(Array.from({ length: 30 }, (_, n) => ({ id: `w${n}`, source: "shop", body: "{}" })));
    await said(worker, "the external API is down");

    const exitCode = await stop(worker);

    surroundings.apiStatus = 200;
    expect(exitCode).to.equal(0);
    expect(surroundings.depth("webhooks")).to.include({ visible: 30, notVisible: 0 });
  });

  it("is healthy while it works, and not before", async () => {
    const variables = { TMPDIR: await surroundings.folder() };
    const before = await surroundings.startWorker(["health"], variables).exitCode;
    const worker = surroundings.startWorker([], variables);
    await said(worker, "working");

    const during = await surroundings.startWorker(["health"], variables).exitCode;

    expect({ before, during }).to.deep.equal({ before: 1, during: 0 });
    expect(await stop(worker)).to.equal(0);
  });

  it("keeps all that code of one's own writes for a delivery, once, or nothing, though workers are killed in the middle of it", async () => {
    const ids = Array.from({ length: 120 }, (_, n) => `own${n}`);
    const start = () => surroundings.startWorker([], { MESSAGES_AT_ONCE: "8" }, "own.js");
    const entries = () => surroundings.query("SELECT delivery_id, side FROM entries WHERE delivery_id LIKE 'own%'");
    const workers = [start(), start()];
    await Promise.all(workers.map((worker) => said(worker, "working")));
    // Each sent twice, as its sender repeats it.
    for (const batch of [ids, ids]) {
      await surroundings.send(batch.map((id) => ({ id, source: "ledger", body: `{"id":"${id}"}` })));
    }

    for (const part of [20, 60]) {
      await until(entries, ({ length }) => length >= part * 2);
      workers.shift()?.child.kill("SIGKILL");
      workers.push(start());
    }
    const found = await until(entries, ({ length }) => length >= ids.length * 2);
    await emptied();

    const expected = ids.flatMap((id) => [`${id} credit`, `${id} debit`]).sort();
    expect(found.map(({ delivery_id: id, side }) => `${id} ${side}`).sort()).to.deep.equal(expected);
    expect(await entries()).to.have.length(expected.length);
    const processed = await surroundings.query("SELECT api_status FROM webhook_deliveries WHERE source = 'ledger'");
    expect(processed).to.deep.equal(ids.map(() => ({ api_status: null })));
    expect(await Promise.all(workers.map(stop))).to.deep.equal([0, 0]);
    expect(surroundings.depth("dead")).to.include({ visible: 0 });
  });

  it("lets code of one's own do what its migrations grant the worker's role, and nothing else", async () => {
    const [rights] = await surroundings.query(
      `SELECT has_table_privilege('webhook_worker', 'entries', 'INSERT') AS "may",
         has_table_privilege('webhook_worker', 'entries', 'SELECT, UPDATE, DELETE') AS "mayChange",
         has_table_privilege('webhook_worker', 'own_migrations', 'SELECT, INSERT') AS "mayMigrate"`,
    );

    expect(rights).to.deep.equal({ may: true, mayChange: false, mayMigrate: false });
  });

  it("says which variables are missing, and exits with 1", async () => {
    const worker = surroundings.startWorker([], { QUEUE_URL: "", DATABASE_PORT: "none" });

    expect(await worker.exitCode).to.equal(1);
    expect(worker.output).to.include("QUEUE_URL").and.include("DATABASE_PORT");
  });
});
