import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { LEDGER_KEY } from "../functions/access-cards/archive/ledgerItem";
import { alarms } from "./eventArchive/alarms";
import { archiveBucket } from "./eventArchive/archiveBucket";
import type { EventArchiveArgs } from "./eventArchive/args";
import { database, eventTable, workgroup } from "./eventArchive/catalog";
import { directDelivery, streamDelivery } from "./eventArchive/deliveries";
import { archivist, counter, ledgerKeeper } from "./eventArchive/functions";
import { newObjects } from "./eventArchive/newObjects";
import { settingsOf } from "./eventArchive/settings";
import { counterSource, ledgerSource } from "./eventArchive/sources";
import { table } from "./parts/data/table";
import { failureQueue } from "./parts/queues/failureQueue";

export type { EventArchiveArgs } from "./eventArchive/args";

/**
 * Keeps events for good: as lines of JSON in S3, in a folder for each hour, where Athena can query them.
 *
 * Events of a Kinesis stream come by `delivery`; events of low volume are put into `directDelivery`. The bucket tells of each new object,
 * and a ledger of objects and counts can be held against what the stream produced. An event may be in the archive twice, for Firehose
 * delivers at least once: who reads takes each `id` once.
 *
 * @example
 * const archive = new EventArchive("cards-archive", { stream, key });
 */
export class EventArchive extends pulumi.ComponentResource {
  readonly bucket: aws.s3.Bucket;
  /** Delivers what comes by the stream. */
  readonly delivery: aws.kinesis.FirehoseDeliveryStream;
  /** Delivers what is put into it by `firehose:PutRecordBatch`. */
  readonly directDelivery: aws.kinesis.FirehoseDeliveryStream;
  readonly database: aws.glue.CatalogDatabase;
  readonly eventTable: aws.glue.CatalogTable;
  readonly workgroup: aws.athena.Workgroup;
  /** Objects with their counts, and for each hour what was produced and what is archived. */
  readonly ledger: aws.dynamodb.Table;
  /** Tells of each new object of events. */
  readonly newObjects: aws.sns.Topic;
  readonly ledgerQueue: aws.sqs.Queue;
  readonly ledgerDeadLetters: aws.sqs.Queue;
  /** Tells where in the stream the records are that could not be counted. */
  readonly counterFailures: aws.sqs.Queue;
  readonly archivist: aws.lambda.Function;
  readonly ledgerKeeper: aws.lambda.Function;
  readonly counter: aws.lambda.Function;
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];

  /** @throws RunError naming the argument that breaks its rule; for an `Output`, once its value is known */
  constructor(name: string, args: EventArchiveArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const settings = settingsOf(name, args);
    super("sluice:index:EventArchive", name, {}, opts);
    const child = { parent: this };
    const { stream, key, deletionProtection, tags, transform } = settings;

    this.bucket = archiveBucket(`${name}-bucket`, settings, child);
    this.ledger = table(
      `${name}-ledger`,
      { hashKey: LEDGER_KEY, keyArn: key.arn, deletionProtection, tags, transform: transform.ledger },
      child,
    );

    const objects = newObjects(name, { ...settings, bucket: this.bucket }, child);
    this.newObjects = objects.topic;
    this.ledgerQueue = objects.ledgerQueue;
    this.ledgerDeadLetters = objects.ledgerDeadLetters;
    this.ledgerKeeper = ledgerKeeper(
      `${name}-ledger-keeper`,
      { ...settings, bucket: this.bucket, ledger: this.ledger, queue: this.ledgerQueue },
      child,
    );
    ledgerSource(`${name}-ledger-source`, { queue: this.ledgerQueue, target: this.ledgerKeeper, tags }, child);

    this.counterFailures = failureQueue(
      `${name}-counter-failures`,
      { keyArn: key.arn, tags, transform: transform.counterFailures },
      child,
    );
    const failures = this.counterFailures;
    this.counter = counter(`${name}-counter`, { ...settings, ledger: this.ledger, failures }, child);
    counterSource(`${name}-counter-source`, { stream, target: this.counter, failures, tags }, child);

    this.archivist = archivist(`${name}-archivist`, settings, child);
    const delivered = { ...settings, bucket: this.bucket, archivist: this.archivist };
    this.delivery = streamDelivery(`${name}-delivery`, delivered, child);
    this.directDelivery = directDelivery(`${name}-direct`, delivered, child);

    this.database = database(`${name}-database`, settings, child);
    this.eventTable = eventTable(
      `${name}-events`,
      { bucket: this.bucket, database: this.database, transform: transform.eventTable },
      child,
    );
    this.workgroup = workgroup(`${name}-workgroup`, { ...settings, bucket: this.bucket }, child);
    this.alarms = alarms(
      name,
      {
        ...settings,
        ledger: this.ledger,
        ledgerDeadLetters: this.ledgerDeadLetters,
        ledgerKeeper: this.ledgerKeeper,
        counter: this.counter,
        counterFailures: this.counterFailures,
        archivist: this.archivist,
        deliveries: { delivery: this.delivery, direct: this.directDelivery },
      },
      child,
    );

    this.registerOutputs({
      bucket: this.bucket.bucket,
      database: this.database.name,
      eventTable: this.eventTable.name,
      workgroup: this.workgroup.name,
      ledger: this.ledger.name,
    });
  }
}
