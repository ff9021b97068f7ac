import { PassThrough } from "node:stream";
import { expect } from "chai";
import { type EventAggregatorLoad, loadEventAggregator } from "../../../../cli/load/event-aggregator/load";
import { eagerClock } from "../eagerClock";
import { type FakeAggregator, type Misbehaviour, startFakeAggregator } from "./fakeAggregator";

const LOAD: Omit<EventAggregatorLoad, "endpoint"> = { count: 200, concurrency: 8, keys: 7, duplicates: 10, seed: 1 };

describe("loading an event aggregator", () => {
  let fake: FakeAggregator;
  afterEach(() => fake.stop());

  async function run(faults: Misbehaviour, load: Partial<EventAggregatorLoad> = {}, counts?: Map<string, number>) {
    fake = await startFakeAggregator(faults, counts);
    const terminal = new PassThrough();
    const result = await loadEventAggregator(
      { ...LOAD, endpoint: fake.endpoint, ...load },
      { clock: eagerClock(), terminal },
    );
    return { ...result, output: String(terminal.read()) };
  }

  it("balances for one that does its job", async () => {
    const { account, output } = await run({});

    expect(account).to.deep.equal({
      sent: 200,
      accepted: 180,
      repeated: 20,
      refused: 0,
      unknown: 0,
      summarised: 180,
      lost: 0,
      overCounted: 0,
      splitKeys: 0,
      failed: 0,
      balances: true,
    });
    expect(output).to.contain("sent 200 of 200");
    expect(output).to.contain("the account balances: 180 events summarised, each exactly once");
  });

  it("finds events in the failure queue, whatever was in it before", async () => {
    const depths = [4, 6];
    const failureQueue = { depth: async () => depths.shift() ?? 0 };

    const { account, output } = await run({}, { failureQueue });

    expect([account.failed, account.lost, account.balances]).to.deep.equal([2, 0, false]);
    expect(output).to.contain("the account does NOT balance: 2 in the failure queue");
  });

  it("balances on one that was used before", async () => {
    const { account } = await run(
      {},
      {},
      new Map([
        ['{"key":"k-1","value":1}', 1_000],
        ["other", 5],
      ]),
    );

    expect([account.summarised, account.balances]).to.deep.equal([180, true]);
  });

  it("balances through throttling and cut connections", async () => {
    const { account } = await run({ throttleEvery: 3, cutEvery: 7 });

    expect([account.accepted, account.repeated, account.balances]).to.deep.equal([180, 20, true]);
    expect(fake.posts).to.be.greaterThan(260);
  });

  it("waits for summaries that are late", async () => {
    const { account } = await run({ lateReadings: 10 });

    expect(account.balances).to.equal(true);
    expect(fake.readings).to.be.greaterThan(10);
  });

  it("keeps a rate", async () => {
    const { sendingMs } = await run({}, { rate: 100, concurrency: 1 });

    expect(sendingMs).to.be.within(1_990, 2_100);
  });

  const faults: [what: string, faults: Misbehaviour, expected: object, verdict: string][] = [
    ["loses events", { loseEvery: 10 }, { lost: 18, overCounted: 0 }, "does NOT balance: 18 lost"],
    ["counts events twice", { doubleEvery: 10 }, { lost: 0, overCounted: 18 }, "does NOT balance: 18 over-counted"],
    [
      "stores repeats again",
      { forgetKeys: true },
      { accepted: 200, repeated: 0, lost: 0, overCounted: 0 },
      "stored twice under one Idempotency-Key",
    ],
  ];
  for (const [what, misbehaviour, expected, verdict] of faults) {
    it(`does not balance for one that ${what}`, async () => {
      const { account, output } = await run(misbehaviour);

      expect(account).to.deep.include({ ...expected, balances: false });
      expect(output).to.contain(verdict);
    });
  }

  it("counts what is refused, with the reason", async () => {
    const { account, output } = await run({ refuseEvery: 50 }, { duplicates: 0 });

    expect([account.accepted, account.refused, account.balances]).to.deep.equal([196, 4, false]);
    expect(output).to.contain('4 x 400 {"title":"bad"}');
  });
});
