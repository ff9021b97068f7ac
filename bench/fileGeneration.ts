import { fork } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { GeneratedFile } from "../functions/interval-processing/fileGeneration";
import { migrate } from "../functions/shared/postgres/database";
import { systemClock } from "../local/base/clock";
import { silentReport } from "../local/base/report";
import { createEdge } from "../local/edge/edge";
import { createIam } from "../local/iam/createIam";
import { createKms } from "../local/services/kms/createKms";
import { PostgresInstance } from "../local/services/rds/postgresInstance";
import { createS3 } from "../local/services/s3/createS3";
import { noNotifications } from "../local/services/s3/notifications";
import type { Generated, Generation } from "./fileGenerationProcess";
import { figure, type MeasurementInside } from "./measurement";
import { ROOT } from "./runningSystem";

const BUCKET = "files";
const RECORDS = Number(process.env.BENCH_RECORDS ?? 1_000_000);
const MIB = 1024 ** 2;

/**
 * FileGeneration over a million records, in a process of its own so that its memory is nobody else's; what it wrote is then loaded
 * back and compared with the database, record by record.
 */
export const fileGeneration: MeasurementInside = {
  name: "fileGeneration",
  method:
    "In a process of its own, from a real Postgres to the local S3; peak of resident memory, also of a hundredth of the records; what was written is loaded back and compared with the database, record by record.",
  async measure(note) {
    const surroundings = await start(note);
    try {
      const small = await surroundings.generate(Math.ceil(RECORDS / 100));
      const large = await surroundings.generate(RECORDS);
      const records = `${RECORDS.toLocaleString("en")} records`;
      return [
        figure(`FileGeneration, ${records}`, "s", [large.seconds]),
        figure(`FileGeneration, ${records}, size of the file`, "MiB", [large.file.bytes / MIB]),
        figure(`FileGeneration, ${records}, peak of resident memory`, "MiB", [large.peakRssBytes / MIB]),
        figure("FileGeneration, a hundredth of it, peak of resident memory", "MiB", [small.peakRssBytes / MIB]),
        figure("FileGeneration, records that differ from the database", "records", [large.differences]),
      ];
    } finally {
      await surroundings.stop();
    }
  },
};

interface Surroundings {
  generate(records: number): Promise<Generated & { seconds: number; differences: number }>;
  stop(): Promise<void>;
}

async function start(note: (text: string) => void): Promise<Surroundings> {
  const folder = path.join(tmpdir(), `sluice-bench-files-${process.pid}`);
  const iam = createIam({ report: silentReport });
  const edge = await createEdge({ iam, report: silentReport }, { port: 0, host: "127.0.0.1" });
  const s3 = createS3({
    ...{ clock: systemClock, iam, kms: createKms({ iam }), report: silentReport },
    ...{ notifications: noNotifications, workFolder: `${folder}-s3` },
  });
  edge.register(s3.api);
  s3.createBucket(BUCKET);
  const spec = {
    ...{ identifier: "bench", username: "bench", password: "bench", databaseName: "bench" },
    ...{ securityGroupIds: [], declaredPort: 5432 },
  };
  const postgres = await PostgresInstance.start(folder, spec, {});
  const connection = {
    ...{ host: "127.0.0.1", port: postgres.port, user: "bench", password: "bench", database: "bench" },
    ssl: { rejectUnauthorized: false },
  };
  await migrate(connection, path.join(ROOT, "images", "interval-jobs", "migrations"), {
    info: () => undefined,
    warn: () => undefined,
  });
  const database = new Client(connection);
  await database.connect();
  const { accessKeyId, secretAccessKey, sessionToken } = iam.operator;
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  const client = new S3Client({ endpoint: edge.url, region: "us-east-1", credentials });
  let runs = 0;
  return {
    async generate(records) {
      note(`FileGeneration over ${records} records`);
      await fill(database, records);
      const startedAt = performance.now();
      const generated = await inProcess({ connection, endpoint: edge.url, credentials, bucket: BUCKET, run: ++runs });
      const seconds = (performance.now() - startedAt) / 1000;
      note("comparing the file with the database");
      return { ...generated, seconds, differences: await differences(database, client, generated.file) };
    },
    async stop() {
      client.destroy();
      await database.end();
      await postgres.stop();
      await edge.stop();
      for (const made of [folder, `${folder}-s3`]) await rm(made, { recursive: true, force: true });
    },
  };
}

async function fill(database: Client, records: number): Promise<void> {
  await database.query("TRUNCATE records RESTART IDENTITY");
  await database.query(
    `INSERT INTO records (name, quantity, changed_by)
     SELECT 'record "' || n || '", ' || md5(n::text), n % 1000, 'NightlyDataChange' FROM generate_series(1, $1::int) n`,
    [records],
  );
}

async function inProcess(generation: Generation): Promise<Generated> {
  const child = fork(path.join(__dirname, "fileGenerationProcess.ts"), {
    execArgv: ["--require", path.join(ROOT, "local", "evaluation", "typescript.cjs")],
  });
  child.send(generation);
  const [message] = (await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => Promise.reject(new Error(`FileGeneration ended with ${code}`))),
  ])) as [Generated];
  return message;
}

/** Records, with how often each is there, that are in the database or in the file only. */
async function differences(database: Client, client: S3Client, { key }: GeneratedFile): Promise<number> {
  await database.query("DROP TABLE IF EXISTS file_records; CREATE TEMPORARY TABLE file_records (LIKE records)");
  const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
  await pipeline(Body as Readable, database.query(copyFrom("COPY file_records FROM STDIN (FORMAT csv, HEADER)")));
  const { rows } = await database.query(`
    SELECT count(*)::int AS count FROM (
      (TABLE records EXCEPT ALL TABLE file_records) UNION ALL (TABLE file_records EXCEPT ALL TABLE records)
    ) AS difference`);
  return rows[0].count;
}
