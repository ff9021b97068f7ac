import { createHmac, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { Writable } from "node:stream";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import type { DebounceAccount } from "../../cli/load/debounce/account";
import { EntityApi } from "../../cli/load/debounce/entityApi";
import { loadDebounce } from "../../cli/load/debounce/load";
import { connectDebounce, type DebounceTarget } from "../../cli/load/debounce/target";
import { depthOf } from "../../cli/load/systemState";
import { accessOf } from "../../cli/localAccess";
import { take } from "../../cli/tours/debounce";
import { systemClock } from "../../local/base/clock";
import { silentReport } from "../../local/base/report";
import { type LocalCloud, start } from "../../local/cloud";
import { leakingLines, logLines, MARKS } from "../support/logLines";
import { familyOf, withVariable } from "../support/processes";
import { tourLines } from "../support/tourLines";
import { until } from "../support/until";

const ROOT = path.join(__dirname, "..", "..");
const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });
/** As the stack `local` sets it. */
const QUIET_MS = 2_000;
const NANOSECONDS_A_MS = 1e6;
const SETTLE = { pollMs: 250, confirmMs: 500, quietMs: 120_000 };

/**
 * Runs a load again where an entity may have been quiet in the middle of its changes, because this machine stood still: that says nothing
 * about the system.
 */
async function undisturbed(run: () => Promise<DebounceAccount>): Promise<DebounceAccount> {
  const delay = monitorEventLoopDelay();
  for (;;) {
    delay.reset();
    delay.enable();
    const account = await run();
    delay.disable();
    if (account.longestPauseMs + delay.max / NANOSECONDS_A_MS < QUIET_MS) return account;
  }
}

