import { Writable } from "node:stream";
import { expect } from "chai";
import { loadWebhooks, type WebhooksLoad } from "../../../../cli/load/webhooks/load";
import { eagerClock } from "../eagerClock";
import { type FakeWebhooks, type Misbehaviour, startFakeWebhooks } from "./fakeWebhooks";

const LOAD: WebhooksLoad = {
  count: 200,
  concurrency: 8,
  duplicates: 10,
  forged: 5,
  settle: { pollMs: 500, confirmMs: 2_000, quietMs: 10_000, scaleInMs: 0 },
};

describe("loading webhooks", () => {
  let fake: FakeWebhooks;
  afterEach(() => fake.stop());

  async function run(faults: Misbehaviour, load: Partial<WebhooksLoad> = {}) {
    fake = await startFakeWebhooks(faults);
    let output = "";
    const terminal = new Writable({
      write(chunk, _encoding, done) {
        output += String(chunk);
        done();
      },
    });
    const result = await loadWebhooks({ ...LOAD, ...load }, fake.target, { clock: eagerClock(), terminal });
    return { ...result, output };
  }

  it("balances for a system that does its job, and shows what it sees", async () => {
    const { account, quarantined, deadLetters, workers, output } = await run({});

    expect(account).to.deep.equal({
      sent: 200,
      accepted: 170,
      repeated: 20,
      forged: 10,
      refused: 0,
      unknown: 0,
      stored: 170,
      lost: 0,
      twice: 0,
      forgedStored: 0,
      balances: true,
    });
    expect({ quarantined, deadLetters, workers }).to.deep.equal({
      quarantined: 10,
      deadLetters: 0,
      workers: { before: 2, most: 2, after: 2 },
    });
    expect(output).to.match(
      /sent 200 {2}waiting 0 \+ 0 in hand {2}workers 2 of 2 {2}stored 170 {2}latency p50 0.0 s, p99 0.0 s/,
    );
    expect(output).to.contain("the account balances: 170 deliveries stored, each exactly once");
  });

  it("balances through throttling and cut connections", async () => {
    const { account } = await run({ throttleEvery: 3, cutEvery: 7 });

    expect([account.accepted, account.repeated, account.balances]).to.deep.equal([170, 20, true]);
    expect(fake.posts).to.be.greaterThan(260);
  });

  it("keeps a rate", async () => {
    const { sendingMs } = await run({}, { rate: 100, concurrency: 1 });

    expect(sendingMs).to.be.greaterThan(1_980);
  });

  const faults: [what: string, faults: Misbehaviour, expected: object, verdict: string][] = [
    ["loses deliveries", { loseEvery: 10 }, { lost: 20, twice: 0 }, "does NOT balance: 20 lost"],
    ["stores deliveries twice", { doubleEvery: 10 }, { lost: 0, twice: 20 }, "does NOT balance: 20 stored twice"],
    [
      "stores what is forged",
      { believeAll: true },
      { lost: 0, twice: 0, forgedStored: 10 },
      "does NOT balance: 10 forged and stored",
    ],
  ];
  for (const [what, misbehaviour, expected, verdict] of faults) {
    it(`does not balance for a system that ${what}`, async () => {
      const { account, output } = await run(misbehaviour, {
        concurrency: 1,
        duplicates: 0,
        forged: "believeAll" in misbehaviour ? 5 : 0,
      });

      expect(account).to.include({ ...expected, balances: false });
      expect(output).to.contain(verdict);
    });
  }

  it("balances without what the API refused, and says why it did", async () => {
    const { account, output } = await run({ refuseEvery: 10 }, { duplicates: 0, forged: 0 });

    expect(account).to.include({ accepted: 180, refused: 20, stored: 180, balances: true });
    expect(output).to.contain("20 x 400 bad");
  });
});
