import path from "node:path";
import { gunzipSync } from "node:zlib";
import { AthenaClient } from "@aws-sdk/client-athena";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { FirehoseClient, PutRecordBatchCommand } from "@aws-sdk/client-firehose";
import { KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { accessOf } from "../../cli/localAccess";
import type { TypeCounts } from "../../functions/access-cards/archive/ledgerItem";
import { type HourTotals, readHours } from "../../functions/access-cards/archive/reconcile";
import { type CardEvent, type CardEventType, EVENT_TYPES } from "../../functions/access-cards/event";
import { eventCounts, type TimeRange } from "../../functions/access-cards/portal/eventQuery";
import {
  findQuery,
  type QueryRuns,
  readEvents,
  startQuery,
  stateOf,
} from "../../functions/access-cards/portal/queryRuns";
import { systemClock } from "../../local/base/clock";
import { outputOf, type RunningSystem } from "../support/runningSystem";
import { until } from "../support/until";

const COMPONENTS = path.resolve(__dirname, "../../components");

/** A program with an archive behind a stream of two shards. */
export const ARCHIVE_PROGRAM = `
import * as aws from "@pulumi/aws";
import { customerKey } from "${COMPONENTS}/parts/data/customerKey";
import { EventArchive } from "${COMPONENTS}/eventArchive";

const services = ["cloudwatch.amazonaws.com", "sns.amazonaws.com", "s3.amazonaws.com"];
const key = customerKey("key", { description: "Events.", services, logs: true, deletionDays: 7, tags: {} }, {});
const stream = new aws.kinesis.Stream("stream", {
  shardCount: 2, streamModeDetails: { streamMode: "PROVISIONED" }, encryptionType: "KMS", kmsKeyId: key.arn,
});
// Messages of a call that died come again soon.
const transform = { ledgerKeeper: { timeout: 10 }, ledgerQueue: { visibilityTimeoutSeconds: 10 } };
const archive = new EventArchive("events", { stream, key, bufferSeconds: 60, deletionProtection: false, transform });

export const outputs = {
  stream: stream.name, direct: archive.directDelivery.name, bucket: archive.bucket.bucket, ledger: archive.ledger.name,
  database: archive.database.name, workgroup: archive.workgroup.name, deadLetters: archive.ledgerDeadLetters.url,
};
`;

/** Records that one request takes. */
const RECORDS_A_REQUEST = 500;

/** An archive that runs, and what it takes to feed it and to look into it. */
export class ArchiveUnderTest {
  readonly s3: S3Client;
  readonly #kinesis: KinesisClient;
  readonly #firehose: FirehoseClient;
  readonly #dynamo: DynamoDBClient;
  readonly #athena: AthenaClient;

  constructor(private readonly system: RunningSystem) {
    const access = accessOf(system.cloud.services);
    this.s3 = new S3Client({ ...access, forcePathStyle: true });
    this.#kinesis = new KinesisClient({ ...access, requestHandler: new NodeHttpHandler() });
    this.#firehose = new FirehoseClient(access);
    this.#dynamo = new DynamoDBClient(access);
    this.#athena = new AthenaClient(access);
  }

  output(name: string): string {
    return outputOf(this.system, "outputs", name);
  }

  /** Sends events on their way, by their volume. */
  async send(events: readonly CardEvent[]): Promise<void> {
    const isHigh = ({ type }: CardEvent) => EVENT_TYPES[type].volume === "high";
    await this.stream(events.filter(isHigh).map((event) => ({ key: event.card_id, data: JSON.stringify(event) })));
    const low = events.filter((event) => !isHigh(event));
    for (let start = 0; start < low.length; start += RECORDS_A_REQUEST) {
      const Records = low
        .slice(start, start + RECORDS_A_REQUEST)
        .map((event) => ({ Data: Buffer.from(JSON.stringify(event)) }));
      const answer = await this.#firehose.send(
        new PutRecordBatchCommand({ DeliveryStreamName: this.output("direct"), Records }),
      );
      if (answer.FailedPutCount !== 0) throw new Error(`${answer.FailedPutCount} records were not taken`);
    }
  }

  /** Puts records into the stream, whatever they are; those that its shards do not take yet again. */
  async stream(records: readonly { key: string; data: string }[]): Promise<void> {
    let waiting = records.map(({ key, data }) => ({ PartitionKey: key, Data: Buffer.from(data) }));
    while (waiting.length > 0) {
      const sent = waiting.splice(0, RECORDS_A_REQUEST);
      const { Records: answers = [] } = await this.#kinesis.send(
        new PutRecordsCommand({ StreamName: this.output("stream"), Records: sent }),
      );
      const refused = sent.filter((_, index) => answers[index]?.ErrorCode !== undefined);
      waiting = [...waiting, ...refused];
      if (refused.length > 0) await new Promise<void>((resolve) => systemClock.after(100, resolve));
    }
  }

  /** Reads the ledger's hours of a time range. */
  hours({ from, to }: TimeRange): Promise<HourTotals[]> {
    return readHours({ dynamo: this.#dynamo, ledgerTable: this.output("ledger") }, from, to);
  }

  /** Keys of the objects below a folder. */
  async keys(prefix: string): Promise<string[]> {
    const { Contents: objects = [] } = await this.s3.send(
      new ListObjectsV2Command({ Bucket: this.output("bucket"), Prefix: prefix }),
    );
    return objects.map(({ Key: key = "" }) => key);
  }

  /** All events that the bucket holds, copies included, with the key of their object. */
  async archived(): Promise<{ key: string; event: CardEvent }[]> {
    const keys = await this.keys("events/");
    const contents = await Promise.all(keys.map(async (key) => ({ key, text: gunzipSync(await this.content(key)) })));
    return contents.flatMap(({ key, text }) =>
      text
        .toString()
        .trimEnd()
        .split("\n")
        .map((line) => ({ key, event: JSON.parse(line) as CardEvent })),
    );
  }

  async content(key: string): Promise<Uint8Array> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.output("bucket"), Key: key }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  }

  /** Counts with Athena: each event once, and copies. */
  async queried(range: TimeRange): Promise<{ type: string; events: number; copies: number }[]> {
    const runs: QueryRuns = {
      athena: this.#athena,
      database: this.output("database"),
      workgroup: this.output("workgroup"),
    };
    const id = await startQuery(runs, eventCounts(range), crypto.randomUUID());
    const query = await until(
      () => findQuery(runs, id),
      (found) => found !== undefined && !["queued", "running"].includes(stateOf(found)),
    );
    if (stateOf(query) !== "succeeded") {
      throw new Error(`the query ended ${query.Status?.State}: ${query.Status?.StateChangeReason}`);
    }
    const { events = [] } = (await readEvents(runs, id, undefined)) ?? {};
    return events.map(({ type, events: distinct, copies }) => ({
      type: String(type),
      events: Number(distinct),
      copies: Number(copies),
    }));
  }
}

/** Events by type. */
export function typesOf(events: readonly { type: CardEventType }[]): TypeCounts {
  const counts: TypeCounts = {};
  for (const { type } of events) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

/** Adds the ledger's hours up. */
export function totalsOf(hours: readonly HourTotals[], side: "produced" | "archived"): TypeCounts {
  const totals: TypeCounts = {};
  for (const hour of hours) {
    for (const [type, count] of Object.entries(hour[side]) as [CardEventType, number][]) {
      totals[type] = (totals[type] ?? 0) + count;
    }
  }
  return totals;
}
