import { ANY, type Table } from "../table";
import {
  api,
  argument,
  DATA,
  data,
  entry,
  FIRST,
  from,
  invalid,
  kinesalite,
  NO_STREAM,
  put,
  putAll,
  QUOTAS,
  read,
  refused,
  row,
  SECOND,
} from "./rows";
import type { KinesisInput } from "./subject";

const putting = kinesalite("test/putRecord.js", "d48978f9161aeb52c91f64f911c5ea7ef0eacf77");
const full = refused(
  "ProvisionedThroughputExceededException",
  "Rate exceeded for shard shardId-000000000000 in stream orders under account 000000000000.",
);
const kilobytes = (count: number) => "x".repeat(count * 1024);

export const writing: Table<KinesisInput> = {
  service: "Amazon Kinesis Data Streams",
  topic: "writing",
  rows: [
    row("a record is answered with its shard and its number", api("PutRecord"), [put("a")], {
      ShardId: FIRST,
      SequenceNumber: ANY,
      EncryptionType: "NONE",
    }),
    row(
      "a record is given back as it was put",
      api("GetRecords"),
      [put("a"), from("TRIM_HORIZON"), read()],
      data("a"),
      DATA,
    ),
    row("a record may be empty", putting, [put(""), from("TRIM_HORIZON"), read()], data(""), DATA),
    row("a record's key chooses its shard", putting, [put("a", { PartitionKey: "a" })], FIRST, {
      shards: 2,
      see: "ShardId",
    }),
    row("another key chooses another shard", putting, [put("a", { PartitionKey: "b" })], SECOND, {
      shards: 2,
      see: "ShardId",
    }),
    row(
      "a hash key that is given chooses the shard",
      api("PutRecord"),
      [put("a", { PartitionKey: "a", ExplicitHashKey: "340282366920938463463374607431768211455" })],
      SECOND,
      { shards: 2, see: "ShardId" },
    ),
    row("the smallest hash key is 0", api("PutRecord"), [put("a", { ExplicitHashKey: "0" })], FIRST, {
      shards: 2,
      see: "ShardId",
    }),
    row(
      "a hash key has 128 bits",
      putting,
      [put("a", { ExplicitHashKey: "340282366920938463463374607431768211456" })],
      argument(
        "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was 340282366920938463463374607431768211456",
      ),
    ),
    row(
      "a hash key is a number",
      putting,
      [put("a", { ExplicitHashKey: "a" })],
      invalid(
        "Value 'a' at 'explicitHashKey' failed to satisfy constraint: Member must satisfy regular expression pattern: 0|([1-9]\\d{0,38})",
      ),
    ),
    row(
      "a record needs a key",
      putting,
      [put("a", { PartitionKey: "" })],
      invalid(
        "Value '' at 'partitionKey' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ),
    ),
    row(
      "a key has 256 characters at most",
      putting,
      [put("a", { PartitionKey: "k".repeat(257) })],
      invalid(
        `Value '${"k".repeat(257)}' at 'partitionKey' failed to satisfy constraint: Member must have length less than or equal to 256`,
      ),
    ),
    row("a key of 256 characters is taken", putting, [put("a", { PartitionKey: "k".repeat(256) })], FIRST, {
      see: "ShardId",
    }),
    row("a record has 1 MiB at most", QUOTAS, [put(kilobytes(1025))], refused("ValidationException", ANY)),
    row("a stream that is not there is refused", api("PutRecord"), [put("a", { StreamName: "absent" })], NO_STREAM),
    row(
      "a stream may be named by its ARN",
      api("PutRecord"),
      [put("a", { StreamName: undefined, StreamARN: "arn:aws:kinesis:us-east-1:000000000000:stream/orders" })],
      FIRST,
      { see: "ShardId" },
    ),
    row("a shard takes 1 MiB a second", QUOTAS, [put(kilobytes(600)), put(kilobytes(600))], full),
    row(
      "a shard takes more in the next second",
      QUOTAS,
      [put(kilobytes(600)), ["wait", 1], put(kilobytes(600))],
      FIRST,
      { see: "ShardId" },
    ),
    row("records are answered in their order", api("PutRecords"), [putAll(entry("a"), entry("b"))], {
      FailedRecordCount: 0,
      Records: [
        { ShardId: FIRST, SequenceNumber: ANY },
        { ShardId: FIRST, SequenceNumber: ANY },
      ],
      EncryptionType: "NONE",
    }),
    row(
      "records keep their order",
      api("PutRecords"),
      [putAll(entry("a"), entry("b"), entry("c")), from("TRIM_HORIZON"), read()],
      data("a", "b", "c"),
      DATA,
    ),
    row(
      "a record that a shard has no room for fails alone",
      api("PutRecords"),
      [putAll(entry(kilobytes(600)), entry(kilobytes(600)), entry("c"))],
      {
        FailedRecordCount: 1,
        Records: [
          { ShardId: FIRST, SequenceNumber: ANY },
          { ErrorCode: full.error, ErrorMessage: full.message },
          { ShardId: FIRST, SequenceNumber: ANY },
        ],
        EncryptionType: "NONE",
      },
    ),
    row("a batch has 500 records", QUOTAS, [putAll(...Array.from({ length: 500 }, () => entry("a")))], 0, {
      see: "FailedRecordCount",
    }),
    row(
      "a batch has 500 records at most",
      QUOTAS,
      [putAll(...Array.from({ length: 501 }, () => entry("a")))],
      refused("ValidationException", ANY),
    ),
    row(
      "a batch has a record",
      kinesalite("test/putRecords.js", "6190a29ad73893f809a291ec2b4afa12a7cb2836"),
      [putAll()],
      invalid(
        "Value '[]' at 'records' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ),
    ),
    row(
      "a batch with a key that is none is refused whole",
      api("PutRecords"),
      [putAll(entry("a"), entry("b", { ExplicitHashKey: "x" }))],
      refused("ValidationException", ANY),
    ),
  ],
};