describe("the system debounce, run on this machine", function () {
  this.timeout(240_000);

  let workFolder: string;
  let cloud: LocalCloud;
  let target: DebounceTarget;
  let names: { trackingTableName: string; quarantineQueueUrl: string };
  let dynamo: DynamoDBClient;
  let entities: EntityApi;

  before(async () => {
    workFolder = mkdtempSync(path.join(tmpdir(), "sluice-debounce-"));
    cloud = await start(
      { folder: ROOT, stack: "local", config: { systems: ["debounce"] } },
      { port: 0, workFolder, report: silentReport, timeScale: 20 },
    );
    const access = accessOf(cloud.services);
    names = cloud.outputs.debounce?.value as typeof names;
    target = await connectDebounce(names, access);
    dynamo = new DynamoDBClient(access);
    entities = new EntityApi(target.outputs.entityApiEndpoint);
  });

  after(async () => {
    await entities?.close();
    dynamo?.destroy();
    await target?.close();
    await cloud?.stop();
    rmSync(workFolder, { recursive: true, force: true });
  });

  function post(source: string, body: string, headers: Record<string, string> = {}) {
    return fetch(`${target.outputs.apiEndpoint}/webhook/${source}`, { method: "POST", body, headers });
  }

  /** A webhook as the source `meter` sends it. */
  function tell(entityId: string, delivery: string = randomUUID()) {
    return post("meter", JSON.stringify({ entityId }), { "x-meter-delivery": delivery });
  }

  /** The rows of these entities, once there is one for each. */
  function rowsOf(entityIds: readonly string[]): Promise<{ id: string; change: number | null; changes: number }[]> {
    return until(async () => {
      const { rows } = await target.clients.pool.query(
        `SELECT entity_id AS id, (state->>'change')::int AS change, changes::int AS changes FROM entities
         WHERE entity_id = ANY($1) ORDER BY entity_id`,
        [entityIds],
      );
      return rows.length === entityIds.length ? rows : undefined;
    });
  }

  /** The entities that are waiting or being processed, and those of them that a processor has claimed. */
  async function tracked(): Promise<{ waiting: string[]; claimed: string[] }> {
    const { Items = [] } = await dynamo.send(
      new ScanCommand({ TableName: names.trackingTableName, ConsistentRead: true }),
    );
    const records = Items.filter(({ shard }) => shard !== undefined);
    return {
      waiting: records.map(({ entityId }) => entityId?.S ?? ""),
      claimed: records.filter(({ owner }) => owner !== undefined).map(({ entityId }) => entityId?.S ?? ""),
    };
  }

  const nothingTracked = async () => (await tracked()).waiting.length === 0;

  async function setLatency(latencyMs: number): Promise<void> {
    const { status } = await fetch(`${target.outputs.entityApiEndpoint}/settings`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ latencyMs }),
    });
    expect(status).to.equal(200);
  }

  /** Processes of the image debounce-processor, by a variable that nothing else has. */
  const processors = () => withVariable(familyOf(process.pid), "LEASE_SECONDS");

  it("asks once for each of 24 entities that change 12 times, after its quiet time, and leaves nothing behind", async () => {
    const load = { entities: 24, changes: 12, together: 12, concurrency: 16, toleratesDeaths: false, settle: SETTLE };

    const account = await undisturbed(() => loadDebounce(load, target, { clock: systemClock, terminal: nowhere() }));
    await until(nothingTracked);

    expect(account).to.include({ accepted: 288, refused: 0, unknown: 0, current: 24, lost: 0 });
    expect(account).to.include({ repeated: 0, early: 0, failedRequests: 0, balances: true });
    expect(account.requests - account.further).to.equal(24);
    const { rows } = await target.clients.pool.query(
      "SELECT DISTINCT changes::int AS changes FROM entities WHERE starts_with(entity_id, 'load-')",
    );
    expect(rows).to.deep.equal([{ changes: 12 }]);
  });

  it("loses nothing of what a processor had claimed when it was killed", async () => {
    const ids = Array.from({ length: 12 }, (_, n) => `killed-${n}`);
    await setLatency(3000);
    await entities.change(ids.map((entityId) => ({ entityId, change: 1 })));
    await Promise.all(ids.map((id) => tell(id)));
    const claimed = await until(async () => {
      const records = await tracked();
      return records.claimed.length === ids.length ? records.claimed : undefined;
    });
    const before = processors();

    for (const pid of before) process.kill(pid, "SIGKILL");
    await setLatency(50);

    expect(claimed).to.have.members(ids);
    expect(before.length).to.be.at.least(1);
    expect((await rowsOf(ids)).map(({ change, changes }) => [change, changes])).to.deep.equal(ids.map(() => [1, 1]));
    await until(nothingTracked);
    expect(processors()).to.not.have.members(before);
  });

  it("processes an entity again that has changed while it was processed", async () => {
    await setLatency(1500);
    await entities.change([{ entityId: "busy", change: 1 }]);
    await tell("busy");
    await until(async () => (await tracked()).claimed.includes("busy"));

    await entities.change([{ entityId: "busy", change: 2 }]);
    const changedAt = systemClock.now();
    await tell("busy");
    await setLatency(50);

    await until(async () => {
      const [row] = await rowsOf(["busy"]);
      // Both changes are settled: the first request alone may have been late enough to see the second change's state.
      return row?.changes === 2 ? row : undefined;
    });
    const [{ answered } = { answered: [] }] = await entities.requestsFor(["busy"]);
    expect(answered.length).to.equal(2);
    expect((answered[1]?.at ?? 0) - changedAt).to.be.at.least(QUIET_MS);
  });

  it("is shown by its tour", async () => {
    expect((await tourLines(take, cloud, "debounce")).slice(-2)).to.deep.equal([
      "   its state is in Postgres",
      "   change 5 of 5, asked for 1 time",
    ]);
  });

  it("counts a repeated delivery once", async () => {
    await entities.change([{ entityId: "repeated", change: 1 }]);

    for (let n = 0; n < 3; n++) expect((await tell("repeated", "d-1")).status).to.equal(202);
    await tell("repeated", "d-2");

    expect(await rowsOf(["repeated"])).to.deep.equal([{ id: "repeated", change: 1, changes: 2 }]);
  });

  it("knows that an entity is gone", async () => {
    await tell("nobody knows it");

    expect(await rowsOf(["nobody knows it"])).to.deep.equal([{ id: "nobody knows it", change: null, changes: 1 }]);
  });

  it("quarantines what is not signed right, and what names no entity, and processes what is", async () => {
    const body = JSON.stringify({ entityId: "signed" });
    const signature = `sha256=${createHmac("sha256", "no-secret-either").update(body).digest("hex")}`;
    const headers = (value: string) => ({ "x-shop-delivery": randomUUID(), "x-hub-signature-256": value });

    await post("shop", JSON.stringify({ entityId: "forged" }), headers("sha256=00"));
    await post("meter", "no JSON", { "x-meter-delivery": randomUUID() });
    await post("shop", body, headers(signature));

    expect(await rowsOf(["signed"])).to.have.length(1);
    const quarantined = await until(async () => {
      const { waiting } = await depthOf(target.clients.sqs, names.quarantineQueueUrl);
      return waiting === 2 ? waiting : undefined;
    });
    expect(quarantined).to.equal(2);
    const { rows } = await target.clients.pool.query("SELECT 1 FROM entities WHERE entity_id = 'forged'");
    expect(rows).to.deep.equal([]);
  });

  it("shows nothing in its logs of what webhooks hold, right ones and wrong ones", async () => {
    await post("meter", JSON.stringify({ entityId: "marked", ...MARKS }), { "x-meter-delivery": randomUUID() });
    await post("meter", JSON.stringify(MARKS), { "x-meter-delivery": randomUUID() });

    await rowsOf(["marked"]);
    await until(() => logLines(cloud).some((line) => line.includes("put into quarantine")));
    expect(leakingLines(cloud, Object.values(MARKS))).to.deep.equal([]);
  });

  it("refuses an unsigned webhook of a source that signs, in the API", async () => {
    expect((await post("shop", '{"entityId":"e"}', { "x-shop-delivery": "d" })).status).to.equal(400);
  });
});
