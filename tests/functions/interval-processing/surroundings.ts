import { readFileSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "pg";
import { migrate } from "../../../functions/shared/postgres/database";
import { PostgresInstance } from "../../../local/services/rds/postgresInstance";
import { S3UnderTest } from "../../local/s3/support";

const MIGRATIONS = path.join(__dirname, "..", "..", "..", "images", "interval-jobs", "migrations");

/** The surroundings of jobs, for real and on this machine: a migrated Postgres and an S3 with the bucket `files`. */
export class JobSurroundings {
  readonly bucket = "files";
  readonly #clients: Client[] = [];

  private constructor(
    readonly postgres: PostgresInstance,
    readonly cloud: S3UnderTest,
    readonly folder: string,
  ) {}

  static async start(): Promise<JobSurroundings> {
    const folder = await mkdtemp(path.join(tmpdir(), "sluice-jobs-"));
    // Where the tests run as root, the server runs as nobody, who has to get there.
    await chmod(folder, 0o755);
    const spec = {
      ...{ identifier: "jobs", databaseName: "jobs", username: "jobs", password: "secret" },
      ...{ securityGroupIds: [], declaredPort: 5432 },
    };
    const postgres = await PostgresInstance.start(path.join(folder, "rds"), spec, {});
    const surroundings = new JobSurroundings(postgres, await S3UnderTest.start(), folder);
    try {
      surroundings.cloud.s3.createBucket(surroundings.bucket);
      await migrate(surroundings.connection, MIGRATIONS, { info() {}, warn() {} });
      return surroundings;
    } catch (error) {
      await surroundings.stop();
      throw error;
    }
  }

  get connection() {
    const { port, authorityFile } = this.postgres;
    const ssl = { ca: readFileSync(authorityFile, "utf8") };
    return { host: "127.0.0.1", port, database: "jobs", user: "jobs", password: "secret", ssl };
  }

  /** A connection that ends with the test. */
  async connect(): Promise<Client> {
    const client = new Client(this.connection);
    // A test may break it on purpose.
    client.on("error", () => undefined);
    await client.connect();
    this.#clients.push(client);
    return client;
  }

  /**
   * Makes so many records, with quotes, commas and line ends, none of them changed yet.
   * @param nameBytes what each is large by, besides some 60 bytes
   */
  async reset(count: number, nameBytes = 200): Promise<void> {
    const client = await this.connect();
    await client.query("TRUNCATE records RESTART IDENTITY; TRUNCATE job_runs");
    await client.query(
      `INSERT INTO records (name, changed_at)
       SELECT 'record "' || n || E'",\n' || repeat('x', $2::int), to_timestamp(0) FROM generate_series(1, $1::int) n`,
      [count, nameBytes],
    );
    await this.cloud.s3.deleteBucket(this.bucket, true);
    this.cloud.s3.createBucket(this.bucket);
  }

  async disconnect(): Promise<void> {
    await Promise.all(this.#clients.splice(0).map((client) => client.end().catch(() => undefined)));
  }

  async stop(): Promise<void> {
    await this.disconnect();
    await this.cloud.stop();
    await this.postgres.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
