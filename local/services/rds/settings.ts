import { writeFile } from "node:fs/promises";
import path from "node:path";
import { ADMINISTRATOR, CERTIFICATES } from "./certificates";
import type { Parameters } from "./rds";

/** Parameters that a parameter group may not change here: where the server listens, and what a start and its end cost. */
const FIXED: Parameters = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  ssl: "on",
  ssl_ca_file: CERTIFICATES.authority,
  ssl_cert_file: CERTIFICATES.server,
  ssl_key_file: CERTIFICATES.serverKey,
  password_encryption: "scram-sha-256",
  // Data that is with the operating system survives the server and the local cloud; forcing it to the disk, for a loss of power,
  // costs every commit some milliseconds. `synchronous_commit` stays on: without it, a killed server loses what it has acknowledged.
  fsync: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  // A container's /dev/shm is small.
  dynamic_shared_memory_type: process.platform === "win32" ? "windows" : "mmap",
  logging_collector: "off",
  log_destination: "stderr",
};

/** RDS's own, where a parameter group says nothing else (RDS User Guide, "Working with parameters on your RDS for PostgreSQL"). */
const DEFAULTS: Parameters = {
  timezone: "UTC",
  log_timezone: "UTC",
  // Four processes less: one machine's loads need no workers for reading, and nobody replicates.
  io_method: "sync",
  max_logical_replication_workers: "0",
};

/** The files that a server reads at its start, and when it is told to read them again. */
export interface Settings {
  "postgresql.conf": string;
  "pg_hba.conf": string;
}

/**
 * A server's settings, from its parameter group.
 * @throws Error naming a parameter that has no meaning here
 */
export function settingsOf(parameters: Parameters): Settings {
  const { "rds.force_ssl": forceTls = "1", ...own } = parameters;
  for (const [name, value] of Object.entries(own)) checkParameter(name, value);
  if (forceTls !== "0" && forceTls !== "1") throw new Error(`rds.force_ssl must be 0 or 1, got "${forceTls}"`);
  const lines = Object.entries({ ...DEFAULTS, ...own, ...FIXED }).map(
    ([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`,
  );
  return { "postgresql.conf": lines.join(""), "pg_hba.conf": whoMayConnect(forceTls === "1") };
}

export async function writeSettings(cluster: string, settings: Settings): Promise<void> {
  for (const [file, text] of Object.entries(settings)) await writeFile(path.join(cluster, file), text);
}

/** RDS forces TLS by default from PostgreSQL 15 on (RDS User Guide, "Requiring an SSL connection to a PostgreSQL DB instance"). */
function whoMayConnect(tlsOnly: boolean): string {
  const loopback = "127.0.0.1/32";
  return [
    `hostssl all ${ADMINISTRATOR} ${loopback} cert`,
    `host all ${ADMINISTRATOR} ${loopback} reject`,
    `${tlsOnly ? "hostssl" : "host"} all all ${loopback} scram-sha-256`,
    "",
  ].join("\n");
}

function checkParameter(name: string, value: string): void {
  if (!/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$/i.test(name)) throw new Error(`"${name}" is no name of a parameter`);
  if (name.startsWith("rds.") || name === "shared_preload_libraries") {
    throw new Error(`the parameter ${name} is RDS's own and not supported locally: leave it out for this stack`);
  }
  if (Object.hasOwn(FIXED, name)) {
    throw new Error(`the parameter ${name} is set by the local cloud: leave it out for this stack`);
  }
  if (/[\n\r\0]/.test(value) || value.includes("{")) {
    throw new Error(
      `the parameter ${name} is "${value}": the local cloud has no DBInstanceClassMemory; give a number for this stack`,
    );
  }
}
