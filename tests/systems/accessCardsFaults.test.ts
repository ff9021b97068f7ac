import { expect } from "chai";
import { AccessCardsUnderTest } from "./accessCards/underTest";

describe("the system access-cards on a local cloud with faults", function () {
  this.timeout(120_000);

  let cards: AccessCardsUnderTest;

  before(async () => {
    // Nobody is killed at work: what a killed function had of a queue comes back after minutes, which is too long for a test.
    cards = await AccessCardsUnderTest.start({ seed: 7, duplicateBatch: 0.3, throttleDynamo: 0.1 });
  });

  after(() => cards?.stop());

  it("keeps the same account everywhere all the same", async () => {
    const { account, pairs } = await cards.load({ scenario: "commute", people: 30 });

    expect(account.complaints).to.deep.equal([]);
    expect(account.astray).to.deep.equal([]);
    expect(account.rows.filter(({ agrees }) => !agrees)).to.deep.equal([]);
    expect(account.balances).to.equal(true);
    expect(pairs).to.deep.equal({ all: 3, right: 3 });
  });
});
