import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Permission, Principal } from "../../iam/iam";
import type { Services } from "../../services";
import type { CallRecord } from "../../trace/callRecord";
import { deliveryMark, recordMark } from "../../trace/correlation";
import type { OpenSpan } from "../../trace/openSpan";
import { formatInstant } from "./dateFormat";
import type { DeliveryStreamSpec, S3DestinationSpec } from "./firehose";
import { evaluatePrefix, type PrefixFacts, type PrefixPart } from "./prefix";
import type { AcceptedRecord } from "./records";
import type { RetryDelays } from "./retryDelays";
import { problemOf, type StreamReport } from "./streamReport";

const compress = promisify(gzip);
/** How codes of errors begin that are about the destination. */
const PROBLEM = "S3";

/** The content of one object. */
export interface ObjectDraft {
  prefix: readonly PrefixPart[];
  facts: Omit<PrefixFacts, "timeZone">;
  /** One after another, uncompressed. */
  pieces: readonly Buffer[];
  /** The records that it is made of. */
  accepted: readonly AcceptedRecord[];
}

export type WriterDependencies = Pick<Services, "chaos" | "clock"> & {
  s3: Pick<Services["s3"], "putObject">;
  calls?: Pick<CallRecord, "begin" | "follow" | "answered">;
};

/** Writes a delivery stream's objects to its bucket, and goes on until they are there. */
export class ObjectWriter {
  /** @param principal takes on the destination's role */
  constructor(
    private readonly deps: WriterDependencies,
    private readonly stream: { spec(): DeliveryStreamSpec; version(): number },
    private readonly principal: () => Principal,
    private readonly report: StreamReport,
    private readonly retryDelays: RetryDelays,
  ) {}

  /** @returns whether it was delivered: not where it failed and there is no time any more */
  async deliver(draft: ObjectDraft): Promise<boolean> {
    const { chaos } = this.deps;
    const { destination } = this.stream.spec();
    // Named after what the stream is now: it may change before the object is delivered.
    const newKey = this.#keysOf(draft);
    const key = newKey();
    const body = Buffer.concat(draft.pieces);
    const content = destination.compression === "GZIP" ? await compress(body) : body;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#write(key, content, draft);
        if (chaos.strikes("duplicateDelivery")) {
          this.report.warn(`chaos delivers ${draft.pieces.length} records twice`);
          await this.#write(newKey(), content, draft);
        }
        this.#count(draft, body.length, true);
        this.report.recovered(PROBLEM);
        return true;
      } catch (error) {
        this.#count(draft, body.length, false);
        this.report.problem(problemOf(PROBLEM, error));
        if (this.retryDelays.isOver) return false;
        await this.retryDelays.afterFailure(attempt);
      }
    }
  }

  /** @returns another one every time, for no two objects have the same */
  #keysOf({ prefix, facts }: ObjectDraft): () => string {
    const { name, destination } = this.stream.spec();
    const evaluated = evaluatePrefix(prefix, { ...facts, timeZone: destination.timeZone });
    const version = this.stream.version();
    return () => evaluated + objectName(name, version, facts.arrival) + extensionOf(destination);
  }

  async #write(key: string, body: Buffer, draft: ObjectDraft): Promise<void> {
    const { bucketArn, kmsKeyArn } = this.stream.spec().destination;
    const bucket = bucketArn.split(":").at(-1) ?? "";
    const principal = this.principal();
    const write = () =>
      this.deps.s3.putObject(
        principal,
        {
          ...{ bucket, key, body, headers: { "content-type": "application/octet-stream" } },
          ...(kmsKeyArn !== undefined && { encryption: { algorithm: "aws:kms", keyId: kmsKeyArn } }),
        },
        permissionsOn(bucketArn, key),
      );
    const open = this.#begin(principal, `${bucketArn}/${key}`, draft);
    if (open === undefined) return void (await write());
    await open.run(write);
    this.deps.calls?.answered(open, { bucket, key }, {});
    open.end("ok");
  }

  /** Begins the span of an object, which follows from every record in it. */
  #begin(principal: Principal, resource: string, { pieces, accepted }: ObjectDraft): OpenSpan | undefined {
    const open = this.deps.calls?.begin({
      ...{ kind: "call", action: "s3:PutObject", resource, principal },
      permissions: [{ action: "s3:PutObject", resource }],
      request: pieces[0] ?? "",
    });
    const { source } = this.stream.spec();
    const stream = source.kind === "kinesis" ? source.streamArn.split("/").at(-1) : undefined;
    for (const { id, kinesis } of accepted) {
      this.deps.calls?.follow(kinesis ? recordMark(stream, kinesis.sequenceNumber) : deliveryMark(id), open?.span);
    }
    return open;
  }

  #count({ pieces, facts }: ObjectDraft, bytes: number, delivered: boolean): void {
    this.report.count("DeliveryToS3.Success", delivered ? 1 : 0);
    if (!delivered) return;
    this.report.count("DeliveryToS3.DataFreshness", (this.deps.clock.now() - facts.arrival) / 1000, "Seconds");
    this.report.count("DeliveryToS3.Records", pieces.length);
    this.report.count("DeliveryToS3.Bytes", bytes, "Bytes");
    this.report.count("DeliveryToS3.ObjectCount", 1);
  }
}

/** Source: Amazon Data Firehose Developer Guide, "Configure Amazon S3 object name format". */
function objectName(streamName: string, version: number, arrival: number): string {
  return `${streamName}-${version}-${formatInstant("yyyy-MM-dd-HH-mm-ss", arrival, "UTC")}-${randomUUID()}`;
}

function extensionOf({ fileExtension, compression }: S3DestinationSpec): string {
  return fileExtension ?? (compression === "GZIP" ? ".gz" : "");
}

/**
 * Lists the permissions that Firehose asks of its role beside writing the object.
 * Source: Amazon Data Firehose Developer Guide, "Grant Firehose access to an Amazon S3 destination".
 */
function permissionsOn(bucketArn: string, key: string): readonly Permission[] {
  const onObject = ["AbortMultipartUpload", "GetObject"].map((name) => ({
    ...{ action: `s3:${name}`, resource: `${bucketArn}/${key}`, policyResource: bucketArn },
  }));
  const onBucket = ["GetBucketLocation", "ListBucket", "ListBucketMultipartUploads"].map((name) => ({
    ...{ action: `s3:${name}`, resource: bucketArn },
  }));
  return [...onObject, ...onBucket];
}
