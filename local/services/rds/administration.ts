import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { ADMINISTRATOR, CERTIFICATES } from "./certificates";

/** Between looks whether this session has read the settings again. */
const LOOK_MS = 5;
const RELOAD_LIMIT_MS = 2_000;

/** A server's administrator, who stands for RDS itself. */
export interface Administration {
  /** Makes the master user, and the database that it owns. */
  setUp(master: { username: string; password: string; databaseName?: string }): Promise<void>;
  changePassword(username: string, password: string): Promise<void>;
  /** Has the server read its settings again, and waits for it. */
  reload(): Promise<void>;
  /** Names of the parameters whose change waits for a restart. */
  awaitingRestart(): Promise<readonly string[]>;
  /** Open connections of everybody else. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

/** Connects to a server by the administrator's certificate. @throws Error of `pg` */
export async function administrate(cluster: string, port: number): Promise<Administration> {
  const read = (file: string) => readFile(path.join(cluster, file), "utf8");
  const [ca, cert, key] = await Promise.all([
    read(CERTIFICATES.authority),
    read(CERTIFICATES.administrator),
    read(CERTIFICATES.administratorKey),
  ]);
  const client = new Client({
    host: "127.0.0.1",
    port,
    user: ADMINISTRATOR,
    database: "postgres",
    ssl: { ca, cert, key, rejectUnauthorized: true },
  });
  // A server that ends by itself is reported by whoever started it; what is asked of it afterwards is refused.
  client.on("error", () => {});
  await client.connect();
  const { escapeIdentifier: name, escapeLiteral: literal } = client;

  return {
    async setUp({ username, password, databaseName }) {
      // "Understanding the rds_superuser role" in the RDS User Guide: no superuser, but what RDS lets its customers do.
      await client.query(
        `CREATE ROLE rds_superuser IN ROLE pg_monitor, pg_signal_backend;
         CREATE ROLE ${name(username)} LOGIN CREATEDB CREATEROLE PASSWORD ${literal(password)} IN ROLE rds_superuser`,
      );
      await client.query(`ALTER DATABASE postgres OWNER TO ${name(username)}`);
      if (databaseName === undefined || databaseName === "postgres") return;
      // Copying an empty database takes half a second. The cluster has a spare one, `template0`, which nobody here restores to.
      const database = name(databaseName);
      await client.query(
        "UPDATE pg_database SET datistemplate = false, datallowconn = true WHERE datname = 'template0'",
      );
      await client.query(`ALTER DATABASE template0 RENAME TO ${database}`);
      await client.query(`ALTER DATABASE ${database} OWNER TO ${name(username)}`);
      await client.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${database} TO PUBLIC`);
      await client.query(`COMMENT ON DATABASE ${database} IS NULL`);
    },
    async changePassword(username, password) {
      await client.query(`ALTER ROLE ${name(username)} PASSWORD ${literal(password)}`);
    },
    async awaitingRestart() {
      const { rows } = await client.query("SELECT name FROM pg_settings WHERE pending_restart ORDER BY name");
      return rows.map((row) => String(row.name));
    },
    async reload() {
      const loadedAt = async () => (await client.query("SELECT pg_conf_load_time()::text AS at")).rows[0]?.at;
      const before = await loadedAt();
      await client.query("SELECT pg_reload_conf()");
      // The server passes the word on to its sessions, this one among them, after it has answered; not that of settings it does not take.
      const until = performance.now() + RELOAD_LIMIT_MS;
      while ((await loadedAt()) === before && performance.now() < until) await pause(LOOK_MS);
    },
    async connections() {
      const { rows } = await client.query<{ count: string }>(
        "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND usename <> current_user",
      );
      return Number(rows[0]?.count);
    },
    close: () => client.end(),
  };
}
