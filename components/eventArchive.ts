import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { alarms } from "./eventArchive/alarms";
import type { EventArchiveArgs } from "./eventArchive/args";
import { database, eventTable, workgroup } from "./eventArchive/catalog";
import { directDelivery, streamDelivery } from "./eventArchive/deliveries";
import { archivist, counter, ledgerKeeper } from "./eventArchive/functions";
import { newObjects } from "./eventArchive/newObjects";
import { type Context, settingsOf } from "./eventArchive/settings";
import { archiveBucket, ledgerTable } from "./eventArchive/storage";

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
    const context: Context = { ...settings, opts: { parent: this } };

    this.bucket = archiveBucket(context);
    this.ledger = ledgerTable(context);
    const objects = newObjects(context, this.bucket);
    this.newObjects = objects.newObjects;
    this.ledgerQueue = objects.ledgerQueue;
    this.ledgerDeadLetters = objects.ledgerDeadLetters;

    this.archivist = archivist(context);
    this.ledgerKeeper = ledgerKeeper(context, this);
    const counting = counter(context, this.ledger);
    this.counter = counting.counter;
    this.counterFailures = counting.counterFailures;

    this.delivery = streamDelivery(context, this);
    this.directDelivery = directDelivery(context, this);

    this.database = database(context);
    this.eventTable = eventTable(context, this);
    this.workgroup = workgroup(context, this.bucket);
    this.alarms = alarms(context, this);

    this.registerOutputs({
      bucket: this.bucket.bucket,
      database: this.database.name,
      eventTable: this.eventTable.name,
      workgroup: this.workgroup.name,
      ledger: this.ledger.name,
    });
  }
}
