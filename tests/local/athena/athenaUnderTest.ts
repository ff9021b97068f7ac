import { gzipSync } from "node:zlib";
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
  type StartQueryExecutionCommandInput,
} from "@aws-sdk/client-athena";
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { silentReport } from "../../../local/base/report";
import type { Athena } from "../../../local/services/athena/athena";
import { createAthena } from "../../../local/services/athena/createAthena";
import { DuckDbEngine } from "../../../local/services/athena/engine/engine";
import type { Datum } from "../../../local/services/cloudwatch/metrics";
import { createGlue } from "../../../local/services/glue/createGlue";
import type { Glue, TableSpec } from "../../../local/services/glue/glue";
import { HeldClock } from "../../support/heldClock";
import { S3UnderTest } from "../s3/support";

export const NOW = Date.parse("2026-03-01T12:00:00.000Z");
export const DATABASE = "cards";
export const WORKGROUP = "auditors";
export const DATA = "card-events";
export const RESULTS = "card-results";

/** A table of events as a component would declare it. */
export const EVENTS: TableSpec = {
  databaseName: DATABASE,
  name: "events",
  tableType: "EXTERNAL_TABLE",
  parameters: {
    "projection.enabled": "true",
    "projection.date.type": "date",
    "projection.date.format": "yyyy-MM-dd",
    "projection.date.range": "2026-01-01,NOW",
    "projection.hour.type": "integer",
    "projection.hour.range": "0,23",
    "projection.hour.digits": "2",
    "storage.location.template": `s3://${DATA}/events/date=\${date}/hour=\${hour}/`,
  },
  partitionKeys: [
    { name: "date", type: "string" },
    { name: "hour", type: "string" },
  ],
  columns: [
    { name: "id", type: "string" },
    { name: "type", type: "string" },
    { name: "occurred_at", type: "bigint" },
    { name: "at", type: "timestamp" },
    { name: "granted", type: "boolean" },
    { name: "card", type: "struct<id:string,holder:string>" },
    { name: "tags", type: "array<string>" },
    { name: "payload", type: "string" },
  ],
  location: `s3://${DATA}/events/`,
  inputFormat: "org.apache.hadoop.mapred.TextInputFormat",
  serdeLibrary: "org.openx.data.jsonserde.JsonSerDe",
  serdeParameters: {},
};

/** The outcome of a query. */
export interface Outcome {
  execution: QueryExecution;
  /** The header, then the rows; NULL is `undefined`. Empty where it has failed. */
  rows: (string | undefined)[][];
  types: (string | undefined)[];
}

/** A query engine for the Athenas of a group's tests: its process takes longer to start than their queries. */
export function sharedEngine(): DuckDbEngine {
  const engine = new DuckDbEngine({ clock: new HeldClock(NOW), report: silentReport });
  after(() => engine.stop());
  return engine;
}

/** Athena with a real S3, a real catalog and real IAM behind an edge, and AWS's own client in front of it. */
export class AthenaUnderTest {
  readonly metrics: Datum[] = [];
  readonly #clients: AthenaClient[] = [];

  private constructor(
    readonly s3: S3UnderTest,
    readonly glue: Glue,
    readonly athena: Athena,
    readonly clock: HeldClock,
    metrics: Datum[],
  ) {
    this.metrics = metrics;
  }

  /** @param engine is left running. @default one of its own, which ends with it */
  static async start(engine?: DuckDbEngine): Promise<AthenaUnderTest> {
    const s3 = await S3UnderTest.start();
    const clock = new HeldClock(NOW);
    const metrics: Datum[] = [];
    const glue = createGlue({ clock });
    const athena = createAthena(
      {
        ...{ clock, glue, iam: s3.iam, kms: s3.kms, s3: s3.s3, report: silentReport },
        metrics: { put: (datum: Datum) => void metrics.push(datum) } as never,
      },
      engine && { open: () => engine.open(), async rest() {}, async stop() {} },
    );
    s3.edge.register(athena.api);
    s3.edge.register(glue.api);
    s3.s3.createBucket(DATA);
    s3.s3.createBucket(RESULTS);
    glue.putDatabase({ name: DATABASE, parameters: {} });
    glue.putTable(EVENTS);
    athena.putWorkgroup({
      ...{ name: WORKGROUP, enabled: true, enforced: true, publishesMetrics: true },
      result: { outputLocation: `s3://${RESULTS}/results/` },
    });
    return new AthenaUnderTest(s3, glue, athena, clock, metrics);
  }

  /** A client of the person at the laptop, or of a role that may do what the statements say. */
  client(credentials = this.s3.iam.operator): AthenaClient {
    const client = new AthenaClient({
      ...{ endpoint: this.s3.edge.url, region: "us-east-1", credentials, maxAttempts: 1 },
    });
    this.#clients.push(client);
    return client;
  }

  /** Puts events of one hour, as the archive does; the answer is the object's size in bytes. */
  async put(
    partition: string,
    events: readonly (Record<string, unknown> | string)[],
    { name = "part-0.gz", bucket = DATA }: { name?: string; bucket?: string } = {},
  ): Promise<number> {
    const lines = events.map((event) => (typeof event === "string" ? event : JSON.stringify(event))).join("\n");
    const body = name.endsWith(".gz") ? gzipSync(`${lines}\n`) : Buffer.from(`${lines}\n`);
    await this.operatorS3.send(new PutObjectCommand({ Bucket: bucket, Key: `${partition}/${name}`, Body: body }));
    return body.length;
  }

  get operatorS3(): S3Client {
    return this.s3.operator();
  }

  async start(
    query: string,
    parameters: readonly string[] = [],
    input: Partial<StartQueryExecutionCommandInput> = {},
    client = this.client(),
  ): Promise<string> {
    const { QueryExecutionId } = await client.send(
      new StartQueryExecutionCommand({
        QueryString: query,
        WorkGroup: WORKGROUP,
        QueryExecutionContext: { Database: DATABASE },
        ...(parameters.length > 0 && { ExecutionParameters: [...parameters] }),
        ...input,
      }),
    );
    return String(QueryExecutionId);
  }

  /** Runs a query to its end. */
  async run(query: string, parameters: readonly string[] = [], client = this.client()): Promise<Outcome> {
    const id = await this.start(query, parameters, {}, client);
    await this.athena.settled(id);
    const { QueryExecution: execution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
    if (!execution) throw new Error("no execution");
    if (execution.Status?.State !== "SUCCEEDED") return { execution, rows: [], types: [] };
    const { ResultSet } = await client.send(new GetQueryResultsCommand({ QueryExecutionId: id }));
    return {
      execution,
      rows: (ResultSet?.Rows ?? []).map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue)),
      types: (ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Type }) => Type),
    };
  }

  /** Why a query has failed. */
  async reason(query: string, parameters: readonly string[] = [], client?: AthenaClient): Promise<string> {
    const { execution } = await this.run(query, parameters, client);
    return `${execution.Status?.State}: ${execution.Status?.StateChangeReason ?? ""}`;
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.athena.stop();
    await this.s3.stop();
  }
}
