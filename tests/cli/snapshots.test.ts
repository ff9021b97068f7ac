import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { reset, resetSystem } from "../../cli/reset";
import { Snapshots } from "../../cli/snapshots";
import { dataFolderOf, openDataFolder } from "../../local/base/dataFolder";
import { silentReport } from "../../local/base/report";
import { claimWorkFolder, WorkFolderInUse } from "../../local/base/workFolder";
import { HeldClock } from "../support/heldClock";
import { rejection } from "../support/rejection";

describe("what a stack keeps", () => {
  let workFolder: string;
  let snapshots: Snapshots;

  beforeEach(() => {
    workFolder = mkdtempSync(path.join(tmpdir(), "sluice-snapshots-"));
    snapshots = new Snapshots(workFolder, "local");
  });
  afterEach(() => rmSync(workFolder, { recursive: true }));

  const file = () => path.join(dataFolderOf(workFolder, "local"), "s3", "object");
  function keep(text: string): void {
    const owner = { project: "sluice", stack: "local" };
    const parts = { clock: new HeldClock(0), report: silentReport };
    const data = openDataFolder(dataFolderOf(workFolder, "local"), owner, parts);
    data.folder("s3");
    data.close();
    writeFileSync(file(), text, { mode: 0o600 });
  }

  it("is as it was when its snapshot is loaded, as often as one likes", async () => {
    keep("one");
    await snapshots.save("first");
    for (const later of ["two", "three"]) {
      keep(later);
      await snapshots.load("first");
      expect(readFileSync(file(), "utf8")).to.equal("one");
    }
    expect(statSync(file()).mode & 0o777).to.equal(0o600);
  });

  it("is in the snapshot that was saved last under a name", async () => {
    keep("one");
    await snapshots.save("first");
    keep("two");
    await snapshots.save("first");
    await reset(workFolder, "local");

    await snapshots.load("first");

    expect(readFileSync(file(), "utf8")).to.equal("two");
    expect(snapshots.list().map(({ name }) => name)).to.deep.equal(["first"]);
  });

  it("has snapshots of its own, apart from other stacks'", async () => {
    keep("one");
    await snapshots.save("first");

    expect(new Snapshots(workFolder, "dev").list()).to.deep.equal([]);
    expect((await rejection(new Snapshots(workFolder, "dev").load("first"))).message).to.equal(
      'there is no snapshot "first" of the stack "dev"; there are: none',
    );
  });

  it("cannot be saved before there is anything, nor under a name that leads elsewhere", async () => {
    expect((await rejection(snapshots.save("first"))).message).to.contain('nothing of the stack "local" is kept yet');
    for (const name of ["../up", "", ".", "a/b", "first.new"]) {
      expect((await rejection(snapshots.save(name))).message).to.contain(`"${name}" is no name for a snapshot`);
    }
  });

  it("is emptied by a reset, which says what there was", async () => {
    keep("one");

    expect(await reset(workFolder, "local")).to.equal('emptied what the stack "local" kept of s3; its snapshots stay');
    expect(await reset(workFolder, "local")).to.equal('nothing of the stack "local" is kept');
    expect(existsSync(dataFolderOf(workFolder, "local"))).to.equal(false);
  });

  it("is not emptied of a system that there is not", async () => {
    keep("one");
    const program = { folder: path.resolve(), stack: "local" };

    const { message } = await rejection(resetSystem(program, workFolder, "burst"));

    expect(message).to.match(
      /^there is no system "burst", so nothing is emptied: did you mean bursts\? There are .*bastion, bursts, debounce/,
    );
    expect(readFileSync(file(), "utf8")).to.equal("one");
  });

  it("is left alone while a local cloud runs", async () => {
    keep("one");
    await snapshots.save("first");
    const release = claimWorkFolder(workFolder);

    const program = { folder: path.resolve(), stack: "local" };
    const resets = [reset(workFolder, "local"), resetSystem(program, workFolder, "bursts")];
    for (const attempt of [snapshots.save("second"), snapshots.load("first"), ...resets]) {
      expect(await rejection(attempt)).to.be.an.instanceof(WorkFolderInUse);
    }
    release();

    expect(readFileSync(file(), "utf8")).to.equal("one");
  });
});
