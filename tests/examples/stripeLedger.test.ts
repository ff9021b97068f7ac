import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import type { Pool } from "pg";
import { outputOf, type RunningSystem, runSystem } from "../support/runningSystem";
import { until } from "../support/until";
import { exampleDatabase } from "./exampleDatabase";

const FOLDER = path.resolve(__dirname, "../../examples/stripe-ledger");
/** As in Pulumi.local.yaml. */
const SECRET = "whsec_no-secret";

interface Event {
  id: string;
  type: string;
  created: number;
  data: { object: { amount: number; currency: string } };
}

describe("the example stripe-ledger, run on this machine", function () {
  this.timeout(240_000);
  let system: RunningSystem;
  let pool: Pool;

  before(async () => {
    system = await runSystem(FOLDER, undefined, { timeScale: 60 });
    pool = await exampleDatabase(system, /^ledger-worker.*"working"/);
  });
  after(async () => {
    await pool?.end();
    await system?.stop();
  });
  afterEach(function () {
    if (this.currentTest?.state === "failed") process.stderr.write(`${system.lines.slice(-40).join("\n")}\n`);
  });

  const now = Math.floor(Date.now() / 1000);
  const eventOf = (n: number, type: string, amount: number): Event => ({
    id: `evt_${n}`,
    type,
    created: now - n,
    data: { object: { amount, currency: "eur" } },
  });
  /** Sends as Stripe does: each time signed anew. */
  async function send(event: object, { secret = SECRET, signedAt = now } = {}): Promise<number> {
    const body = JSON.stringify(event);
    const signature = createHmac("sha256", secret).update(`${signedAt}.${body}`).digest("hex");
    const headers = { "stripe-signature": `t=${signedAt},v1=${signature}`, "content-type": "application/json" };
    const { status } = await fetch(outputOf(system, "endpoint"), { method: "POST", body, headers });
    return status;
  }
  const entries = async () => (await pool.query("SELECT event_id, account, amount::int, currency FROM entries")).rows;
  const depth = (name: string) => {
    const queue = outputOf(system, name).split("/").at(-1);
    return system.cloud.services.sqs.depth(`arn:aws:sqs:us-east-1:000000000000:${queue}`);
  };

  it("fits in 60 lines", () => {
    expect(readFileSync(path.join(FOLDER, "index.ts"), "utf8").trimEnd().split("\n").length).to.be.at.most(60);
  });

  it("books each event once, in two entries that add up to nothing, however often and in whichever order it is sent", async () => {
    const charges = Array.from({ length: 150 }, (_, n) => eventOf(n, "charge.succeeded", 100 + n));
    const refunds = Array.from({ length: 40 }, (_, n) => eventOf(1_000 + n, "refund.created", 10 + n));
    const payouts = Array.from({ length: 10 }, (_, n) => eventOf(2_000 + n, "payout.paid", 500));
    const others = Array.from({ length: 20 }, (_, n) => eventOf(3_000 + n, "customer.updated", 0));
    const events = [...charges, ...refunds, ...payouts, ...others].sort((a, b) => (a.id < b.id ? -1 : 1));

    const answers: number[] = [];
    for (let start = 0; start < events.length; start += 20) {
      const batch = events.slice(start, start + 20);
      // Every third is sent again, by Stripe or by somebody who has caught it.
      const again = batch.filter((_, n) => n % 3 === 0);
      answers.push(...(await Promise.all([...batch, ...again].map((event) => send(event)))));
    }
    for (let n = 0; n < 5; n++) await send(eventOf(9_000 + n, "charge.succeeded", 1), { secret: "whsec_guessed" });
    const processed = await until(
      async () => (await pool.query("SELECT delivery_id FROM webhook_deliveries")).rows,
      ({ length }) => length >= events.length,
    );
    await until(
      () => depth("queueUrl"),
      ({ visible, notVisible }) => visible + notVisible === 0,
    );

    expect(answers.every((status) => status === 202)).to.equal(true);
    expect(processed.map((row) => row.delivery_id).sort()).to.deep.equal(events.map(({ id }) => id).sort());
    const booked = [
      ...charges.flatMap(({ id, data }) => entriesOf(id, "stripe", "sales", data.object.amount)),
      ...refunds.flatMap(({ id, data }) => entriesOf(id, "sales", "stripe", data.object.amount)),
      ...payouts.flatMap(({ id, data }) => entriesOf(id, "bank", "stripe", data.object.amount)),
    ];
    expect(await entries()).to.have.deep.members(booked);
    expect(depth("quarantineQueueUrl").visible).to.equal(5);
    expect(system.lines.filter((line) => line.startsWith("iam:"))).to.deep.equal([]);
  });

  it("books nothing of a request that somebody has caught and sends later than Stripe's five minutes", async () => {
    await send(eventOf(5_000, "charge.succeeded", 700), { signedAt: now - 301 });

    await until(
      () => depth("quarantineQueueUrl").visible,
      (visible) => visible === 6,
    );

    expect((await entries()).filter(({ event_id: id }) => id === "evt_5000")).to.deep.equal([]);
  });

  it("writes no entry of an event that cannot be booked, and does not count it as processed", async () => {
    const data = { object: { amount: "much", currency: "eur" } };
    await send({ ...eventOf(6_000, "charge.succeeded", 1), data });

    await system.reported(/message failed.*invalid input syntax for type bigint/);

    expect((await entries()).filter(({ event_id: id }) => id === "evt_6000")).to.deep.equal([]);
    const { rowCount } = await pool.query("SELECT 1 FROM webhook_deliveries WHERE delivery_id = 'evt_6000'");
    expect(rowCount).to.equal(0);
  });
});

function entriesOf(id: string, gains: string, loses: string, amount: number): object[] {
  return [
    { event_id: id, account: gains, amount, currency: "eur" },
    { event_id: id, account: loses, amount: -amount, currency: "eur" },
  ];
}
