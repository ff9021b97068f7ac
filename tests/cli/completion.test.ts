import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { COMMANDS } from "../../cli/commands";
import { candidates } from "../../cli/completion/candidates";
import { SCRIPTS } from "../../cli/completion/scripts";
import { writeOutputs } from "../../cli/outputsFile";
import { runCli, SLUICE } from "../support/sluiceCommand";

const completed = (words: readonly string[]) =>
  candidates({ names: () => Object.keys(COMMANDS), programOf: (name) => COMMANDS[name]?.load().program() }, words);

describe("the words that a shell completes", () => {
  it("are commands first, those that a person calls", async () => {
    expect(await completed(["re"])).to.deep.equal(["reach", "rebuild", "recover-access", "redrive", "replay", "reset"]);
    expect(await completed([""])).to.include.members(["dev", "doctor", "completion"]);
    expect(await completed([])).to.have.length.greaterThan(20);
  });

  it("are the options of the command, and of the one below it", async () => {
    expect(await completed(["redrive", "webhooks", "--d"])).to.deep.equal(["--dry-run"]);
    expect(await completed(["load", "event-aggregator", "--se"])).to.deep.equal(["--seed", "--settle"]);
    expect(await completed(["snapshot", ""])).to.deep.equal(["list", "load", "save"]);
    expect(await completed(["load", "access-cards", "--scenario", ""])).to.deep.equal(["commute", "evacuation"]);
    expect(await completed(["completion", ""])).to.deep.equal(["bash", "fish", "zsh"]);
  });

  it("are the systems and the stacks of the project", async () => {
    expect(await completed(["dev", "ev"])).to.deep.equal(["event-aggregator"]);
    expect(await completed(["dev", "bursts", "ev"])).to.deep.equal(["event-aggregator"]);
    expect(await completed(["try", "web"])).to.deep.equal(["webhooks"]);
    expect(await completed(["dev", "--port", "5600", "--stack", "l"])).to.deep.equal(["local"]);
  });

  it("are nothing where a file is meant, or where nobody knows", async () => {
    expect(await completed(["recover-access", "bastion", "--public-key", ""])).to.deep.equal([]);
    expect(await completed(["dev", "--port", ""])).to.deep.equal([]);
    expect(await completed(["nonsense", ""])).to.deep.equal([]);
    expect(await completed(["aws", "sqs", ""])).to.deep.equal([]);
    expect(await completed(["send", "queue", ""])).to.deep.equal([]);
  });

  describe("of what runs", () => {
    let folder: string;
    before(() => {
      folder = realpathSync(mkdtempSync(path.join(tmpdir(), "sluice-completion-")));
      mkdirSync(path.join(folder, ".sluice"));
      writeFileSync(path.join(folder, "Pulumi.yaml"), "name: orders\nruntime: nodejs\n");
      writeOutputs(path.join(folder, ".sluice"), {
        orders: { value: { queueUrl: "http://q", jobs: { Nightly: {} } }, secret: false },
      });
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    const words = async (...typed: string[]) =>
      (await runCli(["completion", "words", "--", ...typed], { cwd: folder })).out.trim().split("\n");

    it("are the names of outputs, of jobs, and of systems", async () => {
      expect(await words("send", "ord")).to.include.members(["orders", "orders.queueUrl"]);
      expect(await words("job", "orders", "")).to.deep.equal(["Nightly"]);
      expect(await words("dev", "")).to.deep.equal(["orders"]);
      expect(await words("logs", "")).to.deep.equal([""]);
    });

    it("reach bash by the script that is printed", async () => {
      const { code, out } = await runCli(["completion", "bash"]);
      expect({ code, out }).to.deep.equal({ code: 0, out: SCRIPTS.bash });
      writeFileSync(path.join(folder, "completion.bash"), out);
      // The command as it is installed.
      writeFileSync(path.join(folder, "sluice"), `#!/bin/sh\nexec ${process.execPath} ${SLUICE} "$@"\n`, {
        mode: 0o755,
      });
      const asked = (line: string) => {
        const script = `
          PATH="${folder}:$PATH"
          . ./completion.bash
          COMP_WORDS=(${line} ""); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
          _sluice; printf '%s\\n' "\${COMPREPLY[@]}"`;
        return execFileSync("bash", ["-c", script], { cwd: folder, encoding: "utf8" }).trim().split("\n");
      };
      expect(asked("sluice snapshot")).to.deep.equal(["list", "load", "save"]);
      expect(asked("sluice send")).to.deep.equal(["orders", "orders.queueUrl"]);
      // A project may come from anywhere.
      writeFileSync(path.join(folder, "Pulumi.$(touch ran).yaml"), "");
      writeFileSync(path.join(folder, "Pulumi.two words.yaml"), "");
      expect(asked("sluice dev --stack")).to.deep.equal(["\\$\\(touch\\ ran\\)", "two\\ words"]);
      expect(existsSync(path.join(folder, "ran"))).to.equal(false);
    });
  });
});
