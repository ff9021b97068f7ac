import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { createDatabaseFile, removeDatabaseFile } from "../../../local/services/dynamodb/databaseFile";

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
    const first = await createDatabaseFile(template, workFolder);
    await writeFile(first, "data");

    const second = await createDatabaseFile(template, workFolder);

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

    await removeDatabaseFile(file);

    expect(await contents(file)).to.equal(undefined);
  });
});
