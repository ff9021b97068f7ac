import { Writable } from "node:stream";
import { expect } from "chai";
import { type DebounceLoad, loadDebounce } from "../../../../cli/load/debounce/load";
import { eagerClock } from "../eagerClock";
import { type DebounceFaults, type FakeDebounce, startFakeDebounce } from "./fakeDebounce";

const LOAD: DebounceLoad = {
  entities: 25,
  changes: 4,
  together: 10,
  concurrency: 4,
  toleratesDeaths: false,
  // Looks move this clock: few of them fit between the changes of an entity.
  settle: { pollMs: 5, confirmMs: 4_000, quietMs: 8_000 },
};

describe("loading a debouncing system", () => {
  let fake: FakeDebounce;
  afterEach(() => fake.stop());

  async function run(faults: DebounceFaults = {}) {
    const clock = eagerClock();
    fake = await startFakeDebounce(clock, faults);
    let output = "";
    const terminal = new Writable({
      write(chunk, _encoding, done) {
        output += String(chunk);
        done();
      },
    });
    const account = await loadDebounce(LOAD, fake.target, { clock, terminal });
    return { account, output };
  }

  it("balances for a system that asks for each entity once, when it has gone quiet", async () => {
    const { account, output } = await run();

    const { longestPauseMs, ...counts } = account;
    expect(longestPauseMs).to.be.greaterThan(0);
    expect(counts).to.deep.equal({
      entities: 25,
      sent: 100,
      accepted: 100,
      refused: 0,
      unknown: 0,
      current: 25,
      lost: 0,
      requests: 25,
      failedRequests: 0,
      saved: 75,
      once: 25,
      further: 0,
      repeated: 0,
      early: 0,
      balances: true,
    });
    expect(output).to.match(/sent 100 {2}waiting 0 \+ 0 in hand {2}handlers 1 of 1 {2}processors 1 of 1/);
    expect(output).to.contain("the account balances: the last change of 25 entities is stored, 75 requests were saved");
  });

  it("balances through throttling", async () => {
    const { account } = await run({ throttleEvery: 7 });

    expect([account.accepted, account.lost, account.balances]).to.deep.equal([100, 0, true]);
  });

  it("does not balance for a system that does not wait", async () => {
    const { account, output } = await run({ hastyEvery: 5 });

    expect([account.early, account.further, account.lost, account.balances]).to.deep.equal([5, 5, 0, false]);
    expect(output).to.contain("the account does NOT balance: 5 early");
  });

  it("does not balance for a system that loses last changes", async () => {
    const { account } = await run({ forgetEvery: 10 });

    expect([account.lost, account.current, account.balances]).to.deep.equal([3, 22, false]);
  });
});
