import { Writable } from "node:stream";
import { expect } from "chai";
import { type AccessCardsLoad, loadAccessCards } from "../../../../cli/load/access-cards/load";
import { eagerClock } from "../eagerClock";
import { FakeCards, type Misbehaviour } from "./fakeCards";

const LOAD: AccessCardsLoad = {
  scenario: "commute",
  people: 200,
  seed: 1,
  concurrency: 8,
  settle: { pollMs: 500, confirmMs: 2_000, quietMs: 10_000 },
};

async function run(faults: Misbehaviour = {}, load: Partial<AccessCardsLoad> = {}) {
  let output = "";
  const terminal = new Writable({
    write(chunk, _encoding, done) {
      output += String(chunk);
      done();
    },
  });
  const clock = eagerClock();
  const result = await loadAccessCards({ ...LOAD, ...load }, new FakeCards(clock, faults), { clock, terminal });
  return { ...result, output };
}

describe("loading access cards", () => {
  it("meets every kind of denial in a commute, and balances for a system that does its job", async () => {
    const { account, denials, events, pairs, output } = await run();

    expect(account.complaints).to.deep.equal([]);
    expect(account.balances, output).to.equal(true);
    expect(denials).to.deep.equal({
      "already-inside": 24,
      "area-full": 5,
      "card-blocked": 3,
      "unknown-card": 3,
      "unknown-gate": 1,
    });
    expect(pairs).to.deep.equal({ all: 19, right: 19 });
    expect(events).to.deep.equal({
      ...{ "card-registered": 197, "card-blocked": 3 },
      ...{ entered: 192, denied: 36, left: 181 },
    });
    expect(output).to.contain("the account balances: 609 events, the same everywhere");
  });

  it("balances through lost answers", async () => {
    const { account } = await run({ cutEvery: 5 });

    expect(account.complaints).to.deep.equal([]);
    expect(account.balances).to.equal(true);
  });

  it("empties the offices in an evacuation, while people go on coming into another", async () => {
    const { account, events, measured, output } = await run({}, { scenario: "evacuation", people: 300 });

    expect(account.balances, output).to.equal(true);
    expect(events).to.include({ left: 300 });
    expect(account.rows.filter(({ name }) => name === "hq: cards")).to.deep.equal([
      { name: "hq: cards", expected: 0, found: 0, agrees: true, meaning: "inside by the cards' states, of this run" },
    ]);
    expect(Object.keys(measured)).to.deep.equal(["entries before", "entries during", "entries after", "exits"]);
    expect(output).to.match(/300 exits posted in .* a second\), all outside/);
  });

  it("grants one of two simultaneous entries, pair by pair", async () => {
    const { account, pairs } = await run({}, { scenario: "pairs", people: 50 });

    expect(account.balances).to.equal(true);
    expect(pairs).to.deep.equal({ all: 50, right: 50 });
  });

  const faults: [what: string, faults: Misbehaviour, verdict: RegExp][] = [
    ["forgets who is inside", { forgetEvery: 3 }, /cards not yet where they must be/],
    ["lets everybody in", { letsAllIn: true }, /wrong answers/],
    ["loses events on their way to the archive", { loseEvery: 50 }, /archived \d+ of \d+/],
    ["counts events twice", { countTwiceEvery: 50 }, /archived \d+ of \d+/],
    ["refuses exits", { refuseExitEvery: 10 }, /refused exits \d+ of 0/],
    ["lets an old exit override a newer entry", { believesOldExits: true }, /3 cards not yet where they must be/],
    ["does no command", { ignoreCommands: true }, /wrong answers/],
    ["has put messages aside", { failed: 2 }, /failed 2 of 0/],
  ];
  for (const [what, misbehaviour, verdict] of faults) {
    it(`does not balance for a system that ${what}`, async () => {
      const { account, output } = await run(misbehaviour);

      expect(account.balances).to.equal(false);
      expect(output).to.contain("the account does NOT balance: ");
      expect(output).to.match(verdict);
    });
  }
});
