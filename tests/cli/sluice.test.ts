import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect } from "chai";
import type { Command } from "commander";
import { COMMANDS, helpOfAll } from "../../cli/commands";
import { forgottenDashes } from "../../cli/forgottenDashes";
import { nearest } from "../../cli/nearest";

const ROOT = path.join(__dirname, "..", "..");
const { version, scripts } = require(path.join(ROOT, "package.json")) as {
  version: string;
  scripts: Record<string, string>;
};

function sluice(...args: string[]): { code: number | null; out: string; error: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["cli/sluice.cjs", ...args], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return { code: status, out: stdout, error: stderr };
}

describe("sluice", () => {
  it("lists its commands with an example each, and exits with 0 where it was asked to", () => {
    expect(sluice("--help")).to.deep.equal({ code: 0, out: helpOfAll(true), error: "" });
    for (const { example } of Object.values(COMMANDS)) expect(helpOfAll(true)).to.include(`sluice ${example}\n`);
  });

  it("exits with 2 where it is told nothing to do, or what it does not know, and says what was meant", () => {
    expect(sluice().code).to.equal(2);
    expect(sluice("lod", "event-aggregator")).to.deep.equal({
      code: 2,
      out: "",
      error: 'sluice: there is no command "lod": did you mean load? (sluice --help lists them)\n',
    });
  });

  it("prints its version", () => {
    expect(sluice("--version")).to.deep.equal({ code: 0, out: `${version}\n`, error: "" });
  });

  it("has a command's example in the command's own help, and its options", () => {
    for (const name of ["dev", "output", "reset"]) {
      const { code, out } = sluice(name, "--help");
      expect(code).to.equal(0);
      expect(out).to.include("Example");
    }
  });

  it("says which option was meant", () => {
    const { code, error } = sluice("dev", "--prot", "5520");
    expect(code).to.equal(2);
    expect(error).to.include("(Did you mean --port?)");
  });

  it("lists in a package no command that only a checkout has", () => {
    expect(helpOfAll(false)).not.to.match(/\b(faults|build)\b/);
  });

  it("is what npm's scripts call, under their own names", () => {
    const calling = Object.entries(scripts).filter(([, line]) => line.startsWith("node cli/sluice.cjs "));
    const called = calling.map(([name, line]) => [name, line.replace("node cli/sluice.cjs ", "")]);
    expect(called.filter(([name, command]) => name !== command)).to.deep.equal([["start", "dev"]]);
    // The checkout's own script `check` checks its types; a new project is made elsewhere; a shell completes an installed command.
    const others = Object.keys(COMMANDS).filter((name) => !["init", "check", "completion"].includes(name));
    expect(called.map(([, command]) => command)).to.include.members(others);
  });
});

describe("the hint for options that npm took", () => {
  const programOf = (command: string) => COMMANDS[command]?.load().program() ?? expect.fail(`no ${command}`);
  const dev = programOf("dev");
  const hint = (args: readonly string[], environment: NodeJS.ProcessEnv) =>
    forgottenDashes(dev, args, { npm_lifecycle_event: "start", ...environment });

  it("says the command line as it was meant", () => {
    expect(hint(["event-aggregator", "5520"], { npm_config_port: "true" })).to.equal(
      "npm took --port for its own: write -- before what is meant for the command, as in npm start -- event-aggregator --port 5520",
    );
    expect(hint(["bursts"], { npm_config_time_scale: "20", npm_config_fresh: "true" })).to.equal(
      "npm took --fresh and --time-scale for its own: write -- before what is meant for the command, " +
        "as in npm start -- bursts --fresh --time-scale 20",
    );
  });

  it("keeps a command from doing what it was asked to show", () => {
    for (const command of ["redrive", "replay", "recover-access"]) {
      const environment = { npm_lifecycle_event: command, npm_config_dry_run: "true" };
      expect(forgottenDashes(programOf(command), ["webhooks"], environment)).to.equal(
        "npm took --dry-run for its own: write -- before what is meant for the command, " +
          `as in npm run ${command} -- webhooks --dry-run`,
      );
    }
  });

  it("knows every option of every command, those of the commands below it as well", () => {
    for (const [name, { load }] of Object.entries(COMMANDS)) {
      const program = load().program();
      for (const [below, args] of [[program, []], ...program.commands.map((each) => [each, [each.name()]])] as [
        Command,
        string[],
      ][]) {
        for (const { long, negate } of below.options) {
          const key = long?.replace(negate ? "--no-" : "--", "").replaceAll("-", "_");
          const environment = { npm_lifecycle_event: name, [`npm_config_${key}`]: negate ? "" : "true" };
          expect(forgottenDashes(program, args, environment), `${name} ${args} ${long}`).to.include(
            `npm took ${long} for`,
          );
        }
      }
    }
  });

  it("tells --no-watch by what npm makes of it, and -f by npm's --force", () => {
    expect(hint(["bursts"], { npm_config_watch: "" })).to.match(/ -- bursts --no-watch$/);
    expect(hint(["bursts"], { npm_config_watch: "true" })).to.equal(undefined);
    const environment = { npm_lifecycle_event: "logs", npm_config_force: "true" };
    expect(forgottenDashes(programOf("logs"), ["producer"], environment)).to.match(
      /npm run logs -- producer --follow$/,
    );
  });

  it("does not guess whose of several values is which", () => {
    expect(hint(["5520", "dev"], { npm_config_port: "true", npm_config_stack: "true" })).to.match(
      /npm start -- \.\.\.$/,
    );
  });

  it("is for npm's scripts only, and for options of the command", () => {
    expect(forgottenDashes(dev, [], { npm_config_port: "5520" })).to.equal(undefined);
    expect(hint([], { npm_lifecycle_event: "npx", npm_config_json: "true" })).to.equal(undefined);
    expect(hint([], { npm_config_registry: "x", npm_config_cache: "y" })).to.equal(undefined);
  });
});

describe("the nearest word", () => {
  const words = ["load", "output", "redrive", "reset"];

  for (const [typed, meant] of [
    ["lod", "load"],
    ["OUTPT", "output"],
    ["redirve", "redrive"],
    ["restet", "reset"],
    ["bananas", undefined],
    ["x", undefined],
  ] as const) {
    it(`to ${typed} is ${meant ?? "none"}`, () => {
      expect(nearest(typed, words)).to.equal(meant);
    });
  }
});

describe("the start of sluice", () => {
  it("tells a Node.js that is too old so in one sentence, before anything else is loaded", () => {
    const script = `
      Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.4" } });
      require("./cli/sluice.cjs");
      process.stdout.write(Object.keys(require.cache).filter((file) => !file.endsWith("[eval]")).length + " file");`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", script], { cwd: ROOT, encoding: "utf8" });

    expect(stderr).to.equal("sluice needs Node.js 20.19 or newer, and this is 18.20.4: install one from nodejs.org\n");
    expect({ status, stdout }).to.deep.equal({ status: 1, stdout: "1 file" });
  });
});
