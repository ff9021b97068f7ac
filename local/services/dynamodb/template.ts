import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import initSqlJs, { type SqlJsStatic } from "sql.js";
import type { Binary } from "./binary";
import { startServer } from "./server";

// Every write to a table with a stream asks for the table's highest sequence number, and every read of the stream for those
// behind a position. Without this index both scan the whole log: measured, 850 writes a second fall to 120 by 36,000 records.
const STREAM_INDEX =
  "CREATE INDEX sluice_stream_position ON _stream_records (table_name, CAST(sequence_number AS INTEGER))";
// Raised when what goes into the template changes, so that no older one is taken for it.
const TEMPLATE_VERSION = 1;
const SCHEMA_ATTEMPTS = 5;

/**
 * Makes, once per version of dynoxide, an empty database that has the stream index, and returns its path. Each start of the
 * local cloud copies it: adding the index takes a start and a stop of the server, which nobody should wait for twice.
 */
export async function templateDatabase(binary: Binary, cacheFolder: string): Promise<string> {
  const template = path.join(cacheFolder, `dynoxide-${binary.version}-${TEMPLATE_VERSION}.db`);
  if (existsSync(template)) return template;

  await mkdir(cacheFolder, { recursive: true });
  const draft = `${template}.${process.pid}`;
  try {
    await createSchema(binary, draft);
    await writeFile(draft, withStreamIndex(await readFile(draft), await initSqlJs()));
    // Renamed into place, so that a second start at the same moment never copies half a file.
    await rename(draft, template);
  } finally {
    await Promise.all([draft, `${draft}-wal`, `${draft}-shm`].map((file) => rm(file, { force: true })));
  }
  return template;
}

/**
 * dynoxide writes its own schema into a new file, and merges its write-ahead log into it when it is stopped; but a stop that comes
 * before it listens for one leaves the schema in the log, which sql.js does not read. Another start and stop merges it then.
 */
async function createSchema(binary: Binary, draft: string): Promise<void> {
  for (let attempt = 1; attempt <= SCHEMA_ATTEMPTS; attempt++) {
    const server = await startServer(binary.path, draft);
    await server.call("ListTables", {});
    await server.stop();
    if (!existsSync(`${draft}-wal`)) return;
  }
  throw new Error(`The local DynamoDB (${binary.path}) did not finish writing ${draft} in ${SCHEMA_ATTEMPTS} attempts`);
}

function withStreamIndex(database: Buffer, sqlJs: SqlJsStatic): Uint8Array {
  const opened = new sqlJs.Database(database);
  opened.run(STREAM_INDEX);
  const changed = opened.export();
  opened.close();
  return changed;
}
