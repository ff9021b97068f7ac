import { execFile } from "node:child_process";
import path from "node:path";
import { expect } from "chai";
import { type FakeAggregator, type Misbehaviour, startFakeAggregator } from "./event-aggregator/fakeAggregator";

const ROOT = path.join(__dirname, "..", "..", "..");

/** Runs the command as `npm run load` does. */
function load(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const argv = ["cli/sluice.cjs", "load", ...args];
    execFile(process.execPath, argv, { cwd: ROOT }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

describe("npm run load", () => {
  let fake: FakeAggregator | undefined;
  afterEach(async () => {
    await fake?.stop();
    fake = undefined;
  });

  const runs: [what: string, faults: Misbehaviour, code: number, verdict: string][] = [
    ["exits 0 when the account balances", {}, 0, "the account balances: 36 events"],
    ["exits 1 when events are lost", { loseEvery: 9 }, 1, "does NOT balance: 4 lost"],
    ["exits 1 when events are counted twice", { doubleEvery: 9 }, 1, "does NOT balance: 4 over-counted"],
  ];
  for (const [what, faults, code, verdict] of runs) {
    it(what, async () => {
      fake = await startFakeAggregator(faults);

      const args = [
        "--count",
        "40",
        "--keys",
        "3",
        "--duplicates",
        "10",
        "--settle",
        "0.1",
        "--endpoint",
        fake.endpoint,
      ];
      const result = await load("event-aggregator", ...args);

      expect(result.stdout).to.contain(verdict);
      expect(result.code).to.equal(code);
    });
  }

  it("gives programs the account, and a person all the rest on standard error", async () => {
    fake = await startFakeAggregator({});

    const args = ["--count", "4", "--keys", "2", "--settle", "0.1", "--json", "--endpoint", fake.endpoint];
    const { code, stdout, stderr } = await load("event-aggregator", ...args);

    const { system, balances, account } = JSON.parse(stdout) as { system: string; balances: boolean; account: object };
    expect({ code, system, balances }).to.deep.equal({ code: 0, system: "event-aggregator", balances: true });
    expect(account).to.include({ sent: 4, accepted: 4, summarised: 4, lost: 0, overCounted: 0 });
    expect(stderr).to.include("the account balances");
  });

  const mistakes: [args: string[], message: string][] = [
    [["event-aggregator"], "required option '--count <n>' not specified"],
    [["event-aggregator", "--count", "0"], "It must be a whole number of at least 1."],
    [["event-aggregator", "--count", "ten"], "It must be a whole number of at least 1."],
    [["event-aggregator", "--count", "1", "--rate", "0"], "It must be a number above 0."],
    [["event-aggregator", "--count", "1", "--duplicates", "100"], "It must be a whole number from 0 to 99."],
    [["event-aggregator", "--count", "1", "--endpoint", "localhost"], "It must be a URL such as http"],
    [
      ["event-aggregator", "--count", "1", "--endpoint", "http://x", "--stack", "dev"],
      "option '--endpoint <url>' cannot be used with option '--stack <name>'",
    ],
    [["event-aggregator", "--count", "1", "--endpoint", "http://127.0.0.1:1"], "ECONNREFUSED"],
    [["nonsense"], "unknown command 'nonsense'"],
  ];
  for (const [args, message] of mistakes) {
    it(`explains ${args.join(" ")}`, async () => {
      const { code, stderr } = await load(...args);

      expect(stderr).to.contain(message);
      // Nobody answers at an endpoint that could be one; all else is a wrong command line.
      expect(code).to.equal(message === "ECONNREFUSED" ? 1 : 2);
    });
  }
});
