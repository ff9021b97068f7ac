import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { zipSync } from "fflate";
import { awsEnvironment } from "../../../cli/awsEnvironment";
import { accessOf } from "../../../cli/localAccess";
import { systemClock } from "../../../local/base/clock";
import { silentReport } from "../../../local/base/report";
import { type StartedServices, startServices } from "../../../local/startServices";
import { type Command, commandsIn } from "./commands";

const ROOT = path.join(__dirname, "..", "..", "..");
const PAGE = readFileSync(path.join(ROOT, "docs", "aws-cli.md"), "utf8");
const CODE = 'exports.handler = async () => { console.log("said"); return "hello"; };';

interface Answer {
  code: number;
  out: string;
  error: string;
}

describe("docs/aws-cli.md", () => {
  it("has at least 117 commands, each once", () => {
    const lines = commandsIn(PAGE).map(({ args }) => args.join(" "));

    expect(lines).to.have.lengthOf.at.least(117);
    expect(new Set(lines).size).to.equal(lines.length);
  });
});

// Said here rather than skipped: the AWS CLI is no package of the project.
if (spawnSync("python3", ["-c", "import awscli"], { stdio: "ignore" }).status !== 0) {
  process.stderr.write("python3 has no AWS CLI here: the commands of docs/aws-cli.md are not run\n");
} else {
  describe("the AWS CLI, every day", function () {
    this.timeout(180_000);

    let folder: string;
    let cloud: StartedServices;
    let answer: (args: readonly string[]) => Promise<Answer>;
    let close: () => Promise<void>;
    const variables = new Map<string, string>();

    before(async () => {
      folder = mkdtempSync(path.join(tmpdir(), "sluice-everyday-"));
      writeFileSync(path.join(folder, "hello.zip"), zipSync({ "index.js": Buffer.from(CODE) }));
      writeFileSync(path.join(folder, "README.md"), "hello");
      cloud = await startServices({
        ...{ port: 0, workFolder: folder, programFolder: folder },
        ...{ clock: systemClock, report: silentReport },
      });
      const environment = { ...process.env, ...awsEnvironment(accessOf(cloud.services)), AWS_PAGER: "" };
      const child = spawn("python3", [path.join(__dirname, "awsCli.py")], {
        ...{ cwd: folder, env: environment },
        stdio: ["pipe", "pipe", "inherit"],
      });
      const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
      answer = async (args) => {
        child.stdin.write(`${JSON.stringify(["--endpoint-url", cloud.services.edgeUrl, ...args])}\n`);
        const { value, done } = await lines.next();
        if (done) throw new Error(`the AWS CLI has ended at ${args.join(" ")}`);
        return JSON.parse(value) as Answer;
      };
      close = async () => {
        child.stdin.end();
        if (child.exitCode === null) await once(child, "exit");
      };
    });

    after(async () => {
      await close?.();
      await cloud?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    async function run({ args, variable }: Command): Promise<Answer> {
      const said = await answer(
        args.map((arg) => arg.replace(/\$(\w+)/g, (_, name: string) => variables.get(name) ?? "")),
      );
      if (variable !== undefined) variables.set(variable, said.out.trim());
      return said;
    }

    for (const command of commandsIn(PAGE)) {
      it(`answers aws ${command.args.slice(0, 2).join(" ")}`, async () => {
        const { code, error, out } = await run(command);

        expect({ code, error }).to.deep.equal({ code: 0, error: "" });
        if (command.variable !== undefined) expect(out.trim()).to.match(/^\S+$/);
      });
    }
  });
}
