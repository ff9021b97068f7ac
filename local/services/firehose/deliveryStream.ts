import { randomBytes } from "node:crypto";
import { ACCOUNT_ID } from "../../base/arn";
import type { KeptMaps } from "../../base/keptMaps";
import type { Principal } from "../../iam/iam";
import type { Services } from "../../services";
import type { DeliveryStreamSpec } from "./firehose";
import { HeldRecords } from "./heldRecords";
import { HintedBuffer } from "./hintedBuffer";
import { Intake } from "./intake";
import { KinesisSource } from "./kinesisSource";
import { ObjectWriter, type WriterDependencies } from "./objectWriter";
import { isTooLong } from "./prefix";
import {
  type AcceptedRecord,
  type DeliverableRecord,
  type FailedRecord,
  failureDocument,
  type Outcome,
} from "./records";
import { RetryDelays } from "./retryDelays";
import { type DeliveryProblem, problemOf, StreamReport } from "./streamReport";
import { Transformer } from "./transformer";

export type DeliveryStreamDependencies = WriterDependencies &
  Pick<Services, "iam" | "logs" | "metrics" | "report"> & {
    kinesis: Pick<Services["kinesis"], "reader">;
    lambda: Pick<Services["lambda"], "invoke">;
  };

/** Partitions that have a buffer at a time. Source: Amazon Data Firehose Developer Guide, "Quota" (dynamic partitioning). */
const MAX_ACTIVE_PARTITIONS = 500;
/** Between the keys of a partition, for its name. */
const SEPARATOR = "\u0000";

/** From a record that was accepted to an object in the bucket. */
export class DeliveryStream {
  readonly createdAt: number;
  #spec: DeliveryStreamSpec;
  #version = 1;
  #lastUpdate: number | undefined;
  #source: KinesisSource | undefined;
  readonly #held: HeldRecords;
  #freshness: { remove(): void } | undefined;
  readonly #intake = new Intake();
  /** Batches are transformed one after another, so that their records stay in order. */
  #transforming: Promise<void> = Promise.resolve();
  readonly #deliveries = new Set<Promise<void>>();
  readonly #toTransform: HintedBuffer<AcceptedRecord>;
  readonly #partitions = new Map<string, HintedBuffer<DeliverableRecord>>();
  readonly #failures: HintedBuffer<FailedRecord>;
  readonly #retryDelays: RetryDelays;
  readonly #report: StreamReport;
  readonly #transformer: Transformer;
  readonly #writer: ObjectWriter;

  /** @param timeScale divides buffering intervals and waits before another try */
  constructor(
    spec: DeliveryStreamSpec,
    private readonly deps: DeliveryStreamDependencies,
    private readonly timeScale: number,
    private readonly maps: KeptMaps,
  ) {
    this.#spec = spec;
    this.#held = new HeldRecords(maps, spec.name);
    this.createdAt = deps.clock.now();
    const current = () => this.#spec;
    const destinationRole = () => this.principal(this.#spec.destination.roleArn);
    this.#retryDelays = new RetryDelays(deps.clock, timeScale);
    this.#report = new StreamReport(deps, current, destinationRole, () => this.#version);
    this.#transformer = new Transformer(deps, current, (role) => this.principal(role), this.#report, this.#retryDelays);
    const stream = { spec: current, version: () => this.#version };
    this.#writer = new ObjectWriter(deps, stream, destinationRole, this.#report, this.#retryDelays);
    this.#toTransform = new HintedBuffer(
      deps.clock,
      () => this.#scaled(this.#spec.destination.transform?.hints ?? this.#spec.destination.hints),
      (records) => this.#transform(records),
    );
    this.#failures = new HintedBuffer(
      deps.clock,
      () => this.#scaled(this.#spec.destination.hints),
      (failures) => this.#deliverFailures(failures),
    );
  }

  get spec(): DeliveryStreamSpec {
    return this.#spec;
  }

  get version(): number {
    return this.#version;
  }

  get lastUpdate(): number | undefined {
    return this.#lastUpdate;
  }

  /** Tells if a record of so many bytes may be put now, and counts it as put. */
  admits(bytes: number): boolean {
    const isAdmitted =
      !this.#retryDelays.isOver && this.#held.hasRoom && this.#intake.admits(bytes, this.deps.clock.now());
    if (!isAdmitted) this.#report.count("ThrottledRecords", 1);
    return isAdmitted;
  }

