import path from "node:path";
import { expect } from "chai";
import { CHAOS_LOADS, type ChaosRun, chaosAccounts } from "../../bench/chaosAccounts";
import { registeredSystems } from "../../cli/systems";

describe("accounts under faults", () => {
  it("are of every registered system that has a load", () => {
    const systems = registeredSystems(path.resolve()).filter(({ load }) => load !== undefined);

    expect(Object.keys(CHAOS_LOADS)).to.have.members(systems.map(({ name }) => name));
  });

  it("are taken of each system with each seed, one after the other, and drawn as a table", async () => {
    const runs: ChaosRun[] = [];
    const printed: string[] = [];

    const balance = await chaosAccounts(
      ["webhooks", "bursts"],
      [1, 2],
      async (run) => {
        runs.push(run);
        return { balances: true };
      },
      (text) => printed.push(text),
    );

    expect(balance).to.equal(true);
    expect(runs).to.deep.equal([
      { system: "webhooks", seed: 1 },
      { system: "webhooks", seed: 2 },
      { system: "bursts", seed: 1 },
      { system: "bursts", seed: 2 },
    ]);
    expect(printed).to.have.length(1);
    expect(printed[0])
      .to.match(/seed 1 .*seed 2 /)
      .and.match(/webhooks .*balances .*balances /);
  });

  it("do not balance where one does not, of which they tell what its load said", async () => {
    const printed: string[] = [];

    const balance = await chaosAccounts(
      ["webhooks"],
      [1, 2],
      async ({ seed }) => (seed === 1 ? { balances: false, said: "3 are missing" } : { balances: true }),
      (text) => printed.push(text),
    );

    expect(balance).to.equal(false);
    expect(printed[0]).to.equal("webhooks with seed 1:\n3 are missing");
    expect(printed[1]).to.match(/webhooks .*DOES NOT .*balances /);
  });
});
