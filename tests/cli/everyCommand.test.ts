import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import type { Command } from "commander";
import { COMMANDS } from "../../cli/commands";
import { runCli } from "../support/sluiceCommand";

/** Commands whose output is another program's, which has its own way to JSON, or a shell's. */
const WITHOUT_JSON = ["aws", "completion"];
/** Arguments without which a command would not get as far as its work. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  try: ["event-aggregator"],
  invoke: ["producer"],
  send: ["queue", "body"],
  load: ["event-aggregator", "--count", "1"],
  job: ["interval-processing", "HourlyDataChange"],
  redrive: ["webhooks"],
  rebuild: ["event-aggregator"],
  replay: ["access-cards", "--from", "2026-01-01", "--to", "2026-01-02"],
  snapshot: ["load", "none"],
  reach: ["bastion"],
  "recover-access": ["bastion", "--public-key", "none.pub"],
  init: ["new", "--name", "Not A Name"],
};
/** Commands that do not fail in an empty folder, or that need a checkout. */
const WITHOUT_FAILURE = ["reset", "cloud", "faults", "build"];

const commands = Object.entries(COMMANDS).map(([name, { load }]) => ({ name, program: load().program() }));
const leaves = (program: Command): readonly Command[] =>
  program.commands.length === 0 ? [program] : program.commands.flatMap(leaves);
const page = readFileSync(path.resolve("docs/commands.md"), "utf8");

describe("every command of sluice", () => {
  let empty: string;
  before(() => {
    empty = realpathSync(mkdtempSync(path.join(tmpdir(), "sluice-empty-")));
  });
  after(() => rmSync(empty, { recursive: true, force: true }));

  for (const { name, program } of commands) {
    describe(name, () => {
      it("has a description, and an example in its help", () => {
        let help = "";
        program.configureOutput({ writeOut: (text) => (help += text) });
        program.outputHelp();

        expect(program.description(), name).not.to.equal("");
        expect(help).to.match(name === "aws" ? /AWS CLI/ : /^Examples?:/m);
      });

      if (WITHOUT_JSON.includes(name)) return;

      it("takes --json, and the documentation says what it gives", () => {
        for (const leaf of leaves(program)) {
          expect(
            leaf.options.map(({ long }) => long),
            `${name} ${leaf.name()}`,
          ).to.include("--json");
        }
        expect(page).to.match(new RegExp(`^\\| \`${name}\` \\| .*(\`\\{|\`\\[|with \`).*\\|$`, "m"));
      });

      if (WITHOUT_FAILURE.includes(name)) return;

      it("says with --json why it failed, in a document of its own, and exits with 1", async () => {
        const { code, out, error } = await runCli([name, ...(ARGUMENTS[name] ?? []), "--json"], { cwd: empty });

        expect(code, error).to.equal(1);
        const said = JSON.parse(out) as { error?: string; healthy?: boolean };
        if (name === "doctor") expect(said.healthy).to.equal(false);
        else expect(said.error).to.be.a("string").and.not.equal("");
      });
    });
  }

  it("exits with 2 where the command line is wrong, and says so in JSON as well", async () => {
    const { code, out, error } = await runCli(["redrive", "webhooks", "--dry-rnu", "--json"], { cwd: empty });

    expect(code).to.equal(2);
    expect(error).to.include("(Did you mean --dry-run?)");
    expect(JSON.parse(out)).to.deep.equal({ error: "error: unknown option '--dry-rnu'\n(Did you mean --dry-run?)" });
    expect((await runCli(["snapshot", "svae", "x"], { cwd: empty })).error).to.include("(Did you mean save?)");
    expect((await runCli(["load"], { cwd: empty })).code).to.equal(2);
  });

  it("says where there is no project, and how to make one", async () => {
    const { code, error } = await runCli(["dev", "--port", "0"], { cwd: empty });

    expect(code).to.equal(1);
    expect(error).to.match(
      /^there is no Pulumi.yaml in .*, nor in a folder above it: .* make one \(.*init orders\)\n$/,
    );
  });

  it("says what was meant by a system that is none", async () => {
    const { code, error } = await runCli(["try", "event-agregator"]);

    expect(code).to.equal(2);
    expect(error).to.include("event-aggregator");
  });

  it("does what it says in JSON as well", async () => {
    const made = await runCli(["init", "made", "--json"], { cwd: empty });
    expect({ code: made.code, ...(JSON.parse(made.out) as object) }).to.deep.include({
      code: 0,
      folder: path.join(empty, "made"),
    });
    expect(made.error).to.include("npm run dev");

    const emptied = await runCli(["reset", "--json"], { cwd: empty });
    expect(JSON.parse(emptied.out)).to.deep.equal({ stack: "local", outcome: 'nothing of the stack "local" is kept' });

    const listed = await runCli(["snapshot", "list", "--json"], { cwd: empty });
    expect(JSON.parse(listed.out)).to.deep.equal({ stack: "local", snapshots: [] });
  });
});
