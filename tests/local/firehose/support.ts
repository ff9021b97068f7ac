import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { FirehoseClient } from "@aws-sdk/client-firehose";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type Chaos, noChaos } from "../../../local/base/chaos";
import { type DataFolder, nothingKept } from "../../../local/base/dataFolder";
import { keptMaps } from "../../../local/base/keptMaps";
import { createEdge, type Edge } from "../../../local/edge/edge";
import { createIam } from "../../../local/iam/createIam";
import type { Iam } from "../../../local/iam/iam";
import { createMetrics, type Metrics } from "../../../local/services/cloudwatch/metrics";
import { createFirehose } from "../../../local/services/firehose/createFirehose";
import type { DeliveryStreamSpec, Firehose, S3DestinationSpec } from "../../../local/services/firehose/firehose";
import { parsePrefix } from "../../../local/services/firehose/prefix";
import { createKinesis } from "../../../local/services/kinesis/createKinesis";
import type { Kinesis } from "../../../local/services/kinesis/kinesis";
import { createKms } from "../../../local/services/kms/createKms";
import type { Kms } from "../../../local/services/kms/kms";
import type { InvokeResult } from "../../../local/services/lambda/lambda";
import { createLogs, type Logs } from "../../../local/services/logs/logs";
import { createS3 } from "../../../local/services/s3/createS3";
import { noNotifications } from "../../../local/services/s3/notifications";
import type { S3 } from "../../../local/services/s3/s3";
import { HeldClock } from "../../support/heldClock";

export const NOW = Date.parse("2026-03-01T12:34:56.000Z");
export const BUCKET = "archive";
export const STREAM = "orders";
export const STREAM_ARN = `arn:aws:firehose:us-east-1:000000000000:deliverystream/${STREAM}`;
export const ROLE = "arn:aws:iam::000000000000:role/delivery";
export const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:transform";
export const KINESIS_ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/events";
export const KEY_ARN = "arn:aws:kms:us-east-1:000000000000:key/k";
export const MIB = 1024 * 1024;

/** Permissions that Firehose asks of its role, by what they are for. */
export const PERMISSIONS = {
  bucket: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
  objects: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
  stream: ["kinesis:DescribeStream", "kinesis:GetShardIterator", "kinesis:GetRecords", "kinesis:ListShards"],
  function: ["lambda:InvokeFunction", "lambda:GetFunctionConfiguration"],
  log: ["logs:PutLogEvents"],
} as const;

/** An event as the function gets it. */
export interface TransformEvent {
  deliveryStreamArn: string;
  sourceKinesisStreamArn?: string;
  records: {
    recordId: string;
    data: string;
    approximateArrivalTimestamp: number;
    kinesisRecordMetadata?: Record<string, unknown>;
  }[];
}

export interface WrittenObject {
  key: string;
  text: string;
}

interface FirehoseOptions {
  chaos?: Chaos;
  timeScale?: number;
  data?: DataFolder;
}

/** Firehose on real S3, Kinesis, CloudWatch and IAM, with a function that a test writes, at a time that a test moves. */
export class FirehoseUnderTest {
  readonly events: TransformEvent[] = [];
  readonly warnings: string[] = [];
  readonly client: FirehoseClient;
  /** Transforms each event. */
  transform: (event: TransformEvent) => InvokeResult = (event) => ({ ok: true, payload: untouched(event) });
  readonly #s3Client: S3Client;
  readonly #written: string[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #folder: string;
  #read = 0;
  #invocations = 0;
  #failures = 0;
  readonly firehose: Firehose;
  readonly s3: S3;

