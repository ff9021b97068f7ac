import { readFileSync } from "node:fs";
import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client, type ClientConfig } from "pg";
import { nothingKept } from "../../../local/base/dataFolder";
import { type Report, silentReport } from "../../../local/base/report";
import { createMetrics, type Metrics } from "../../../local/services/cloudwatch/metrics";
import type { Ec2 } from "../../../local/services/ec2/ec2";
import { createRds } from "../../../local/services/rds/createRds";
import type { PostgresEndpoint, PostgresSpec, Rds } from "../../../local/services/rds/rds";
import { HeldClock } from "../../support/heldClock";
import { testNetwork } from "../ec2/network";

export const NOW = Date.parse("2026-03-01T12:00:00.000Z");

/** An RDS of its own, with no instance yet. */
export interface TestRds {
  rds: Rds;
  clock: HeldClock;
  metrics: Metrics;
  ec2: Ec2;
  workFolder: string;
  close(): Promise<void>;
}

export async function startRds(report: Report = silentReport, data = nothingKept): Promise<TestRds> {
  const workFolder = await mkdtemp(path.join(tmpdir(), "sluice-rds-"));
  // Where the tests run as root, the server runs as nobody, who has to get there.
  await chmod(workFolder, 0o755);
  const clock = new HeldClock(NOW);
  const metrics = createMetrics({ clock });
  const ec2 = testNetwork();
  const rds = createRds({ clock, data, ec2, metrics, report, workFolder });
  return {
    rds,
    clock,
    metrics,
    ec2,
    workFolder,
    async close() {
      await rds.stop();
      await rm(workFolder, { recursive: true, force: true });
    },
  };
}

/** An instance with the user `owner`, the password `"it's-secret"` and the database `app`, but for what is given. */
export function postgresSpec(identifier: string, more: Partial<PostgresSpec> = {}): PostgresSpec {
  return {
    identifier,
    databaseName: "app",
    username: "owner",
    password: "it's-secret",
    securityGroupIds: ["sg-database"],
    declaredPort: 5432,
    ...more,
  };
}

/** Connects as the spec's user, over TLS that is verified, but for what is given. */
export async function connect(
  { rds }: Pick<TestRds, "rds">,
  { address, port }: PostgresEndpoint,
  more: ClientConfig = {},
): Promise<Client> {
  const client = new Client({
    host: address,
    port,
    user: "owner",
    password: "it's-secret",
    database: "app",
    ssl: { rejectUnauthorized: true, ca: readFileSync(String(rds.caFile), "utf8") },
    ...more,
  });
  await client.connect();
  return client;
}

/** The folder of one server. */
export async function clusterFolder(workFolder: string, identifier: string): Promise<string> {
  const parent = path.join(workFolder, "rds");
  const [own = ""] = (await readdir(parent)).filter((name) => /^\d+-/.test(name));
  return path.join(parent, own, identifier);
}

/** The id of a server's first process. */
export async function serverPid(workFolder: string, identifier: string): Promise<number> {
  const file = path.join(await clusterFolder(workFolder, identifier), "postmaster.pid");
  return Number.parseInt(await readFile(file, "utf8"), 10);
}
