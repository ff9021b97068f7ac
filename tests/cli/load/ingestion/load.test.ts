import { Writable } from "node:stream";
import { expect } from "chai";
import { loadIngestion } from "../../../../cli/load/ingestion/load";
import { KINDS, planEntries } from "../../../../cli/load/ingestion/plan";
import { eagerClock } from "../eagerClock";
import { type FakeIngestion, type IngestionFaults, startFakeIngestion } from "./fakeIngestion";

describe("loading a system that validates", () => {
  let fake: FakeIngestion;
  afterEach(() => fake?.stop());

  async function run(faults: IngestionFaults = {}, fuzz = 0) {
    fake = await startFakeIngestion(faults);
    let output = "";
    const terminal = new Writable({
      write(chunk, _encoding, done) {
        output += String(chunk);
        done();
      },
    });
    const load = { url: fake.url, count: 200, concurrency: 4, fuzz };
    return { ...(await loadIngestion(load, { clock: eagerClock(), terminal })), output };
  }

  it("sends every kind of request, half of them valid", () => {
    const plan = planEntries(200, "run");

    expect(new Set(plan.map(({ kind }) => kind))).to.deep.equal(new Set(Object.keys(KINDS)));
    expect(plan.filter(({ userName }) => userName !== undefined)).to.have.length(100);
    expect(new Set(plan.map(({ text }) => text)).size).to.be.greaterThan(190);
  });

  it("balances for a system that does its job", async () => {
    const { account, balances, output } = await run({}, 50);

    expect(account).to.deep.equal({
      ...{ sent: 200, right: 200, wrong: 0, unanswered: 0, serverErrors: 0 },
      ...{ valid: 100, storedOnce: 100, lost: 0, twice: 0, stray: 0, balances: true },
    });
    expect(balances).to.equal(true);
    expect(output).to.include("the account balances: 200 answers right, 100 entries stored once, 50 fuzzed");
  });

  it("balances through throttling", async () => {
    const { account } = await run({ throttleEvery: 7 });

    expect([account.right, account.balances]).to.deep.equal([200, true]);
  });

  const faults: [what: string, faults: IngestionFaults, words: RegExp][] = [
    ["loses entries", { loseEvery: 10 }, /does NOT balance: 10 lost/],
    ["stores entries twice", { doubleEvery: 10 }, /does NOT balance: 10 stored twice/],
    ["stores what has to wait", { storesWaiting: true }, /does NOT balance: \d+ stray/],
    ["says one reason where there are more", { saysOneReason: true }, /does NOT balance: \d+ answered wrong/],
    ["answers 5xx now and then, though the next try is taken", { failEvery: 20 }, /does NOT balance: \d+ x 5xx/],
    ["shows markup as it is", { showsMarkup: true }, /does NOT balance: \d+ broken pages/],
  ];
  for (const [what, fault, words] of faults) {
    it(`does not balance for a system that ${what}`, async () => {
      const { balances, output } = await run(fault);

      expect(output).to.match(words);
      expect(balances).to.equal(false);
    });
  }
});