  private constructor(
    readonly clock: HeldClock,
    readonly iam: Iam,
    readonly kms: Kms,
    readonly kinesis: Kinesis,
    readonly logs: Logs,
    readonly metrics: Metrics,
    readonly edge: Edge,
    { chaos = noChaos, timeScale = 1, data = nothingKept }: FirehoseOptions,
  ) {
    this.#folder = mkdtempSync(path.join(tmpdir(), "firehose-"));
    const report = { stage() {}, log() {}, warn: (_source: string, line: string) => this.#note(this.warnings, line) };
    const notifications = {
      ...noNotifications,
      happened: (_bucket: object, { version }: { version: { key: string } }) => this.#note(this.#written, version.key),
    };
    this.s3 = createS3({ clock, iam, kms, notifications, report, workFolder: this.#folder });
    const lambda = {
      invoke: async (_arn: string, event: unknown) => {
        this.events.push(event as TransformEvent);
        return this.transform(event as TransformEvent);
      },
    };
    const counted: Metrics = {
      ...metrics,
      put: (datum) => {
        metrics.put(datum);
        if (datum.metricName === "DataReadFromKinesisStream.Records") this.#read += datum.value;
        if (datum.metricName === "ExecuteProcessing.Duration") this.#invocations += 1;
        if (datum.metricName === "DeliveryToS3.Success" && datum.value === 0) this.#failures += 1;
        for (const look of [...this.#waiting]) look();
      },
    };
    this.firehose = createFirehose(
      { iam, kinesis, lambda, s3: this.s3, logs, metrics: counted, chaos, clock, report },
      { timeScale },
      keptMaps(data, "firehose"),
    );
    edge.register(this.s3.api);
    edge.register(this.firehose.api);
    const connection = { endpoint: edge.url, region: "us-east-1", credentials: iam.operator, maxAttempts: 1 };
    this.client = new FirehoseClient(connection);
    this.#s3Client = new S3Client(connection);
  }

  /** With a bucket, a Kinesis stream, a key, a log stream, and a role that may do all that Firehose asks. */
  static async start(options: FirehoseOptions = {}) {
    const clock = new HeldClock(NOW);
    const report = { stage() {}, log() {}, warn() {} };
    const iam = createIam({ report });
    const kms = createKms({ iam });
    const metrics = createMetrics({ clock });
    const logs = createLogs({ clock, metrics, report });
    const kinesis = createKinesis({ clock, metrics, report }, keptMaps(options.data ?? nothingKept, "kinesis"));
    const edge = await createEdge({ iam, report, clock }, { port: 0, host: "127.0.0.1" });
    const underTest = new FirehoseUnderTest(clock, iam, kms, kinesis, logs, metrics, edge, options);
    underTest.s3.createBucket(BUCKET);
    kinesis.createStream({ name: "events", shardCount: 1, retentionHours: 24, onDemand: false });
    kms.putKey(KEY_ARN);
    logs.putLogGroup({ name: "delivery" });
    logs.putLogStream("delivery", "s3");
    iam.putRole({ arn: ROLE, name: "delivery", trustPolicy: trust("firehose.amazonaws.com") });
    underTest.allow(...Object.values(PERMISSIONS).flat());
    return underTest;
  }

  /** The role may do this, and nothing else. */
  allow(...actions: readonly string[]): void {
    const Statement = { Effect: "Allow", Action: actions, Resource: "*" };
    this.iam.putRolePolicy(ROLE, "own", JSON.stringify({ Version: "2012-10-17", Statement }));
  }

  async create(changes: SpecChanges = {}): Promise<void> {
    await this.firehose.createStream(specWith(changes));
  }

  async update(changes: SpecChanges): Promise<void> {
    await this.firehose.updateStream(specWith(changes));
  }

  /** Accepts records as `PutRecordBatch` does, without HTTP. */
  async put(...texts: readonly string[]): Promise<void> {
    await this.putInto(STREAM, ...texts);
  }

  async putInto(DeliveryStreamName: string, ...texts: readonly string[]): Promise<void> {
    const Records = texts.map((text) => ({ Data: Buffer.from(text).toString("base64") }));
    await this.firehose.api
      .prepare({
        operation: "PutRecordBatch",
        params: { DeliveryStreamName, Records },
        principal: { kind: "operator", arn: "operator" },
      })
      .run();
  }

  /** Object number `index` (from 0) of those that were written, once it is. */
  async written(index = 0): Promise<WrittenObject> {
    const key = await this.#seen(() => this.#written[index]);
    const { Body } = await this.#s3Client.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
    return { key, text: (key.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString() };
  }

  /** The first warning that matches, past or to come. */
  warned(pattern: RegExp): Promise<string> {
    return this.#seen(() => this.warnings.find((line) => pattern.test(line)));
  }

  /** Resolves when the function has answered so often, well or not. */
  async called(times: number): Promise<void> {
    await this.#seen(() => (this.#invocations >= times ? "" : undefined));
  }

  /** Resolves when S3 has refused so often. */
  async failed(times: number): Promise<void> {
    await this.#seen(() => (this.#failures >= times ? "" : undefined));
  }

  /** Resolves when so many records have been read from the Kinesis stream. */
  async received(records: number): Promise<void> {
    await this.#seen(() => (this.#read >= records ? "" : undefined));
  }

  get keys(): readonly string[] {
    return this.#written;
  }

  sum(metricName: string): number | undefined {
    return this.statistic(metricName, { statistic: "Sum", from: NOW - 1000, to: NOW + 3_600_000 });
  }

  statistic(metricName: string, period: { statistic: string; from: number; to: number }): number | undefined {
    const dimensions = { DeliveryStreamName: STREAM };
    return this.metrics.statistic({ namespace: "AWS/Firehose", metricName, dimensions, ...period });
  }

  async close(): Promise<void> {
    await this.firehose.stop();
    this.client.destroy();
    this.#s3Client.destroy();
    this.metrics.stop();
    await this.edge.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #note(list: string[], line: string): void {
    list.push(line);
    for (const look of [...this.#waiting]) look();
  }

  #seen(find: () => string | undefined): Promise<string> {
    return new Promise((resolve) => {
      const look = () => {
        const found = find();
        if (found === undefined) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }
}

type SpecChanges = Partial<Omit<DeliveryStreamSpec, "destination">> & { destination?: Partial<S3DestinationSpec> };

/** Direct PUT to `data/` after a minute or a MiB, uncompressed, unless told otherwise. */
export function specWith({ destination, ...changes }: SpecChanges): DeliveryStreamSpec {
  return {
    ...{ arn: STREAM_ARN, name: STREAM, label: STREAM, source: { kind: "direct" } },
    ...changes,
    destination: {
      ...{ roleArn: ROLE, bucketArn: `arn:aws:s3:::${BUCKET}`, timeZone: "UTC", dynamicPartitioning: false },
      ...{ prefix: parsePrefix("data/"), errorPrefix: parsePrefix("errors/!{firehose:error-output-type}/") },
      ...{ hints: { bytes: MIB, seconds: 60 }, compression: "UNCOMPRESSED" },
      ...destination,
    },
  };
}

/** With a function that is asked at once, three times in all. */
export const TRANSFORM: Partial<S3DestinationSpec> = {
  transform: { lambdaArn: FUNCTION_ARN, roleArn: ROLE, retries: 2, hints: { bytes: MIB, seconds: 0 } },
};

export function untouched({ records }: TransformEvent) {
  return { records: records.map(({ recordId, data }) => ({ recordId, result: "Ok", data })) };
}

export function trust(service: string): string {
  const Statement = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
  return JSON.stringify({ Version: "2012-10-17", Statement });
}
