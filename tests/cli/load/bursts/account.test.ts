import { expect } from "chai";
import { accountOf, verdictOf } from "../../../../cli/load/bursts/account";

const sendings = { sent: 4, refused: 0, accepted: new Set([0, 1, 2]) };
const stored = (...counts: [number, number][]) => new Map(counts);
const all = stored([0, 1], [1, 1], [2, 1]);
const gone = { deadLetters: 0, tasksLeft: 0 };

describe("the account of a run of bursts", () => {
  it("balances where each accepted message is stored once and no worker is left", () => {
    const account = accountOf(sendings, all, gone);

    expect(account).to.deep.equal({
      ...{ sent: 4, accepted: 3, refused: 0, stored: 3, lost: 0, twice: 0 },
      ...{ deadLetters: 0, tasksLeft: 0, balances: true },
    });
    expect(verdictOf(account)).to.equal("the account balances: 3 messages stored, each once, and the workers are gone");
  });

  for (const [what, items, rest, sent, fault] of [
    ["a message that is in no item", stored([0, 1], [2, 1]), gone, sendings, "1 lost"],
    ["a message in two items", stored([0, 1], [1, 2], [2, 1]), gone, sendings, "1 stored twice"],
    ["a worker that stays", all, { deadLetters: 0, tasksLeft: 2 }, sendings, "2 workers left"],
    [
      "a queue that took nothing",
      stored(),
      gone,
      { sent: 0, refused: 3, accepted: new Set<number>() },
      "the queue took nothing",
    ],
  ] as const) {
    it(`does not balance with ${what}`, () => {
      const account = accountOf(sent, items, rest);

      expect(account.balances).to.equal(false);
      expect(verdictOf(account)).to.equal(`the account does NOT balance: ${fault}`);
    });
  }

  it("tells of dead letters, which are lost from the table only", () => {
    const account = accountOf(sendings, stored([0, 1], [1, 1]), { deadLetters: 1, tasksLeft: 0 });

    expect(account).to.include({ lost: 1, deadLetters: 1, balances: false });
  });
});
