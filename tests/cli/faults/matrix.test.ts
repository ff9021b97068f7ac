import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { FAULTS } from "../../../cli/faults/kinds";
import { SYSTEMS } from "../../../cli/faults/loads";
import { type Cell, isSturdy } from "../../../cli/faults/matrix";
import { lineOf, markdownTable, textTable } from "../../../cli/faults/table";

const ROOT = path.join(__dirname, "..", "..", "..");

/** @returns the exit code, and what the command wrote */
async function faults(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const script = ["cli/sluice.cjs", "faults", ...args];
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, script, { cwd: ROOT })) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

const ACCOUNT = { sent: 300, stored: 270, lost: 0, doubled: 0, wrong: 0, verdict: "sent 300" };
const RIGHT: Cell = {
  ...{ system: "webhooks", fault: "kill-task" },
  outcome: { kind: "account", account: ACCOUNT, recoveredMs: 8_400, balances: true },
};
const LOST: Cell = {
  ...{ system: "bursts", fault: "kill-task" },
  outcome: { kind: "account", account: { ...ACCOUNT, lost: 3, wrong: 1 }, recoveredMs: 900, balances: false },
};
const NONE: Cell = { system: "bursts", fault: "kill-postgres", outcome: { kind: "none here" } };
const FAILED: Cell = { system: "webhooks", fault: "kill-postgres", outcome: { kind: "failed", reason: "no account" } };

describe("npm run faults", () => {
  it("loses and doubles nothing of an event aggregator whose database is killed", async function () {
    this.timeout(120_000);

    const { code, stdout } = await faults(
      ...["--systems", "event-aggregator", "--faults", "kill-task,kill-dynamodb", "--short", "--json"],
    );

    const [none, killed] = JSON.parse(stdout) as Cell[];
    if (killed?.outcome.kind !== "account") throw new Error(`no account: ${JSON.stringify(killed)}`);
    const { sent, stored, lost, doubled, wrong } = killed.outcome.account;
    expect({ sent, stored, lost, doubled, wrong }).to.deep.equal({
      sent: 50,
      stored: 45,
      lost: 0,
      doubled: 0,
      wrong: 0,
    });
    expect(none?.outcome).to.deep.equal({ kind: "none here" });
    expect(code).to.equal(0);
  });

  it("names the systems and faults that there are", async () => {
    const { code, stderr } = await faults("--systems", "webhooks,orders");

    expect(code).to.equal(2);
    expect(stderr).to.contain("There is no orders.").and.contain("npm run faults -- --help lists systems and faults");
  });

  it("has a fault of each name once, and strikes something of every system", () => {
    const names = FAULTS.map(({ name }) => name);
    const parts = new Set(Object.values(SYSTEMS).flatMap((system) => system.parts));

    expect(new Set(names).size).to.equal(names.length);
    for (const { name, part } of FAULTS) {
      expect(part === "host" || part === "disk" || parts.has(part), name).to.equal(true);
    }
  });

  it("is content only where every account balances", () => {
    expect(
      [
        [RIGHT, NONE],
        [RIGHT, LOST],
        [RIGHT, FAILED],
      ].map(isSturdy),
    ).to.deep.equal([true, false, false]);
  });

  it("says in a line what became of a fault", () => {
    expect([RIGHT, LOST, NONE, FAILED].map(lineOf)).to.deep.equal([
      "webhooks kill-task: sent 300, stored 270, lost 0, doubled 0, drained after 8 s",
      "bursts kill-task: sent 300, stored 270, lost 3, doubled 0, drained after 1 s, wrong 1 DOES NOT BALANCE: sent 300",
      "bursts kill-postgres: none here",
      "webhooks kill-postgres: FAILED: no account",
    ]);
  });

  it("shows a row a fault and a column a system, in a terminal and in docs, there without what a machine takes", () => {
    const cells = [RIGHT, LOST, FAILED, NONE];

    expect(textTable(cells)).to.match(
      /kill-task .* 270: 0 lost, 0 doubled, 8 s .* 270: 3 lost, 0 doubled, 1 wrong, 1 s/,
    );
    expect(markdownTable(cells, FAULTS).split("\n").slice(2, 4)).to.deep.equal([
      "| `kill-task`: containers' processes are killed, every two seconds | 300 sent, 0 lost, 0 doubled | 300 sent, 3 lost, 0 doubled, 1 wrong |",
      "| `kill-postgres`: Postgres is killed, every five seconds | FAILED | none here |",
    ]);
  });
});
