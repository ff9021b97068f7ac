import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { readLocalAccess } from "../../cli/localAccess";
import { EngineClient } from "../local/provider/engineClient";
import { CliProcess } from "../support/cliProcess";
import { runningAmong } from "../support/processes";
import { ProgramFolder } from "../support/programFolder";

describe("npm run cloud", function () {
  this.timeout(120_000);
  let folder: ProgramFolder;
  let cloud: CliProcess;

  before(async () => {
    folder = new ProgramFolder("");
    cloud = new CliProcess("cloud", folder.path, "--port", "0");
    await cloud.printed("ready\n");
  });

  after(() => {
    if (cloud.process.exitCode === null && cloud.process.signalCode === null) cloud.signalGroup("SIGKILL");
    folder.remove();
  });

  const environmentFile = () => path.join(folder.path, ".sluice", "env");
  const accessFile = () => path.join(folder.path, ".sluice", "access.json");

  /** The environment of a shell's programs after it has sourced the file. */
  function sourced(): NodeJS.ProcessEnv {
    const printed = "process.stdout.write(JSON.stringify(process.env))";
    const shell = spawnSync("sh", ["-c", `. .sluice/env && "$0" -e "$1"`, process.execPath, printed], {
      cwd: folder.path,
      env: { ...process.env, AWS_PROFILE: "work" },
      encoding: "utf8",
    });
    return JSON.parse(shell.stdout) as NodeJS.ProcessEnv;
  }

  it("prints the file to source, `ready` last, and is there for the Pulumi CLI", async () => {
    expect(cloud.text).to.contain("\n  . .sluice/env\n");
    expect(cloud.text.trimEnd().split("\n").at(-1)).to.equal("ready");
    const { PULUMI_DEBUG_PROVIDERS, PULUMI_BACKEND_URL, AWS_ENDPOINT_URL, PULUMI_SKIP_CHECKPOINTS, AWS_PROFILE } =
      sourced();
    expect([PULUMI_SKIP_CHECKPOINTS, AWS_PROFILE]).to.deep.equal(["true", undefined]);
    const port = /^aws:(\d+),awsx:\d+,tls:\d+,docker-build:\d+$/.exec(PULUMI_DEBUG_PROVIDERS ?? "")?.[1];
    const engine = new EngineClient(Number(port));
    const { accountId } = await engine.invoke("aws:index/getCallerIdentity:getCallerIdentity", {});
    engine.close();
    expect(accountId).to.equal("000000000000");
    expect(PULUMI_BACKEND_URL).to.equal(`file://${path.join(folder.path, ".sluice", "pulumi")}`);
    expect(existsSync(path.join(folder.path, ".sluice", "pulumi"))).to.equal(true);
    expect((await fetch(AWS_ENDPOINT_URL ?? "")).status).to.equal(200);
  });

  it("lets the other commands of this folder reach it", () => {
    const { endpoint, credentials } = readLocalAccess(path.join(folder.path, ".sluice"));

    const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = sourced();
    expect([endpoint, credentials]).to.deep.equal([
      AWS_ENDPOINT_URL,
      {
        accessKeyId: AWS_ACCESS_KEY_ID,
        secretAccessKey: AWS_SECRET_ACCESS_KEY,
        sessionToken: AWS_SESSION_TOKEN,
      },
    ]);
  });

  it("keeps the file, which holds credentials, for this user's eyes", () => {
    expect(statSync(environmentFile()).mode & 0o777).to.equal(0o600);
  });

  /** Asks the Pulumi CLI something in a shell that has sourced the file; the CLI is one that prints its arguments. */
  function asked(text: string) {
    const file = path.join(folder.path, "sourced");
    const cli = path.join(folder.path, "pulumi");
    writeFileSync(file, text);
    writeFileSync(cli, `#!/bin/sh\necho "asked: $*"\n`, { mode: 0o755 });
    const { status, stdout, stderr } = spawnSync("sh", ["-c", ". ./sourced; pulumi up --yes"], {
      cwd: folder.path,
      env: { ...process.env, PATH: `${folder.path}${path.delimiter}${process.env.PATH}` },
      encoding: "utf8",
    });
    return { status, text: stdout + stderr };
  }
  let environment: string;

  it("leaves the Pulumi CLI as it is while it runs", () => {
    environment = readFileSync(environmentFile(), "utf8");

    expect(asked(environment)).to.deep.equal({ status: 0, text: "asked: up --yes\n" });
  });

  it("refuses to run beside another over the same folder", async () => {
    const second = new CliProcess("cloud", folder.path, "--port", "0");

    expect(await second.ended()).to.equal(1);
    expect(second.text).to.match(/^a local cloud already runs over .*\.sluice \(process \d+\): stop it first/);
  });

  it("refuses a port after which there are too few for Pulumi's providers", async () => {
    const high = new CliProcess("cloud", folder.path, "--port", "65532");

    expect(await high.ended()).to.equal(2);
    expect(high.text).to.contain("'65532' is invalid. It must be a port from 0 to 65530.");
  });

  it("ends at Ctrl-C with exit code 0, and leaves no process", async () => {
    const family = cloud.family;

    cloud.signalGroup("SIGINT");

    expect(await cloud.ended()).to.equal(0);
    expect(runningAmong(family)).to.deep.equal([]);
    expect([environmentFile(), accessFile()].filter(existsSync)).to.deep.equal([]);
  });

  it("has the terminals that were set up for it say that it has ended", () => {
    const { status, text } = asked(environment);

    expect(status).to.equal(1);
    expect(text).to.match(/^The local cloud of this terminal has ended. Start it again \(npm run cloud\)/);
  });
});
