import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { linesOf } from "../../cli/doctor/check";
import { binaryChecks, browserCheck, memoryCheck, nodeCheck, portCheck } from "../../cli/doctor/machine";
import { folderCheck, keptDataCheck, packageChecks, projectCheck } from "../../cli/doctor/project";
import { DATA_FORMAT, dataFolderOf } from "../../local/base/dataFolder";
import { runCli } from "../support/sluiceCommand";

describe("sluice doctor", () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), "sluice-doctor-")));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  const makeProject = () => {
    write("Pulumi.yaml", "name: orders\nruntime: nodejs\n");
    write("index.ts", "");
  };
  const install = (name: string, manifest: object) =>
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, ...manifest }));

  it("says a line each, what to do below it, and exits with 1 where there is a problem", async () => {
    const { code, out } = await runCli(["doctor", "--port", "0"], { cwd: folder });

    expect(code).to.equal(1);
    const lines = out.split("\n");
    expect(lines).to.include(`problem  project   there is no Pulumi.yaml in ${folder}, nor in a folder above it`);
    expect(lines.filter((line) => line.startsWith("problem"))).to.have.length(1);
    expect(lines.filter((line) => /^ +to mend it: go to the folder of a Pulumi project/.test(line))).to.have.length(1);
  });

  it("gives programs the same, and exits with 0 where all is well", async () => {
    makeProject();
    install("@pulumi/pulumi", { version: "3.248.0" });

    const { code, out } = await runCli(["doctor", "--port", "0", "--json"], { cwd: folder });

    const { healthy, checks } = JSON.parse(out) as { healthy: boolean; checks: { name: string; state: string }[] };
    expect({ code, healthy }).to.deep.equal({ code: 0, healthy: true });
    expect(checks.map(({ name }) => name)).to.include.members([
      ...["sluice", "Node.js", "DynamoDB", "RDS", "bundler", "memory", "port", "browser", "project", "folder"],
      ...["kept data", "@pulumi/pulumi"],
    ]);
    expect(checks.filter(({ state }) => state === "problem")).to.deep.equal([]);
  });

  it("puts what to do below what was found", () => {
    expect(
      linesOf([
        { name: "port", state: "problem", found: "4510 is in use", mend: "another one" },
        { name: "memory", state: "ok", found: "900 MB" },
      ]),
    ).to.deep.equal([
      "problem  port    4510 is in use",
      "                 to mend it: another one",
      "ok       memory  900 MB",
    ]);
  });

  it("knows which Node.js are tested, and that the AWS SDK leaves 20", () => {
    expect(nodeCheck("22.15.0")).to.include({ state: "ok" });
    expect(nodeCheck("20.19.1").mend).to.include("January 2027");
    expect(nodeCheck("23.1.0").mend).to.include("one of them");
  });

  it("finds no server for a platform that has none, and says which have", async () => {
    const [dynamodb, postgres] = await binaryChecks("sunos-sparc");

    expect(dynamodb).to.include({ name: "DynamoDB", state: "problem" });
    expect(`${dynamodb?.found} ${dynamodb?.mend}`).to.include("no build for sunos-sparc").and.include("linux-x64");
    expect(postgres).to.include({ name: "RDS", state: "problem" });
  });

  it("takes a port for free, for in use, or for this project's own local cloud", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    try {
      const taken = await portCheck(port);
      expect(taken).to.include({ state: "problem", found: `${port} is in use` });
      const own = await portCheck(port, { address: `http://127.0.0.1:${port}`, pid: 7 });
      expect(own).to.include({ state: "ok", found: `${port} is this project's own local cloud (process 7)` });
      expect(await portCheck(port, { address: "http://127.0.0.1:1", pid: 7 })).to.include({ state: "problem" });
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    expect(await portCheck(port)).to.include({ state: "ok", found: `${port} is free` });
  });

  it("takes neither little memory, of which caches may be a part, nor no browser for a problem", () => {
    expect(memoryCheck(511 * 1024 * 1024)).to.include({ state: "note", found: "511 MB to be had" });
    expect(memoryCheck(512 * 1024 * 1024)).to.include({ state: "ok" });
    expect(browserCheck({ CHROMIUM: path.join(folder, "none") })).to.include({ state: "note" });
  });

  it("says what of a project cannot be read", () => {
    makeProject();
    expect(projectCheck(folder, "local")).to.include({
      state: "ok",
      found: `orders in ${folder}, stack local, program index.ts`,
    });
    expect(projectCheck(folder, "dev").found).to.include('the stack "dev" has no settings');
    write("Pulumi.yaml", "name: orders\nruntime: python\n");
    expect(projectCheck(folder, "local").found).to.include('the runtime is "python"');
  });

  it("tells a folder that it may not write to", () => {
    expect(folderCheck(path.join(folder, ".sluice"))).to.include({ state: "ok" });
    expect(folderCheck(path.join(folder, "none", ".sluice"))).to.include({ state: "problem" });
  });

  it("reads what is kept, and leaves it as it is", () => {
    makeProject();
    const kept = () => keptDataCheck(folder, path.join(folder, ".sluice"), "local");
    const format = (content: object) =>
      write(
        path.relative(folder, path.join(dataFolderOf(path.join(folder, ".sluice"), "local"), "format.json")),
        JSON.stringify(content),
      );

    expect(kept()).to.deep.equal({ name: "kept data", state: "ok", found: "none of the stack local" });
    format({ format: DATA_FORMAT, project: "orders", stack: "local" });
    expect(kept()).to.include({ state: "ok", found: `.sluice/data/local, format ${DATA_FORMAT}` });
    format({ format: DATA_FORMAT - 1, project: "orders", stack: "local" });
    expect(kept().found).to.include(`an older Sluice (format ${DATA_FORMAT - 1}; this one has ${DATA_FORMAT})`);
    expect(kept()).to.include({ state: "problem" });
    expect(kept().mend).to.include("reset");
    format({ format: DATA_FORMAT, project: "others", stack: "local" });
    expect(kept().found).to.include("others/local");
  });

  it("holds the packages of a project to those that it knows, and to this Node.js", () => {
    makeProject();
    const manifest = { dependencies: { "@pulumi/aws": "*", "@aws-sdk/client-sqs": "*", "@aws-sdk/client-s3": "*" } };
    write("package.json", JSON.stringify(manifest));
    install("@pulumi/aws", { version: "6.83.0" });
    install("@pulumi/pulumi", { version: "3.200.0" });
    install("@aws-sdk/client-sqs", { version: "3.2000.0", engines: { node: ">=22.0.0" } });
    install("@aws-sdk/client-s3", { version: "3.1169.0", engines: { node: ">=20.0.0" } });
    const own = { dependencies: { "@pulumi/pulumi": "3.248.0", "@pulumi/aws": "^7.48.0" } };

    const checks = packageChecks(folder, own, "20.19.0");

    expect(checks).to.deep.equal([
      {
        ...{
          name: "@pulumi/pulumi",
          state: "note",
          found: "3.200.0, older than the 3.248.0 that this was tested with",
        },
        mend: "npm install @pulumi/pulumi@3.248.0, should a property be strange",
      },
      {
        ...{ name: "@pulumi/aws", state: "problem", found: "6.83.0; the local cloud knows the types of 7" },
        mend: "npm install @pulumi/aws@^7.48.0",
      },
      {
        ...{ name: "@aws-sdk/client-sqs", state: "problem" },
        found: "3.2000.0 wants Node.js >=22.0.0, and this is 20.19.0",
        mend: "Node.js 22 or newer, or an older version of the package in the lock file",
      },
      { name: "AWS SDK", state: "ok", found: "3.1169.0, for this Node.js" },
    ]);
    rmSync(path.join(folder, "node_modules/@pulumi/pulumi"), { recursive: true });
    expect(packageChecks(folder, own, "22.0.0")[0]).to.deep.equal({
      ...{ name: "@pulumi/pulumi", state: "problem", found: "not installed" },
      mend: "npm install @pulumi/pulumi@3.248.0",
    });
  });
});
