import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { outputsOf } from "../../../cli/load/endpoint";

describe("outputsOf a deployed stack", () => {
  let folder: string;
  const { PATH = "" } = process.env;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "sluice-path-"));
    process.env.PATH = [folder, path.dirname(process.execPath)].join(path.delimiter);
  });
  afterEach(() => {
    process.env.PATH = PATH;
    rmSync(folder, { recursive: true, force: true });
  });

  /** Puts a program on the PATH that answers with its own name and arguments. */
  function install(name: string): void {
    const file = path.join(folder, name);
    const source = "JSON.stringify({ webhooks: { by: process.argv.slice(1) } })";
    writeFileSync(file, `#!${process.execPath}\nprocess.argv[1] = ${JSON.stringify(name)};\nconsole.log(${source});\n`);
    chmodSync(file, 0o755);
  }

  it("asks the Pulumi CLI on the PATH", async () => {
    install("pulumi");
    install("npx");

    expect(await outputsOf("webhooks", { stack: "dev" })).to.deep.equal({
      by: ["pulumi", "stack", "output", "--json", "-s", "dev"],
    });
  });

  it("asks npm's package where there is none", async () => {
    install("npx");

    expect(await outputsOf("webhooks", { stack: "dev" })).to.deep.equal({
      by: ["npx", "pulumi", "stack", "output", "--json", "-s", "dev"],
    });
  });

  it("says why where neither is there", async () => {
    process.env.PATH = folder;

    const failure = await outputsOf("webhooks", { stack: "dev" }).catch((error: Error) => error);

    expect(failure).to.have.property("message", "the outputs of stack dev can't be read: spawn npx ENOENT");
  });
});
