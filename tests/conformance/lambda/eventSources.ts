import type { DiscardedBatch } from "../../../local/services/lambda/sources/failureDocument";
import type { SourceRecord } from "../../../local/services/lambda/sources/sourceRecord";
import type { QueueMessage } from "../../../local/services/sqs/sqs";
import { matching, type PatternInput, refusing } from "../patternRows";
import type { Row, Source, Table } from "../table";
import type { BatchInput } from "./subject";

const GUIDE = "https://docs.aws.amazon.com/lambda/latest/dg";
const guide = (title: string, page: string): Source => ({
  title: `${title} (AWS Lambda Developer Guide)`,
  address: `${GUIDE}/${page}.html`,
});
const partial = guide("Handling errors for an SQS event source", "services-sqs-errorhandling");
const partialStream = guide(
  "Configuring partial batch response with DynamoDB and Lambda",
  "services-ddb-batchfailurereporting",
);
const syntax = guide("Control which events Lambda sends to your function", "invocation-eventfiltering");
const queueFilters = guide("Using event filtering with an Amazon SQS event source", "with-sqs-filtering");
const queueEvent = guide("Using Lambda with Amazon SQS", "with-sqs");

const batch = ["m1", "m2", "m3"];

function answering(
  cases: readonly (readonly [behaviour: string, answered: unknown, answer: unknown, source: Source])[],
) {
  return cases.map(
    ([behaviour, answered, answer, source]): Row<BatchInput> => ({
      behaviour,
      input: { answered, batch },
      answer,
      source,
    }),
  );
}

const failures = (...itemIdentifiers: unknown[]) => ({
  batchItemFailures: itemIdentifiers.map((itemIdentifier) => ({ itemIdentifier })),
});

export const batchAnswers: Table<BatchInput> = {
  service: "AWS Lambda",
  topic: "event sources: answers to a batch",
  rows: answering([
    ["a batch whose function answers nothing is done", undefined, "success", partial],
    ["a batch whose function answers null is done", null, "success", partial],
    ["a batch whose function answers an empty text is done", "", "success", partialStream],
    ["a batch whose function answers {} is done", {}, "success", partial],
    ["a batch whose function answers [] is done", [], "success", partialStream],
    ["a batch without failures is done", { batchItemFailures: [] }, "success", partial],
    ["a batch whose failures are null is done", { batchItemFailures: null }, "success", partial],
    ["a batch whose answer has other members only is done", { done: 3 }, "success", partial],
    ["messages that failed come again", failures("m2"), ["m2"], partial],
    ["each message that failed comes again", failures("m3", "m1"), ["m3", "m1"], partial],
    ["an identifier that was not in the batch fails the batch", failures("other"), "failure", partial],
    [
      "an identifier that was not in the batch fails it beside one that was",
      failures("m1", "other"),
      "failure",
      partial,
    ],
    ["an empty identifier fails the batch", failures(""), "failure", partial],
    ["an identifier of null fails the batch", failures(null), "failure", partial],
    ["a failure without an identifier fails the batch", { batchItemFailures: [{ foo: "m1" }] }, "failure", partial],
    ["a failure that is no object fails the batch", { batchItemFailures: ["m1"] }, "failure", partial],
    ["failures that are no list fail the batch", { batchItemFailures: "m1" }, "failure", partial],
    ["a text as the answer fails the batch", "done", "failure", partialStream],
  ]),
};

const message: QueueMessage = {
  messageId: "059f36b4-87a3-44ab-83d2-661975830a7d",
  receiptHandle: "handle",
  body: "Test message.",
  attributes: { ApproximateReceiveCount: "1", SentTimestamp: "1545082649183" },
  messageAttributes: {},
  md5OfBody: "e4e68fb7bd0e697a0ae8f1bb342846b3",
};
const record = {
  messageId: message.messageId,
  receiptHandle: "handle",
  body: "Test message.",
  attributes: { ApproximateReceiveCount: "1", SentTimestamp: "1545082649183" },
  messageAttributes: {},
  md5OfBody: "e4e68fb7bd0e697a0ae8f1bb342846b3",
  eventSource: "aws:sqs",
  eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:orders",
  awsRegion: "us-east-1",
};

export const queueRecords: Table<QueueMessage> = {
  service: "AWS Lambda",
  topic: "event sources: records of queues",
  rows: [
    {
      behaviour: "a record of a message without attributes has no digest of them",
      input: message,
      answer: record,
      source: queueEvent,
    },
    {
      behaviour: "a record has the message's attributes, and their digest",
      input: {
        ...message,
        messageAttributes: {
          text: { dataType: "String", stringValue: "a" },
          bytes: { dataType: "Binary", binaryValue: "AQI=" },
        },
        md5OfMessageAttributes: "00484c68ffe6a1ea4c16d5ae7da2c4ac",
      },
      answer: {
        ...record,
        messageAttributes: {
          text: { dataType: "String", stringValue: "a", stringListValues: [], binaryListValues: [] },
          bytes: { dataType: "Binary", binaryValue: "AQI=", stringListValues: [], binaryListValues: [] },
        },
        md5OfMessageAttributes: "00484c68ffe6a1ea4c16d5ae7da2c4ac",
      },
      source: queueEvent,
    },
  ],
};

