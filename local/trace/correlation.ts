import { arn, resourceOf } from "../base/arn";
import { isRecord } from "../base/isRecord";
import type { Permission } from "../iam/iam";

/** Names the key attributes of a table; none where they are not known. */
export type KeysOfTable = (table: string) => readonly string[];

/** Marks by which what follows later is told to follow from a call: the ids of messages, the keys of items, places in streams. */
export function marksOf(
  action: string,
  params: Readonly<Record<string, unknown>>,
  result: Readonly<Record<string, unknown>>,
  keysOfTable: KeysOfTable,
): readonly string[] {
  switch (action) {
    case "sqs:SendMessage":
      return [messageMark(result.MessageId)];
    case "sqs:SendMessageBatch":
      return listOf(result.Successful).map(({ MessageId }) => messageMark(MessageId));
    case "sns:Publish":
      return [noticeMark(result.MessageId)];
    case "sns:PublishBatch":
      return listOf(result.Successful).map(({ MessageId }) => noticeMark(MessageId));
    case "kinesis:PutRecord":
      return [recordMark(streamOf(params), result.SequenceNumber)];
    case "kinesis:PutRecords":
      return listOf(result.Records).map(({ SequenceNumber }) => recordMark(streamOf(params), SequenceNumber));
    case "firehose:PutRecord":
      return [deliveryMark(result.RecordId)];
    case "firehose:PutRecordBatch":
      return listOf(result.RequestResponses).map(({ RecordId }) => deliveryMark(RecordId));
    case "s3:PutObject":
      return [objectMark(params.bucket, params.key)];
    case "states:StartExecution":
    case "states:StartSyncExecution":
      return [executionMark(result.executionArn)];
    case "dynamodb:PutItem":
    case "dynamodb:UpdateItem":
    case "dynamodb:DeleteItem":
      return [itemMark(params.TableName, params.Key ?? params.Item, keysOfTable)];
    case "dynamodb:BatchWriteItem":
      return Object.entries(isRecord(params.RequestItems) ? params.RequestItems : {}).flatMap(([table, writes]) =>
        listOf(writes).map(({ PutRequest: put, DeleteRequest: gone }) =>
          itemMark(table, memberOf(put, "Item") ?? memberOf(gone, "Key"), keysOfTable),
        ),
      );
    case "dynamodb:TransactWriteItems":
      return listOf(params.TransactItems).flatMap(({ Put, Update, Delete }) =>
        [Put, Update, Delete]
          .filter(isRecord)
          .map(({ TableName, Item, Key }) => itemMark(TableName, Item ?? Key, keysOfTable)),
      );
    default:
      return [];
  }
}

/** Actions by which events come from outside, and the member with those of a batch. */
const SENDING: Readonly<Record<string, string>> = {
  "sqs:SendMessage": "",
  "sqs:SendMessageBatch": "Entries",
  "sns:Publish": "",
  "sns:PublishBatch": "PublishBatchRequestEntries",
  "kinesis:PutRecord": "",
  "kinesis:PutRecords": "Records",
  "firehose:PutRecord": "",
  "firehose:PutRecordBatch": "Records",
  "states:StartExecution": "",
  "events:PutEvents": "Entries",
  "lambda:Invoke": "",
};

/** Counts the events that a call brings: none where it brings none. */
export function sentIn(action: string, params: Readonly<Record<string, unknown>>): number {
  const member = SENDING[action];
  if (member === undefined) return 0;
  return member === "" ? 1 : listOf(params[member]).length;
}

/** An event of a function, as far as it says what it follows from. */
export interface Origin {
  marks: readonly string[];
  /** The queue, the table or the stream that the batch comes from, and what the function's role needs to read it. */
  source?: { arn: string; permission: Permission };
  /** X-Ray's header of the request to an API that it stands for. */
  traceHeader?: string;
  /** Receives of the batch's first message. */
  attempt?: number;
}

