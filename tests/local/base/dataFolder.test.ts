import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { AwsError } from "../../../local/base/awsError";
import {
  type DataFolder,
  DataFolderRefused,
  dataFolderOf,
  emptyDataFolder,
  nothingKept,
  openDataFolder,
} from "../../../local/base/dataFolder";
import { silentReport } from "../../../local/base/report";
import { HeldClock } from "../../support/heldClock";

const OWNER = { project: "sluice", stack: "local" };

describe("the data folder", () => {
  let workFolder: string;
  let root: string;
  const opened: DataFolder[] = [];

  beforeEach(() => {
    workFolder = mkdtempSync(path.join(tmpdir(), "sluice-data-"));
    root = dataFolderOf(workFolder, "local");
  });

  afterEach(() => {
    for (const folder of opened.splice(0)) folder.close();
    rmSync(workFolder, { recursive: true });
  });

  function open(owner = OWNER): DataFolder {
    const folder = openDataFolder(root, owner, { clock: new HeldClock(0), report: silentReport });
    opened.push(folder);
    return folder;
  }

  const formatFile = () => path.join(root, "format.json");

  it("replays a journal at the next opening", () => {
    const first = open();
    first.journal<number>("sqs", { replay() {}, snapshot: () => [] }).append(1);
    first.close();

    const replayed: number[] = [];
    open().journal<number>("sqs", { replay: (entry) => void replayed.push(entry), snapshot: () => replayed });

    expect(replayed).to.deep.equal([1]);
  });

  it("says its format, and whose data it holds", () => {
    open();

    expect(JSON.parse(readFileSync(formatFile(), "utf8"))).to.deep.equal({ format: 2, ...OWNER });
  });

  it("is for its owner alone, with the folders of its services", () => {
    const folder = open().folder("s3");

    // Root's can be passed, but not listed, by the user that its Postgres runs as.
    expect([root, folder, formatFile()].map((name) => statSync(name).mode & 0o777)).to.deep.equal([
      process.getuid?.() === 0 ? 0o711 : 0o700,
      0o700,
      0o600,
    ]);
  });

  it("has a folder of its own for each stack, and none outside", () => {
    const folders = ["local", "dev", "..", "a/../../b"].map((stack) =>
      path.relative(workFolder, dataFolderOf(workFolder, stack)),
    );

    expect(folders).to.deep.equal(["data/local", "data/dev", "data/%2E%2E", "data/a%2F%2E%2E%2F%2E%2E%2Fb"]);
  });

  for (const [what, text, reason] of [
    [
      "a newer version wrote",
      '{"format":3,"project":"sluice","stack":"local"}',
      "was written by a newer Sluice (format 3; this one has 2)",
    ],
    [
      "an older version wrote",
      '{"format":1,"project":"sluice","stack":"local"}',
      "was written by an older Sluice (format 1; this one has 2)",
    ],
    [
      "belongs to another project",
      '{"format":2,"project":"other","stack":"local"}',
      "holds the data of other/local, not of sluice/local",
    ],
    ["is damaged", "{", "is damaged, so that nobody knows how the rest is to be read"],
    ["says nothing", "null", "does not say format, project and stack"],
  ] as const) {
    it(`is refused with the way out where it ${what}`, () => {
      mkdirSync(root, { recursive: true });
      writeFileSync(formatFile(), text);

      expect(open)
        .to.throw(DataFolderRefused, reason)
        .with.property("message")
        .that.contains("npm run reset empties it, npm start -- --fresh starts with nothing");
    });
  }

  it("is refused where something is in it that nobody says how to read", () => {
    mkdirSync(path.join(root, "sqs"), { recursive: true });

    expect(open).to.throw(DataFolderRefused, `${root} holds sqs, but no format.json`);
  });

  it("is opened where a first opening was killed before it said its format", () => {
    mkdirSync(root, { recursive: true });
    writeFileSync(`${formatFile()}.new`, "{");

    expect(open().keeps).to.equal(true);
  });

  it("refuses calls while the disk does not take what they did, and warns once", async () => {
    const clock = new HeldClock(0);
    const warnings: string[] = [];
    const report = { ...silentReport, warn: (_: string, line: string) => void warnings.push(line) };
    let full = true;
    const write = (fd: number, bytes: Buffer, offset: number) => {
      if (full) throw new Error("no space left on device");
      return writeSync(fd, bytes, offset);
    };
    const folder = openDataFolder(root, OWNER, { clock, report, write });
    opened.push(folder);
    const numbers = folder.journal<number>("sqs", { replay() {}, snapshot: () => [] });
    numbers.append(1);
    numbers.append(2);
    await undefined;

    expect(() => folder.checkRecorded())
      .to.throw(AwsError, "The local cloud cannot record what sqs holds: no space left on device")
      .that.includes({ code: "ServiceUnavailable", status: 503 });
    clock.advance(1000);
    expect(() => folder.checkRecorded()).to.throw(AwsError);
    full = false;
    clock.advance(1000);
    folder.checkRecorded();

    expect(readFileSync(path.join(root, "sqs", "journal"), "utf8")).to.match(/^[0-9a-f]{8} \[1,2\]\n$/);
    expect([warnings, clock.pending]).to.deep.equal([
      [
        "what sqs holds cannot be recorded: no space left on device. Calls are refused until it can",
        "everything is recorded again",
      ],
      0,
    ]);
  });

  it("says what was in it when it is emptied", async () => {
    const folder = open();
    folder.folder("s3");
    folder.folder("dynamodb");

    expect(await emptyDataFolder(root)).to.deep.equal(["dynamodb", "s3"]);
    expect(await emptyDataFolder(root)).to.deep.equal([]);
  });
});

describe("a data folder that keeps nothing", () => {
  it("records nothing, and has no folders", () => {
    const journal = nothingKept.journal<number>("sqs", {
      replay: () => expect.fail("nothing is kept"),
      snapshot: () => expect.fail("nothing is kept"),
    });

    journal.append(1);
    expect(nothingKept.keeps).to.equal(false);
    expect(() => nothingKept.folder("s3")).to.throw("nothing of s3 is kept");
  });
});