const discarded = guide("Retain discarded records for a DynamoDB event source in Lambda", "services-dynamodb-errors");
const STREAM = "arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/2026-03-01T12:00:00.000";
const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:worker";
const streamRecord = (SequenceNumber: string): SourceRecord => ({
  ...{ eventID: SequenceNumber, eventVersion: "1.1", eventSource: "aws:dynamodb", awsRegion: "us-east-1" },
  ...{ eventName: "INSERT", eventSourceARN: STREAM },
  dynamodb: {
    ...{ Keys: { id: { S: "a" } }, NewImage: { id: { S: "a" } }, SequenceNumber, SizeBytes: 6 },
    ...{ StreamViewType: "NEW_IMAGE", ApproximateCreationDateTime: Date.parse("2026-03-01T12:00:00.000Z") / 1000 },
  },
});
const givenUp = (functionError: boolean): DiscardedBatch => ({
  ...{ functionArn: FUNCTION, streamArn: STREAM, shardId: "shardId-1", condition: "RetryAttemptsExhausted" as const },
  ...{ invocations: 4, last: { requestId: "r-1", functionError }, now: Date.parse("2026-03-01T12:00:01.000Z") },
  records: [streamRecord("100000000001"), streamRecord("100000000002")],
});
const givenUpDocument = (functionError: string | null) => ({
  requestContext: {
    ...{ requestId: "r-1", functionArn: FUNCTION, condition: "RetryAttemptsExhausted", approximateInvokeCount: 4 },
  },
  responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError },
  version: "1.0",
  timestamp: "2026-03-01T12:00:01.000Z",
  DDBStreamBatchInfo: {
    ...{ shardId: "shardId-1", startSequenceNumber: "100000000001", endSequenceNumber: "100000000002" },
    approximateArrivalOfFirstRecord: "2026-03-01T12:00:00Z",
    approximateArrivalOfLastRecord: "2026-03-01T12:00:00Z",
    ...{ batchSize: 2, streamArn: STREAM },
  },
});

export const discardedBatches: Table<DiscardedBatch> = {
  service: "AWS Lambda",
  topic: "event sources: batches that are given up",
  rows: [
    {
      behaviour: "a destination is told of a function that failed",
      input: givenUp(true),
      answer: givenUpDocument("Unhandled"),
      source: discarded,
    },
    {
      behaviour: "a destination is told of no error of a function that answered that records failed",
      input: givenUp(false),
      answer: givenUpDocument(null),
      source: {
        title: "recorded: test_dynamodb_report_batch_item_failures",
        address:
          "https://github.com/localstack/localstack/blob/12badc45e83a30b9d69a5ed15d98545286ba87f3/tests/aws/services/lambda_/" +
          "event_source_mapping/test_lambda_integration_dynamodbstreams.snapshot.json",
      },
    },
  ],
};

const body = (rule: unknown) => ({ body: rule });
const refused = (message: string) => ({ error: "InvalidParameterValueException", message, status: 400 });
const definition = (reason: string) => `Invalid filter pattern definition: ${reason}`;

export const eventFilters: Table<PatternInput> = {
  service: "AWS Lambda",
  topic: "event sources: filters",
  rows: [
    ...matching(syntax, [
      ["a filter for null matches null", body({ a: [null] }), body({ a: null }), true],
      ["a filter for an empty text matches it", body({ a: [""] }), body({ a: "" }), true],
      ["a filter for a value matches it", body({ a: ["Alice"] }), body({ a: "Alice" }), true],
      [
        "a filter ignoring case matches another case",
        body({ a: [{ "equals-ignore-case": "alice" }] }),
        body({ a: "ALICE" }),
        true,
      ],
      ["a filter on two fields needs both", body({ a: ["x"], b: ["y"] }), body({ a: "x", b: "z" }), false],
      ["a filter with several values matches one", body({ a: ["x", "y"] }), body({ a: "y" }), true],
      ["a filter with $or matches one field", body({ $or: [{ a: ["x"] }, { b: ["y"] }] }), body({ b: "y" }), true],
      ["a filter by anything-but drops its value", body({ a: [{ "anything-but": ["x"] }] }), body({ a: "x" }), false],
      ["a filter by a number matches it", body({ n: [{ numeric: ["=", 100] }] }), body({ n: 100 }), true],
      ["a filter by a range matches within", body({ n: [{ numeric: [">", 10, "<=", 20] }] }), body({ n: 20 }), true],
      [
        "a filter by a range drops what is outside",
        body({ n: [{ numeric: [">", 10, "<=", 20] }] }),
        body({ n: 10 }),
        false,
      ],
      ["a filter by existence drops what lacks the field", body({ a: [{ exists: true }] }), body({}), false],
      ["a filter by absence matches what lacks the field", body({ a: [{ exists: false }] }), body({}), true],
      ["a filter by a beginning matches it", body({ a: [{ prefix: "us-" }] }), body({ a: "us-east-1" }), true],
      ["a filter by an end matches it", body({ a: [{ suffix: ".png" }] }), body({ a: "x.png" }), true],
    ]),
    ...matching(queueFilters, [
      [
        "a filter on an attribute of the message matches it",
        { attributes: { SenderId: ["me"] } },
        { attributes: { SenderId: "me" } },
        true,
      ],
    ]),
    ...refusing(syntax, refused, [
      ["a filter that is no JSON is refused", "[", definition("Unexpected end of JSON input in [")],
      ["a filter that is no object is refused", "[]", definition("Filter is not an object")],
      ["a filter without fields is refused", "{}", definition("Empty objects are not allowed")],
      ["a filter by a bare value is refused", '{"a":"x"}', definition('"a" must be an object or an array (at "a")')],
      [
        "a filter has no wildcards",
        '{"a":[{"wildcard":"x*"}]}',
        definition('Unrecognized match type wildcard (at "a")'),
      ],
      [
        "a filter has no address ranges",
        '{"a":[{"cidr":"10.0.0.0/8"}]}',
        definition('Unrecognized match type cidr (at "a")'),
      ],
    ]),
  ],
};
