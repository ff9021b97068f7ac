import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { silentReport } from "../../../local/base/report";
import { rejection } from "../../support/rejection";
import { egress, ingress } from "../ec2/network";
import { clusterFolder, connect, NOW, postgresSpec, startRds, type TestRds } from "./support";

describe("RDS for PostgreSQL", () => {
  let test: TestRds;
  let endpoint: { address: string; port: number };
  const warnings: string[] = [];

  before(async () => {
    test = await startRds({ ...silentReport, warn: (source, line) => void warnings.push(`${source}: ${line}`) });
    await test.rds.putParameterGroup("settings", { max_connections: "37", "rds.force_ssl": "1" });
    endpoint = await test.rds.createInstance(postgresSpec("main", { parameterGroup: "settings" }));
  });
  after(() => test.close());

  const query = async (text: string, more: Parameters<typeof connect>[2] = {}) => {
    const client = await connect(test, endpoint, more);
    try {
      return (await client.query({ text, rowMode: "array" })).rows;
    } finally {
      await client.end();
    }
  };

  it("starts no server before somebody connects, and takes on until then what is changed", async () => {
    await test.rds.putParameterGroup("later", { max_connections: "31" });
    const spec = postgresSpec("unused", { parameterGroup: "later" });
    const unused = await test.rds.createInstance(spec);
    await test.rds.updateInstance({ ...spec, password: "changed-secret" });
    await test.rds.putParameterGroup("later", { max_connections: "33" });

    const connected = await test.rds.connections("unused");
    const before = (await readdir(path.join(test.workFolder, "rds"))).filter((name) => name !== "authority.pem");
    const servers = await readdir(path.join(test.workFolder, "rds", String(before[0])));
    const clients = await Promise.all([1, 2].map(() => connect(test, unused, { password: "changed-secret" })));
    const shown = await Promise.all(clients.map((client) => client.query("SHOW max_connections")));
    await Promise.all(clients.map((client) => client.end()));
    await test.rds.deleteInstance("unused");

    expect([connected, before.length, servers]).to.deep.equal([0, 1, []]);
    expect(shown.map(({ rows }) => rows)).to.deep.equal([[{ max_connections: "33" }], [{ max_connections: "33" }]]);
  });

  it("is a real PostgreSQL with the user and the database that were asked for", async () => {
    const [row] = await query(
      `SELECT current_setting('server_version'), current_user, current_database(), pg_get_userbyid(datdba),
         datallowconn, datistemplate, current_setting('is_superuser'), current_setting('timezone')
       FROM pg_database WHERE datname = current_database()`,
    );

    expect(row).to.deep.equal(["18.4", "owner", "app", "owner", true, false, "off", "UTC"]);
  });

  it("lets the user make tables, roles and databases", async () => {
    await query("CREATE TABLE deliveries (id text PRIMARY KEY); INSERT INTO deliveries VALUES ('a')");
    await query("CREATE ROLE reader LOGIN PASSWORD 'reader-secret'");
    await query("GRANT SELECT ON deliveries TO reader");
    await query("CREATE DATABASE reports");

    const read = await query("SELECT id FROM deliveries", { user: "reader", password: "reader-secret" });

    expect(read).to.deep.equal([["a"]]);
    expect(await query("SELECT 1", { database: "reports" })).to.deep.equal([[1]]);
    expect(await query("SELECT 1", { database: "postgres" })).to.deep.equal([[1]]);
  });

  it("has the settings of its parameter group", async () => {
    expect(await query("SHOW max_connections")).to.deep.equal([["37"]]);
  });

  it("refuses a connection without TLS, as RDS does", async () => {
    const error = await rejection(connect(test, endpoint, { ssl: false }));

    expect(error.message).to.equal(
      'no pg_hba.conf entry for host "127.0.0.1", user "owner", database "app", no encryption',
    );
  });

  it("is not trusted by who does not know its authority", async () => {
    const error = await rejection(connect(test, endpoint, { ssl: { rejectUnauthorized: true } }));

    expect(error).to.have.property("code", "SELF_SIGNED_CERT_IN_CHAIN");
  });

  it("refuses a wrong password, and everybody as its administrator", async () => {
    const wrong = await rejection(connect(test, endpoint, { password: "wrong" }));
    const administrator = await rejection(connect(test, endpoint, { user: "rdsadmin", database: "postgres" }));

    expect(wrong.message).to.equal('password authentication failed for user "owner"');
    expect(administrator.message).to.match(/connection requires a valid client certificate/);
  });

  it("counts the connections of clients", async () => {
    const client = await connect(test, endpoint);

    const connected = await test.rds.connections("main");
    await client.end();

    expect(connected).to.equal(1);
  });

  it("has the metric DatabaseConnections", () => {
    const value = test.metrics.statistic({
      namespace: "AWS/RDS",
      metricName: "DatabaseConnections",
      dimensions: { DBInstanceIdentifier: "main" },
      statistic: "Maximum",
      from: NOW,
      to: NOW + 60_000,
    });

    expect(value).to.equal(0);
    // The next one, and the end of the server if nobody connects until then.
    expect(test.clock.pending).to.equal(2);
  });

  it("changes the password in place, for connections to come", async () => {
    const spec = postgresSpec("main", { parameterGroup: "settings" });
    await test.rds.updateInstance({ ...spec, password: "changed-secret" });

    const before = await rejection(connect(test, endpoint));
    const after = await query("SELECT 1", { password: "changed-secret" });
    await test.rds.updateInstance(spec);

    expect(before.message).to.equal('password authentication failed for user "owner"');
    expect(after).to.deep.equal([[1]]);
  });

  it("takes on dynamic parameters of its group, and lets static ones wait for a restart", async () => {
    await test.rds.putParameterGroup("settings", { max_connections: "41", work_mem: "8192", "rds.force_ssl": "0" });
    const client = await connect(test, endpoint, { ssl: false });

    const { rows } = await client.query(
      "SELECT current_setting('max_connections') AS c, current_setting('work_mem') AS w",
    );
    await client.end();

    expect(rows).to.deep.equal([{ c: "37", w: "8MB" }]);
    expect(warnings).to.deep.equal([
      "main: max_connections changes with the next restart only, on AWS too: aws rds reboot-db-instance " +
        "--db-instance-identifier main; here, start again",
    ]);
  });

  it("has one instance of an identifier", async () => {
    const error = await rejection(test.rds.createInstance(postgresSpec("main")));

    expect(error).to.have.property("code", "DBInstanceAlreadyExists");
  });

  it("says which parameter Postgres does not know, and leaves nothing behind", async () => {
    await test.rds.putParameterGroup("wrong", { no_such_thing: "1" });

    const error = await rejection(test.rds.createInstance(postgresSpec("refused", { parameterGroup: "wrong" })));

    expect(error.message).to.match(/The local Postgres \(.*\) would not start: .*"no_such_thing"/);
    expect(await filesOf(test)).to.deep.equal(["main"]);
  });

  for (const [name, value, words] of [
    ["fsync", "on", "the parameter fsync is set by the local cloud"],
    ["rds.logical_replication", "1", "the parameter rds.logical_replication is RDS's own and not supported locally"],
    ["rds.force_ssl", "yes", 'rds.force_ssl must be 0 or 1, got "yes"'],
    ["shared_buffers", "{DBInstanceClassMemory/32768}", "the local cloud has no DBInstanceClassMemory"],
    ["a = b", "1", '"a = b" is no name of a parameter'],
  ] as const) {
    it(`refuses the parameter ${name} of ${value}`, async () => {
      const error = await rejection(test.rds.putParameterGroup("wrong", { [name]: value }));

      expect(error.message).to.contain(words);
    });
  }

  it("warns a task that is told of a database which its security groups cannot reach", () => {
    const unreachable = (port: number) =>
      test.rds.unreachable({ securityGroupIds: ["sg-workers"], environment: { DATABASE_PORT: `${port}` } });
    test.ec2.putRule(egress());
    const before = unreachable(endpoint.port);
    const ofAnother = unreachable(1);
    test.ec2.putRule(ingress());

    expect(before).to.deep.equal([
      "it could not connect to the database main on AWS: there is no ingress rule of the security group " +
        '"database" for TCP port 5432 from "workers"',
    ]);
    expect(ofAnother).to.deep.equal([]);
    expect(unreachable(endpoint.port)).to.deep.equal([]);
  });

  it("is gone with its files when it is deleted, whoever is connected", async () => {
    const other = await test.rds.createInstance(postgresSpec("other"));
    const client = await connect(test, other);
    const ended = new Promise<Error>((resolve) => client.on("error", resolve));

    await test.rds.deleteInstance("other");

    expect((await ended).message).to.equal("terminating connection due to administrator command");
    expect(await filesOf(test)).to.deep.equal(["main"]);
    expect((await rejection(test.rds.connections("other"))).message).to.equal("DBInstance other not found.");
  });
});

