import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { ClientBase } from "pg";
import { to as copyTo } from "pg-copy-streams";
import { FileMeter } from "./fileMeter";
import { FOLDER, type LatestFile, pointTo } from "./latestFile";
import { partsOf } from "./parts";
import type { Run } from "./processes";
import { uploadResumably } from "./resumableUpload";

export interface FileGeneration {
  /** A connection of its own: a failure leaves it in the middle of its transaction. */
  database: ClientBase;
  s3: Pick<S3Client, "send">;
  bucket: string;
  run: Run;
  /** Bytes of a part; at least S3's 5 MiB. Some 10,000 of them are the largest file. @default 8 MiB */
  partBytes?: number;
  signal: AbortSignal;
}

export interface GeneratedFile extends LatestFile {
  partsReused: number;
  /** An earlier try, or another delivery of the run, had made the file. */
  wasThereBefore: boolean;
  /** False where readers were pointed to a newer file already. */
  isLatest: boolean;
}

const PART_BYTES = 8 * 1024 ** 2;
/** Parts in memory: these, the one that is being filled, and the one that waits. */
const PARTS_AT_ONCE = 2;

/**
 * The columns as readers get them; a time in UTC, whatever the server's own time zone. A name that a spreadsheet would take for a formula
 * has an apostrophe before it (OWASP, "CSV Injection", https://owasp.org/www-community/attacks/CSV_Injection).
 */
const COPY = String.raw`
  COPY (
    SELECT id, CASE WHEN name ~ '^([\t\r\n]|\s*[-=+@＝＋－＠])' THEN '''' || name ELSE name END AS name,
      quantity, changed_by, changed_at
    FROM records ORDER BY id
  ) TO STDOUT (FORMAT csv, HEADER)`;

/** Key of a run's file: one run, one file, and nobody writes it twice. */
export function keyOf({ scheduledAt }: Run): string {
  return `${FOLDER}records-${new Date(scheduledAt).toISOString().replaceAll(":", "")}.csv`;
}

/**
 * Writes all records to a file of the run's own in S3, as they are in one snapshot of the database, and points readers to it.
 *
 * Memory is bounded by a few parts, however many records there are. Nobody sees a file before it is complete. A try that was killed
 * leaves its parts: the next one reads a new snapshot, because the old one ended with its connection, and sends only the parts
 * that differ from it.
 *
 * @throws what Postgres or S3 answers; a repeat of the run goes on
 */
export async function generateFile(generation: FileGeneration): Promise<GeneratedFile> {
  const { s3, bucket, run } = generation;
  const key = keyOf(run);
  const existing = await measured(generation, key);
  const file = existing ?? (await write(generation, key));
  const { records, bytes, sha256 } = file;
  const latest = { key, runId: run.id, scheduledAt: new Date(run.scheduledAt).toISOString(), records, bytes, sha256 };
  const isLatest = await pointTo({ client: s3, bucket }, latest);
  return { ...latest, partsReused: file.partsReused, wasThereBefore: existing !== undefined, isLatest };
}

async function write(generation: FileGeneration, key: string) {
  const { database, s3, bucket, partBytes = PART_BYTES, signal } = generation;
  const meter = new FileMeter();
  await database.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  await database.query("SET LOCAL TimeZone = 'UTC'");
  const rows = database.query(copyTo(COPY));
  try {
    const { partsReused } = await uploadResumably({
      ...{ client: s3, bucket, key, contentType: "text/csv", concurrency: PARTS_AT_ONCE, signal },
      parts: partsOf(meter.measure(rows as AsyncIterable<Buffer>), partBytes),
    });
    await database.query("COMMIT");
    return { ...meter.measures(), partsReused };
  } catch (error) {
    rows.destroy();
    if (!(error instanceof Error) || error.name !== "PreconditionFailed") throw error;
    // Another try of the same run was faster.
    const existing = await measured(generation, key);
    if (!existing) throw error;
    return existing;
  }
}

/** Measures the file of a key, read from end to end; `undefined` where there is none. */
async function measured({ s3, bucket, signal }: FileGeneration, Key: string) {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }), { abortSignal: signal });
    const meter = new FileMeter();
    for await (const _ of meter.measure(Body as unknown as AsyncIterable<Buffer>)) signal.throwIfAborted();
    return { ...meter.measures(), partsReused: 0 };
  } catch (error) {
    if (error instanceof Error && error.name === "NoSuchKey") return undefined;
    throw error;
  }
}
