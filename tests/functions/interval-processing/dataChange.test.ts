import { expect } from "chai";
import type { Client } from "pg";
import { applyDataChange } from "../../../functions/interval-processing/dataChange";
import { rejection } from "../../support/rejection";
import { JobSurroundings } from "./surroundings";

const DUE = Date.parse("2026-03-29T03:30:00.000Z");
const run = (id: string, scheduledAt = DUE) => ({ id, scheduledAt });

describe("applyDataChange", () => {
  let surroundings: JobSurroundings;
  let client: Client;

  before(async function () {
    this.timeout(120_000);
    surroundings = await JobSurroundings.start();
  });
  after(() => surroundings.stop());
  beforeEach(async () => {
    await surroundings.reset(960);
    client = await surroundings.connect();
  });
  afterEach(() => surroundings.disconnect());

  const sum = async () => Number((await client.query("SELECT sum(quantity) FROM records")).rows[0].sum);

  for (const [process, recordsChanged] of [
    ["NightlyDataChange", 960],
    ["HourlyDataChange", 40],
    ["HalfHourlyDataChange", 20],
    ["QuarterHourlyDataChange", 10],
  ] as const) {
    it(`changes ${recordsChanged} of 960 records in a run of ${process}`, async () => {
      expect(await applyDataChange(client, process, run("r1"))).to.deep.equal({
        recordsChanged,
        wasAppliedBefore: false,
      });

      const changed =
        "SELECT count(*)::int AS count FROM records WHERE quantity = 1 AND changed_by = $1 AND changed_at = $2";
      const { rows } = await client.query(changed, [process, new Date(DUE)]);
      expect(rows).to.deep.equal([{ count: recordsChanged }]);
      expect(await sum()).to.equal(recordsChanged);
    });
  }

  it("changes every record once in a day of quarters of an hour", async () => {
    for (let quarter = 0; quarter < 96; quarter++) {
      await applyDataChange(client, "QuarterHourlyDataChange", run(`q${quarter}`, DUE + quarter * 900_000));
    }

    const { rows } = await client.query("SELECT DISTINCT quantity FROM records");
    expect(rows).to.deep.equal([{ quantity: "1" }]);
  });

  it("changes nothing more when a run is repeated", async () => {
    await applyDataChange(client, "HourlyDataChange", run("r1"));

    expect(await applyDataChange(client, "HourlyDataChange", run("r1"))).to.deep.equal({
      recordsChanged: 40,
      wasAppliedBefore: true,
    });
    expect(await sum()).to.equal(40);
  });

  it("changes once when two containers have the same run at the same time", async () => {
    const clients = await Promise.all([1, 2, 3].map(() => surroundings.connect()));

    const outcomes = await Promise.all(clients.map((each) => applyDataChange(each, "HourlyDataChange", run("r1"))));

    expect(outcomes.filter(({ wasAppliedBefore }) => !wasAppliedBefore)).to.have.length(1);
    expect(await sum()).to.equal(40);
  });

  it("has done nothing when it is killed in mid-run, so that the retry does it all", async () => {
    const killed = await surroundings.connect();
    await client.query("BEGIN");
    await client.query("SELECT 1 FROM records WHERE id = 24 * 7 + 3 FOR UPDATE");
    const pid = (await killed.query("SELECT pg_backend_pid() AS pid")).rows[0].pid;
    const failing = rejection(applyDataChange(killed, "HourlyDataChange", run("r1")));
    // It holds its entry in the ledger and part of its rows when it waits for this one.
    await waitingFor(surroundings, pid);

    await client.query("SELECT pg_terminate_backend($1)", [pid]);
    await failing;
    await client.query("COMMIT");

    expect(await sum()).to.equal(0);
    expect(await applyDataChange(client, "HourlyDataChange", run("r1"))).to.deep.equal({
      recordsChanged: 40,
      wasAppliedBefore: false,
    });
  });
});

/** Resolves when a connection waits for a lock of another. */
async function waitingFor(surroundings: JobSurroundings, pid: number): Promise<void> {
  const observer = await surroundings.connect();
  for (;;) {
    const { rows } = await observer.query("SELECT wait_event_type AS type FROM pg_stat_activity WHERE pid = $1", [pid]);
    if (rows[0]?.type === "Lock") return;
  }
}
