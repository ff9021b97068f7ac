import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { nothingKept } from "../../../local/base/dataFolder";
import { createDatabaseFile, keptDatabaseFile } from "../../../local/services/dynamodb/databaseFile";

import { rejection } from "../../support/rejection";

describe("the DynamoDB database file", () => {
  let workFolder: string;
  let template: string;

  beforeEach(async () => {
    workFolder = await mkdtemp(path.join(tmpdir(), "sluice-database-"));
    template = path.join(workFolder, "template.db");
    await writeFile(template, "empty");
  });
  afterEach(() => rm(workFolder, { recursive: true, force: true }));

  async function leftBy(pid: number): Promise<string> {
    const folder = path.join(workFolder, "dynamodb", `${pid}-abcdef`);
    await mkdir(folder, { recursive: true });
    const file = path.join(folder, "tables.db");
    await writeFile(file, "data");
    return file;
  }

  const contents = (file: string) => readFile(file, "utf8").catch(() => undefined);

  it("starts as a copy of the template, one for each start", async () => {
    const { path: first } = await createDatabaseFile(template, workFolder);
    await writeFile(first, "data");

    const { path: second } = await createDatabaseFile(template, workFolder);

    expect([await contents(first), await contents(second)]).to.deep.equal(["data", "empty"]);
  });

  it("is removed when its process was killed, and left alone while it runs", async () => {
    const ended = spawn(process.execPath, ["-e", ""]);
    await once(ended, "exit");
    const stale = await leftBy(ended.pid ?? 0);
    const inUse = await leftBy(process.pid);

    await createDatabaseFile(template, workFolder);

    expect([await contents(stale), await contents(inUse)]).to.deep.equal([undefined, "data"]);
  });

  it("is gone when it is no longer needed", async () => {
    const file = await createDatabaseFile(template, workFolder);

    await file.release();

    expect(await contents(file.path)).to.equal(undefined);
  });

  describe("that is kept", () => {
    const open = (version = "1.2.1") =>
      keptDatabaseFile(template, { ...nothingKept, folder: () => workFolder }, version);

    it("starts as a copy of the template for its owner alone, and stays", async () => {
      const first = await open();
      await writeFile(first.path, "data");
      await first.release();

      const second = await open();

      expect([await contents(second.path), (await stat(second.path)).mode & 0o777]).to.deep.equal(["data", 0o600]);
    });

    it("is refused where another version of dynoxide wrote it", async () => {
      await open();

      expect(String(await rejection(open("2.0.0")))).to.equal(
        `Error: the tables in ${workFolder} were written by dynoxide 1.2.1, and this is 2.0.0: ` +
          "go back to that version, or empty them with npm run reset",
      );
    });
  });
});
