import { AwsError } from "../../base/awsError";
import type { Resource } from "../../engine/deployment";
import { type ConsoleParts, ofType, type Place, placeOf, type View } from "../parts";
import { type RecordText, textOfRecord } from "../recordText";
import { measured, RECENT_MS } from "./recent";
import { TABLE } from "./tables";

const STREAM = "aws:kinesis/stream:Stream";
const DELIVERY = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
const MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";
const FUNCTION = "aws:lambda/function:Function";
/** Records of a page. */
const PAGE = 50;
/** Bytes of a record that a page shows: a page of whole ones would be up to 50 MB, every second. */
const MOST_BYTES = 16 * 1024;

interface Reader {
  label: string;
  /** Absent for what is no function. */
  function?: string;
  /** Age of the oldest record of the last batches, in milliseconds; absent where there was none. */
  iteratorAgeMs?: number;
}

interface StreamLine extends Place {
  /** `"orders"` of Kinesis, `"table/orders"` for the stream of a table. */
  name: string;
  kind: "kinesis" | "table";
  arn: string;
  shards: number;
  /** Records of the last quarter of an hour; a table does not count them. */
  records?: number;
  readers: readonly Reader[];
}

/** Every stream of the program with who reads it, and every delivery stream. */
export const streams: View = async (parts) => ({
  streams: await Promise.all(sourcesOf(parts).map((source) => lineOf(parts, source))),
  deliveries: ofType(parts.program, DELIVERY).map((resource) => deliveryLine(parts, resource)),
  recentMinutes: RECENT_MS / 60_000,
});

/** One stream with its shards. */
export const stream: View = async (parts, query) => {
  const source = sourceAskedFor(parts, query);
  return { stream: await lineOf(parts, source), shards: await readerOf(parts, source).shards(source.arn) };
};

/** Records of one shard from a place on: after a sequence number, or from the oldest that is kept. Looking reads for nobody. */
export const records: View = async (parts, query) => {
  const source = sourceAskedFor(parts, query);
  const after = query.get("after") ?? "";
  const reader = readerOf(parts, source);
  const shard = query.get("shard") ?? "";
  const iterator = await reader.iterator(source.arn, shard, after === "" ? "TRIM_HORIZON" : { after });
  const { records: found } = await reader.records(iterator, PAGE);
  return { records: found.map(recordLine), pageSize: PAGE };
};

interface Source {
  resource: Resource;
  name: string;
  kind: StreamLine["kind"];
  arn: string;
}

function sourcesOf({ program }: Pick<ConsoleParts, "program">): readonly Source[] {
  const kinesis = ofType(program, STREAM).map((resource): Source => {
    return { resource, name: String(resource.state.name), kind: "kinesis", arn: String(resource.state.arn) };
  });
  const tables = ofType(program, TABLE).flatMap((resource): readonly Source[] => {
    const { name, streamArn, streamEnabled } = resource.state;
    return streamEnabled === true ? [{ resource, name: `table/${name}`, kind: "table", arn: String(streamArn) }] : [];
  });
  return [...kinesis, ...tables];
}

function sourceAskedFor(parts: ConsoleParts, query: URLSearchParams): Source {
  const name = query.get("name") ?? "";
  const found = sourcesOf(parts).find((source) => source.name === name);
  if (found !== undefined) return found;
  throw new AwsError("NotFound", `There is no stream ${JSON.stringify(name)}.`, 404);
}

function readerOf({ services }: ConsoleParts, { kind }: Source) {
  return kind === "kinesis" ? services.kinesis.reader : services.dynamodb.streams;
}

async function lineOf(parts: ConsoleParts, source: Source): Promise<StreamLine> {
  const { resource, name, kind, arn } = source;
  const shards = await readerOf(parts, source).shards(arn);
  const incoming = { namespace: "AWS/Kinesis", metricName: "IncomingRecords", dimensions: { StreamName: name } };
  return {
    ...placeOf(parts.program, resource),
    ...{ name, kind, arn, shards: shards.filter(({ closed }) => !closed).length },
    ...(kind === "kinesis" && { records: measured(parts.services, incoming, "Sum") ?? 0 }),
    readers: readersOf(parts, arn),
  };
}

function readersOf({ program, services }: ConsoleParts, arn: string): readonly Reader[] {
  const functions = ofType(program, MAPPING)
    .filter(({ state }) => state.eventSourceArn === arn)
    .map(({ state }): Reader => {
      const found = ofType(program, FUNCTION).find((each) =>
        [each.state.name, each.state.arn].includes(state.functionName),
      );
      const name = String(found?.state.name ?? state.functionName);
      const age = { namespace: "AWS/Lambda", metricName: "IteratorAge", dimensions: { FunctionName: name } };
      const iteratorAgeMs = measured(services, age, "Maximum");
      return { label: found?.name ?? name, function: name, ...(iteratorAgeMs !== undefined && { iteratorAgeMs }) };
    });
  const deliveries = ofType(program, DELIVERY)
    .filter(({ inputs }) => sourceOfDelivery(inputs) === arn)
    .map(({ name }): Reader => ({ label: name }));
  return [...functions, ...deliveries];
}

function deliveryLine({ program, services }: ConsoleParts, resource: Resource): object {
  const { inputs, state } = resource;
  const dimensions = { DeliveryStreamName: String(state.name) };
  const recent = (metricName: string, statistic: string) =>
    measured(services, { namespace: "AWS/Firehose", metricName, dimensions }, statistic);
  const freshnessSeconds = recent("DeliveryToS3.DataFreshness", "Maximum");
  const { bucketArn } = (inputs.extendedS3Configuration ?? {}) as { bucketArn?: string };
  return {
    ...placeOf(program, resource),
    name: String(state.name),
    records: (recent("IncomingRecords", "Sum") ?? 0) + (recent("DataReadFromKinesisStream.Records", "Sum") ?? 0),
    delivered: recent("DeliveryToS3.Records", "Sum") ?? 0,
    ...(freshnessSeconds !== undefined && { freshnessSeconds }),
    ...(bucketArn !== undefined && { bucket: bucketArn.split(":").at(-1) }),
  };
}

function sourceOfDelivery({ kinesisSourceConfiguration }: Resource["inputs"]): unknown {
  return (kinesisSourceConfiguration as { kinesisStreamArn?: string } | undefined)?.kinesisStreamArn;
}

type AnyRecord = Awaited<ReturnType<ReturnType<typeof readerOf>["records"]>>["records"][number];

function recordLine(record: AnyRecord): object {
  if ("kinesis" in record) {
    const { partitionKey, sequenceNumber, data, approximateArrivalTimestamp } = record.kinesis;
    return {
      position: sequenceNumber,
      key: partitionKey,
      at: approximateArrivalTimestamp * 1000,
      ...shown(data, "base64"),
    };
  }
  const { SequenceNumber, Keys, ApproximateCreationDateTime, ...images } = record.dynamodb;
  return {
    position: SequenceNumber,
    key: `${record.eventName} ${Object.values(Keys)
      .map((value) => Object.values(value as object).join())
      .join(" ")}`,
    at: ApproximateCreationDateTime * 1000,
    ...shown(JSON.stringify({ Keys, ...images }), "utf8"),
    bytes: record.dynamodb.SizeBytes,
  };
}

function shown(data: string, encoding: "base64" | "utf8"): RecordText {
  const all = Buffer.from(data, encoding);
  return textOfRecord(all, all.length, MOST_BYTES);
}
