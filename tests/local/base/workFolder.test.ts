import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { claimWorkFolder } from "../../../local/base/workFolder";

describe("claimWorkFolder", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "sluice-work-"));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it("refuses a folder that a living process has taken, and names the process", () => {
    claimWorkFolder(folder);

    expect(() => claimWorkFolder(folder)).to.throw(
      `a local cloud already runs over ${folder} (process ${process.pid}): ` +
        `stop it first, by Ctrl-C in its terminal or kill ${process.pid}`,
    );
  });

  it("can take it again when it was given back, and leaves no file behind", () => {
    claimWorkFolder(folder)();
    claimWorkFolder(folder)();

    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it("takes it from a process that was killed, or that never wrote its number", () => {
    const { pid } = spawnSync("true");
    for (const left of [String(pid), "", "nonsense", "-1"]) {
      writeFileSync(path.join(folder, "running.pid"), left);

      const release = claimWorkFolder(folder);

      release();
    }
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it("makes the folder when it is not there", () => {
    claimWorkFolder(path.join(folder, "deep", "er"));

    expect(readdirSync(path.join(folder, "deep", "er"))).to.deep.equal(["running.pid"]);
  });
});