/** Reads what a function's event follows from. */
export function originOf(event: unknown, keysOfTable: KeysOfTable): Origin {
  const records = listOf(isRecord(event) ? event.Records : undefined);
  const [first] = records;
  const traceHeader = traceHeaderIn(event);
  const source = typeof first?.eventSourceARN === "string" ? first.eventSourceARN : undefined;
  const received = Number(memberOf(first?.attributes, "ApproximateReceiveCount"));
  return {
    marks: records.flatMap((record) => markOfRecord(record, keysOfTable)),
    ...(traceHeader !== undefined && { traceHeader }),
    ...(source !== undefined && { source: { arn: tableOfStream(source), permission: readPermission(source) } }),
    ...(received > 0 && { attempt: received }),
  };
}

/** X-Ray's header of the request that an API's event stands for. */
export function traceHeaderIn(event: unknown): string | undefined {
  const headers = memberOf(event, "headers");
  const header = memberOf(headers, "x-amzn-trace-id") ?? memberOf(headers, "X-Amzn-Trace-Id");
  return typeof header === "string" ? header : undefined;
}

function readPermission(source: string): Permission {
  const [, , service = ""] = source.split(":");
  return { action: `${service}:${service === "sqs" ? "ReceiveMessage" : "GetRecords"}`, resource: source };
}

function markOfRecord(record: Readonly<Record<string, unknown>>, keysOfTable: KeysOfTable): readonly string[] {
  const { eventSource, eventSourceARN, messageId, dynamodb, kinesis } = record;
  const place = resourceOf(String(eventSourceARN)).split("/")[1];
  if (record.EventSource === "aws:sns") return [noticeMark(memberOf(record.Sns, "MessageId"))];
  if (eventSource === "aws:sqs") return [messageMark(messageId)];
  if (eventSource === "aws:s3") {
    const { bucket, object } = isRecord(record.s3) ? record.s3 : {};
    // Keys come as in a form (Amazon S3 User Guide, "Event message structure").
    const key = decodeURIComponent(String(memberOf(object, "key")).replaceAll("+", " "));
    return [objectMark(memberOf(bucket, "name"), key)];
  }
  if (eventSource === "aws:kinesis") return [recordMark(place, memberOf(kinesis, "sequenceNumber"))];
  if (eventSource === "aws:dynamodb") return [itemMark(place, memberOf(dynamodb, "Keys"), keysOfTable)];
  return [];
}

/** The mark of a record that a delivery stream took. */
export function deliveryMark(id: unknown): string {
  return `delivery ${id}`;
}

/** The mark of an object that was written. */
export function objectMark(bucket: unknown, key: unknown): string {
  return `object ${bucket}/${key}`;
}

/** The mark of an execution of a state machine. */
export function executionMark(arn: unknown): string {
  return `execution ${arn}`;
}

export function messageMark(id: unknown): string {
  return `message ${id}`;
}

/** The mark of a notification that a message of a queue carries, in the envelope that SNS puts it into. */
export function carriedMark({ MessageBody: body }: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof body !== "string" || !body.startsWith("{")) return undefined;
  const [, id] = /"MessageId"\s*:\s*"([0-9a-f-]{36})"/.exec(body) ?? [];
  return id === undefined ? undefined : noticeMark(id);
}

function noticeMark(id: unknown): string {
  return `notice ${id}`;
}

/** The mark of a record of a Kinesis stream. */
export function recordMark(stream: unknown, sequenceNumber: unknown): string {
  return `record ${stream} ${sequenceNumber}`;
}

function itemMark(table: unknown, item: unknown, keysOfTable: KeysOfTable): string {
  const name = String(table).split("/").at(-1) ?? "";
  const keys = keysOfTable(name).map((key) => JSON.stringify(memberOf(item, key)));
  return `item ${name} ${keys.join(" ")}`;
}

function streamOf({ StreamName: name, StreamARN: streamArn }: Readonly<Record<string, unknown>>): unknown {
  return name ?? String(streamArn).split("/").at(-1);
}

/** The ARN of the table whose stream it is; another ARN as it is. */
function tableOfStream(source: string): string {
  const [kind, name, ...rest] = resourceOf(source).split("/");
  return kind === "table" && rest.length > 0 ? arn("dynamodb", `table/${name}`) : source;
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function memberOf(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}
