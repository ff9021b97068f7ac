import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { printOutput } from "../../cli/output";
import { CliProcess } from "../support/cliProcess";
import { runningAmong } from "../support/processes";
import { ProgramFolder } from "../support/programFolder";
import { until } from "../support/until";

const IMPORTS = `import * as aws from "@pulumi/aws";\n`;
const queue = (args: string) => `${IMPORTS}export const q = new aws.sqs.Queue("q", ${args}).name;\n`;

describe("npm start", () => {
  let folder: ProgramFolder;
  let running: CliProcess | undefined;

  function start(program: string, ...args: string[]): CliProcess {
    folder.write("index.ts", program);
    running = new CliProcess("dev", folder.path, "--port", "0", ...args);
    return running;
  }

  beforeEach(() => {
    folder = new ProgramFolder("");
  });

  afterEach(() => {
    if (running?.process.exitCode === null && running.process.signalCode === null) running.signalGroup("SIGKILL");
    running = undefined;
    folder.remove();
  });

  it("prints `ready` last, writes the outputs, and ends with all its processes on Ctrl-C", async () => {
    const cli = start(queue("{}"), "--no-watch");
    await cli.printed("\nready\n");
    const ready = cli.text;
    const outputs = JSON.parse(readFileSync(path.join(folder.path, ".sluice/outputs.json"), "utf8"));

    const { family } = cli;
    const ended = cli.ended();
    cli.signalGroup("SIGINT");

    expect(await ended).to.equal(0);
    expect(family).to.have.lengthOf.above(2);
    expect(runningAmong(family)).to.deep.equal([]);
    expect(ready.trimEnd().split("\n").at(-1)).to.equal("ready");
    expect(ready).to.match(/AWS services ready at http:\/\/127\.0\.0\.1:\d+ \d+ ms\n/);
    expect(outputs.q).to.match(/^q-[0-9a-f]{7}$/);
    expect(cli.text.slice(ready.length)).to.match(
      /^stopping: what it holds stays in \.sluice\/data\/local, but for .*\n$/,
    );
  });

  it("ends on SIGTERM in the middle of its start", async () => {
    const cli = start("for (;;);\n");
    await cli.printed("AWS services ready");

    const { family } = cli;
    const ended = cli.ended();
    cli.process.kill("SIGTERM");

    expect(await ended).to.equal(0);
    expect(runningAmong(family)).to.deep.equal([]);
  });

  it("leaves no process behind when it is killed", async () => {
    const cli = start(queue("{}"), "--no-watch");
    await cli.printed("\nready\n");

    const { family } = cli;
    cli.process.kill("SIGKILL");

    // Nobody is left who could tell when the last process ends.
    await until(() => runningAmong(family).length === 0);
    expect(family).to.have.lengthOf.above(2);
  });

  it("exits 1 with one message when the program is broken", async () => {
    const cli = start(`throw new Error("no good");\n`);

    await cli.printed("AWS services ready");
    const { family } = cli;

    expect(await cli.ended()).to.equal(1);
    expect(runningAmong(family)).to.deep.equal([]);
    expect(cli.text.replace(/^.* ms\n/, "")).to.equal("no good\n    at Object.<anonymous> (index.ts:1:7)\n");
  });

  it("reloads after an edit, and keeps what runs when an edit is broken", async () => {
    const cli = start(queue("{}"));
    await cli.printed("\nready\n");

    folder.write("index.ts", queue("{ visibilityTimeoutSeconds: 5 }"));
    await cli.printed("~ q updated (visibilityTimeoutSeconds)\nreloaded after index.ts in ");
    folder.write("index.ts", "export const = 1;\n");
    await cli.printed("SyntaxError");
    await cli.printed("what ran before goes on running\n");
    folder.write("index.ts", queue("{ visibilityTimeoutSeconds: 6 }"));
    await cli.printed("(visibilityTimeoutSeconds)\nreloaded after index.ts in ");

    const ended = cli.ended();
    cli.process.kill("SIGINT");
    expect(await ended).to.equal(0);
  });

  it("hides a secret output that an edit adds, and tells its commands as well", async () => {
    const cli = start(queue("{}"));
    await cli.printed("\nready\n");

    const login = `{ host: "h", port: 22, user: "u", privateKey: "hush" }`;
    folder.write(
      "index.ts",
      `import * as pulumi from "@pulumi/pulumi";\n${queue("{}")}export const login = pulumi.secret(${login});\n`,
    );
    await cli.printed(" after index.ts in ");

    const workFolder = path.join(folder.path, ".sluice");
    const printed = (request = {}) => JSON.stringify(printOutput(workFolder, { json: true, ...request }));
    expect(printed()).to.contain("[secret]").and.to.not.contain("hush");
    expect(printed({ commands: true })).to.contain("-p 22 u@h");

    const ended = cli.ended();
    cli.process.kill("SIGINT");
    expect(await ended).to.equal(0);
  });

  it("goes on with an edit of which only a deletion failed, and says what is left", async () => {
    const table = `new aws.dynamodb.Table("t", { attributes: [{ name: "id", type: "S" }], hashKey: "id",
      billingMode: "PAY_PER_REQUEST", deletionProtectionEnabled: true });\n`;
    const cli = start(queue("{}") + table);
    await cli.printed("\nready\n");

    folder.write("index.ts", `${queue("{}")}export const added = 1;\n`);
    await cli.printed(" after index.ts in ");
    const outputs = JSON.parse(readFileSync(path.join(folder.path, ".sluice/outputs.json"), "utf8"));

    expect(cli.text).to.contain(
      'aws:dynamodb/table:Table "t": cannot be deleted: its deletion protection is on: ' +
        "set `deletionProtectionEnabled` to false in an evaluation of its own first\n" +
        "everything else is in place; after the next edit, the deletion is tried again\n",
    );
    expect(cli.text).to.not.contain("what ran before goes on running");
    expect(outputs.added).to.equal(1);
  });
});
