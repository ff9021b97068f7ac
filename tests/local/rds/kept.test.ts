import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import type { DataFolder } from "../../../local/base/dataFolder";
import { silentReport } from "../../../local/base/report";
import { endLeftServer } from "../../../local/services/rds/leftServer";
import type { PostgresEndpoint, PostgresSpec } from "../../../local/services/rds/rds";
import { KeptData } from "../../support/keptData";
import { rejection } from "../../support/rejection";
import { connect, postgresSpec, startRds, type TestRds } from "./support";

describe("an instance that is created again at the next start", () => {
  let kept: KeptData;
  let data: DataFolder;
  let test: TestRds;
  let endpoint: PostgresEndpoint;
  let warnings: string[];

  async function start(): Promise<void> {
    warnings = [];
    data = kept.open();
    test = await startRds({ ...silentReport, warn: (_, line) => void warnings.push(line) }, data);
  }

  async function startAgain(): Promise<void> {
    await test.close();
    await start();
  }

  async function create(more: Partial<PostgresSpec> = {}): Promise<void> {
    endpoint = await test.rds.createInstance(postgresSpec("main", more));
  }

  async function query(text: string, more: Parameters<typeof connect>[2] = {}) {
    const client = await connect(test, endpoint, more);
    try {
      return (await client.query({ text, rowMode: "array" })).rows;
    } finally {
      await client.end();
    }
  }

  beforeEach(async () => {
    kept = new KeptData();
    await start();
    await create();
    await query("CREATE TABLE events AS SELECT 1 AS id");
  });
  afterEach(async () => {
    await test.close();
    kept.remove();
  });

  const pidFile = () => path.join(data.folder("rds"), "main", "postmaster.pid");

  it("has its data, and the password and parameters that the program gives it by now", async () => {
    await startAgain();
    await test.rds.putParameterGroup("settings", { max_connections: "37" });
    await create({ password: "another-secret", parameterGroup: "settings" });

    const refused = await rejection(query("SELECT 1"));
    const password = "another-secret";
    expect(await query("SELECT id, current_setting('max_connections') FROM events", { password })).to.deep.equal([
      [1, "37"],
    ]);
    expect(refused.message).to.equal('password authentication failed for user "owner"');
  });

  it("has what was committed before its server was killed", async () => {
    await query("INSERT INTO events VALUES (2)");
    process.kill(Number.parseInt(readFileSync(pidFile(), "utf8"), 10), "SIGKILL");

    await startAgain();
    await create();

    expect(await query("SELECT id FROM events ORDER BY id")).to.deep.equal([[1], [2]]);
  });

  it("is empty where it was deleted", async () => {
    await test.rds.deleteInstance("main");

    await startAgain();
    await create();

    expect(await query("SELECT to_regclass('events')")).to.deep.equal([[null]]);
  });

  it("is replaced, with a warning, where the program gives it another database by now", async () => {
    await startAgain();
    await create({ databaseName: "other" });

    expect(await query("SELECT to_regclass('events')", { database: "other" })).to.deep.equal([[null]]);
    expect(warnings).to.deep.equal(["it has another user or database than it had: it is replaced, its data is gone"]);
  });

  it("is made anew where its server was killed while it was made", async () => {
    await test.close();
    rmSync(path.join(kept.open().folder("rds"), "main", "sluice.json"));
    await start();
    await create();

    expect(await query("SELECT to_regclass('events')")).to.deep.equal([[null]]);
  });

  it("is refused where another version of Postgres wrote its data", async () => {
    await test.close();
    const file = path.join(kept.open().folder("rds"), "main", "sluice.json");
    writeFileSync(file, readFileSync(file, "utf8").replace(/"postgres":"\d+"/, '"postgres":"17"'));
    await start();

    expect((await rejection(create())).message).to.match(
      /^the data of main in .* was written by Postgres 17, and this is 18\.4: go back to that version, or empty it/,
    );
  });
});

describe("a server that a killed local cloud has left", () => {
  let cluster: string;
  let other: ChildProcess;

  beforeEach(() => {
    cluster = mkdtempSync(path.join(tmpdir(), "sluice-left-"));
  });
  afterEach(() => {
    other.kill("SIGKILL");
    rmSync(cluster, { recursive: true });
  });

  async function runs(...args: string[]): Promise<void> {
    other = spawn(process.execPath, ["-e", "console.log(1); setInterval(() => {}, 1000)", ...args], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    await once(other.stdout as NodeJS.ReadableStream, "data");
    writeFileSync(path.join(cluster, "postmaster.pid"), `${other.pid}\n${cluster}\n`);
  }

  it("is ended", async () => {
    await runs(cluster);

    await endLeftServer(cluster, 0);

    if (other.signalCode === null) await once(other, "exit");
    expect(other.signalCode).to.equal("SIGQUIT");
  });

  it("is no other process that has got its number", async () => {
    await runs();

    await endLeftServer(cluster, 0);

    expect(other.kill(0)).to.equal(true);
  });
});