  /** Begins to read the source, where there is one. @throws AwsError for a role that may not */
  async start(): Promise<void> {
    const { source } = this.#spec;
    this.#handle(this.#held.takeOver());
    if (source.kind === "kinesis") await this.#startReading(source);
    this.#freshness = this.#report.gauge("DeliveryToS3.DataFreshness", "Seconds", () => this.#oldestAgeSeconds());
  }

  async #startReading(source: { streamArn: string; roleArn: string }): Promise<void> {
    const reading = new KinesisSource(this.deps, {
      streamArn: source.streamArn,
      principal: () => this.principal(source.roleArn),
      accept: (records) =>
        this.accept(
          records.map(({ record: { kinesis }, shardId }) => ({
            id: `${kinesis.sequenceNumber}000000`,
            data: Buffer.from(kinesis.data, "base64"),
            arrival: Math.round(kinesis.approximateArrivalTimestamp * 1000),
            kinesis: { shardId, partitionKey: kinesis.partitionKey, sequenceNumber: kinesis.sequenceNumber },
          })),
        ),
      room: () => this.#held.room(this.#retryDelays.signal),
      behind: (milliseconds) => this.#report.count("KinesisMillisBehindLatest", milliseconds, "Milliseconds"),
      stuck: (error) => this.#report.problem(problemOf("Kinesis", error)),
      positions: this.#held.positions,
    });
    await reading.start();
    this.#source = reading;
  }

  /** Takes on a role as Firehose does. @throws AwsError `AccessDenied` */
  principal(roleArn: string): Principal {
    const context = { "aws:SourceArn": this.#spec.arn, "sts:ExternalId": ACCOUNT_ID };
    return this.deps.iam.assumeRole(roleArn, this.#spec.name, "firehose.amazonaws.com", context).principal;
  }

  /** @returns the ids that the records have from now on */
  acceptData(data: readonly Buffer[]): readonly string[] {
    const arrival = this.deps.clock.now();
    const records = data.map((bytes) => ({ id: randomBytes(28).toString("hex"), data: bytes, arrival }));
    this.accept(records);
    return records.map(({ id }) => id);
  }

  accept(records: readonly AcceptedRecord[]): void {
    const prefix = this.#spec.source.kind === "kinesis" ? "DataReadFromKinesisStream." : "Incoming";
    const bytes = records.reduce((sum, { data }) => sum + data.length, 0);
    this.#report.count(`${prefix}Records`, records.length);
    this.#report.count(`${prefix}Bytes`, bytes, "Bytes");
    this.#held.add(records);
    this.#handle(records);
  }

  #handle(records: readonly AcceptedRecord[]): void {
    for (const record of records) {
      if (this.#spec.destination.transform) this.#toTransform.add(record, record.data.length);
      else this.#route({ kind: "ok", record: { accepted: record, data: record.data, keys: {} } });
    }
  }

  /** Takes new settings. Records that were gathered go to where the stream delivered until now, under the names that it had. */
  update(spec: DeliveryStreamSpec): number {
    this.#flushPartitions();
    this.#spec = spec;
    this.#version += 1;
    this.#lastUpdate = this.deps.clock.now();
    return this.#version;
  }

  /** Delivers everything that was accepted, and waits until it is there. */
  async flush(): Promise<void> {
    this.#toTransform.flush();
    await this.#transforming;
    this.#flushPartitions();
    while (this.#deliveries.size > 0) await Promise.all(this.#deliveries);
  }

  /** Delivers what it can at once; what cannot be delivered now is lost, or waits for the next start where that is kept. */
  async stop(): Promise<void> {
    this.#freshness?.remove();
    await this.#source?.stop();
    this.#retryDelays.end();
    await this.flush();
  }

  #transform(records: readonly AcceptedRecord[]): void {
    this.#transforming = this.#transforming.then(async () => {
      const outcomes = await this.#transformer.transform(records);
      for (const outcome of outcomes) this.#route(outcome);
      const lost = records.length - outcomes.length;
      if (lost > 0) this.#report.warn(`${this.#left(lost)}: the local cloud stops, and they are not transformed`);
    });
  }

  #route(outcome: Outcome): void {
    switch (outcome.kind) {
      case "ok":
        this.#gather(outcome.record);
        return;
      case "dropped":
        this.#held.release([outcome.accepted]);
        return;
      case "failed":
        this.#failures.add(outcome.failure, outcome.failure.accepted.data.length);
    }
  }

  #gather(record: DeliverableRecord): void {
    const { accepted, data, keys } = record;
    const partition = Object.values(keys).join(SEPARATOR);
    const known = this.#partitions.get(partition);
    const problem = known ? undefined : this.#problemOfPartition(keys, accepted.arrival);
    if (problem) {
      this.#report.problem(problem);
      const { errorCode, message: errorMessage } = problem;
      this.#failures.add({ accepted, errorCode, errorMessage, attempts: 1 }, accepted.data.length);
      return;
    }
    const buffer = known ?? this.#newPartition(partition);
    this.#report.count("PartitionCount", this.#partitions.size);
    buffer.add(record, data.length);
  }

  #problemOfPartition(keys: Readonly<Record<string, string>>, arrival: number): DeliveryProblem | undefined {
    const { prefix, timeZone } = this.#spec.destination;
    if (isTooLong(prefix, { arrival, timeZone, keys })) {
      const message = "The prefix is too long with the partition keys of this record.";
      return { errorCode: "DynamicPartitioning.InvalidPrefix", message };
    }
    if (this.#partitions.size < MAX_ACTIVE_PARTITIONS) return undefined;
    const message = `There are ${MAX_ACTIVE_PARTITIONS} active partitions already.`;
    return { errorCode: "DynamicPartitioning.ActivePartitionsLimitExceeded", message };
  }

  #newPartition(partition: string): HintedBuffer<DeliverableRecord> {
    const hints = () => this.#scaled(this.#spec.destination.hints);
    const buffer = new HintedBuffer<DeliverableRecord>(this.deps.clock, hints, (records) => {
      this.#partitions.delete(partition);
      this.#deliver(records);
    });
    this.#partitions.set(partition, buffer);
    return buffer;
  }

  #flushPartitions(): void {
    for (const buffer of [...this.#partitions.values()]) buffer.flush();
    this.#failures.flush();
  }

  #deliver(records: readonly DeliverableRecord[]): void {
    const { prefix, delimiter } = this.#spec.destination;
    const keys = records[0]?.keys ?? {};
    const pieces = records.map(({ data }) =>
      delimiter === undefined ? data : Buffer.concat([data, Buffer.from(delimiter)]),
    );
    const accepted = records.map((record) => record.accepted);
    this.#start(
      accepted,
      this.#writer.deliver({ prefix, facts: { arrival: oldestOf(accepted), keys }, pieces, accepted }),
    );
  }

  #deliverFailures(failures: readonly FailedRecord[]): void {
    const { errorPrefix, transform } = this.#spec.destination;
    const facts = { now: this.deps.clock.now(), lambdaArn: transform?.lambdaArn };
    const pieces = failures.map((failure) => Buffer.from(`${failureDocument(failure, facts)}\n`));
    const accepted = failures.map((failure) => failure.accepted);
    const draft = {
      prefix: errorPrefix,
      facts: { arrival: oldestOf(accepted), errorType: "processing-failed" },
      ...{ pieces, accepted },
    };
    this.#start(accepted, this.#writer.deliver(draft));
  }

  #start(accepted: readonly AcceptedRecord[], delivering: Promise<boolean>): void {
    const delivery = delivering
      .then((delivered) => {
        if (delivered || !this.maps.keeps) this.#held.release(accepted);
        if (!delivered)
          this.#report.warn(`${this.#left(accepted.length)}: the local cloud stops before it may deliver them`);
      })
      .finally(() => this.#deliveries.delete(delivery));
    this.#deliveries.add(delivery);
  }

  #left(count: number): string {
    return `${count} records ${this.maps.keeps ? "wait for the next start" : "are lost"}`;
  }

  /** Deletes what is kept of it. */
  forget(): void {
    this.#held.forget();
  }

  #oldestAgeSeconds(): number | undefined {
    const { oldest } = this.#held;
    return oldest && (this.deps.clock.now() - oldest.arrival) / 1000;
  }

  #scaled({ bytes, seconds }: { bytes: number; seconds: number }): { bytes: number; milliseconds: number } {
    return { bytes, milliseconds: (seconds * 1000) / this.timeScale };
  }
}

function oldestOf(records: readonly AcceptedRecord[]): number {
  return records.reduce((oldest, { arrival }) => Math.min(oldest, arrival), Number.POSITIVE_INFINITY);
}