describe("RDS that nobody uses", () => {
  it("ends the server five seconds after its last client, and keeps the data for the next", async () => {
    const test = await startRds();
    const endpoint = await test.rds.createInstance(postgresSpec("main"));
    const first = await connect(test, endpoint);
    await first.query("CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)");
    await first.query("ALTER ROLE owner PASSWORD 'own-secret'");
    await first.end();
    await serverEnds(test, "main");

    const again = await connect(test, endpoint, { password: "own-secret" });
    const { rows } = await again.query("SELECT id FROM kept");
    await again.end();
    await serverEnds(test, "main");
    await test.rds.updateInstance(postgresSpec("main", { password: "changed-secret" }));
    await (await connect(test, endpoint, { password: "changed-secret" })).end();

    expect(rows).to.deep.equal([{ id: 7 }]);
    await test.close();
  });

  it("does not end the server under a client", async () => {
    const test = await startRds();
    const client = await connect(test, await test.rds.createInstance(postgresSpec("main")));

    test.clock.advance(60_000);
    const { rows } = await client.query("SELECT 1 AS one");
    await client.end();

    expect(rows).to.deep.equal([{ one: 1 }]);
    await test.close();
  });
});

describe("RDS that is stopped", () => {
  it("leaves no files, of servers that were just starting neither", async () => {
    const test = await startRds();
    await test.rds.createInstance(postgresSpec("one"));
    const starting = test.rds.createInstance(postgresSpec("two"));

    await test.rds.stop();
    await starting.catch(() => {});

    expect(existsSync(path.join(test.workFolder, "rds", "authority.pem"))).to.equal(false);
    expect(await readdir(path.join(test.workFolder, "rds"))).to.deep.equal([]);
    expect(test.clock.pending).to.equal(0);
    await test.close();
  });

  it("has loaded and written nothing where there was no instance", async () => {
    const test = await startRds();

    await test.rds.stop();

    expect(test.rds.caFile).to.equal(undefined);
    expect(await readdir(test.workFolder)).to.deep.equal([]);
    await test.close();
  });
});

/** Resolves when the server has ended, whose end falls due five seconds after the connection's, of which nobody tells. */
async function serverEnds(test: TestRds, identifier: string): Promise<void> {
  const file = path.join(await clusterFolder(test.workFolder, identifier), "postmaster.pid");
  while (existsSync(file)) {
    test.clock.advance(5000);
    await new Promise(setImmediate);
  }
}

/** Names of the folders of servers. */
async function filesOf({ workFolder }: TestRds): Promise<string[]> {
  return (await readdir(path.dirname(await clusterFolder(workFolder, "any")))).sort();
}
