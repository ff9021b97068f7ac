import { existsSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { EngineClient } from "../local/provider/engineClient";
import { CliProcess } from "../support/cliProcess";
import { runningAmong } from "../support/processes";
import { ProgramFolder } from "../support/programFolder";

describe("npm run cloud", function () {
  this.timeout(60_000);
  let folder: ProgramFolder;
  let cloud: CliProcess;

  before(async () => {
    folder = new ProgramFolder("");
    cloud = new CliProcess("cloud.ts", folder.path);
    await cloud.printed("ready\n");
  });

  after(() => {
    if (cloud.process.exitCode === null && cloud.process.signalCode === null) cloud.signalGroup("SIGKILL");
    folder.remove();
  });

  function exported(): Record<string, string> {
    const lines = cloud.text.matchAll(/^ {2}export (\w+)=(.*)$/gm);
    return Object.fromEntries([...lines].map(([, name, value]) => [name, value]));
  }

  it("prints what the Pulumi CLI needs, `ready` last, and is there for it", async () => {
    expect(cloud.text.trimEnd().split("\n").at(-1)).to.equal("ready");
    const { PULUMI_DEBUG_PROVIDERS, PULUMI_BACKEND_URL, AWS_ENDPOINT_URL } = exported();
    const port = /^aws:(\d+),awsx:\d+,tls:\d+$/.exec(PULUMI_DEBUG_PROVIDERS ?? "")?.[1];
    const engine = new EngineClient(Number(port));
    const { accountId } = await engine.invoke("aws:index/getCallerIdentity:getCallerIdentity", {});
    engine.close();
    expect(accountId).to.equal("000000000000");
    expect(PULUMI_BACKEND_URL).to.equal(`file://${path.join(folder.path, ".sluice", "pulumi")}`);
    expect(existsSync(path.join(folder.path, ".sluice", "pulumi"))).to.equal(true);
    expect((await fetch(AWS_ENDPOINT_URL ?? "")).status).to.equal(200);
  });

  it("refuses to run beside another over the same folder", async () => {
    const second = new CliProcess("cloud.ts", folder.path);

    expect(await second.ended()).to.equal(1);
    expect(second.text).to.match(/^a local cloud already runs over .*\.sluice \(process \d+\): stop it first/);
  });

  it("ends at Ctrl-C with exit code 0, and leaves no process", async () => {
    const family = cloud.family;

    cloud.signalGroup("SIGINT");

    expect(await cloud.ended()).to.equal(0);
    expect(runningAmong(family)).to.deep.equal([]);
  });
});
