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
} from "./rows";
import type { KinesisInput } from "./subject";

const iterators = kinesalite("test/getShardIterator.js", "8bf973e953f6d01599a61d899ed1a4c8fdc37c4f");
const getting = kinesalite("test/getRecords.js", "beca3de804ead9de7c417a6da7ecf5ca89a5b395");
const eitherOr = (given: string) =>
  argument(
    `Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified ${given}.`,
  );
const at = (time: string) => ({ Timestamp: new Date(time) });
const NUMBER = "49000000000000000000000000000000000000000000000000000001";

export const reading: Table<KinesisInput> = {
  service: "Amazon Kinesis Data Streams",
  topic: "reading",
  rows: [
    row(
      "a record is read with its key, its number and its time",
      api("GetRecords"),
      [put("a"), from("TRIM_HORIZON"), read()],
      [
        {
          SequenceNumber: ANY,
          ApproximateArrivalTimestamp: ANY,
          Data: "YQ==",
          PartitionKey: "k",
          EncryptionType: "NONE",
        },
      ],
      { see: "Records" },
    ),
    row(
      "an iterator at the horizon reads everything",
      api("GetShardIterator"),
      [put("a"), put("b"), from("TRIM_HORIZON"), read()],
      data("a", "b"),
      DATA,
    ),
    row(
      "an iterator at the end reads what comes",
      api("GetShardIterator"),
      [put("a"), from("LATEST"), put("b"), read()],
      data("b"),
      DATA,
    ),
    row(
      "an iterator at a number reads from it on",
      api("GetShardIterator"),
      [
        put("a"),
        put("b", {}, "b"),
        from("AT_SEQUENCE_NUMBER", { StartingSequenceNumber: "$b.SequenceNumber" }),
        read(),
      ],
      data("b"),
      DATA,
    ),
    row(
      "an iterator after a number reads what is behind it",
      api("GetShardIterator"),
      [
        put("a", {}, "a"),
        put("b"),
        from("AFTER_SEQUENCE_NUMBER", { StartingSequenceNumber: "$a.SequenceNumber" }),
        read(),
      ],
      data("b"),
      DATA,
    ),
    row(
      "an iterator at a time reads from it on",
      api("GetShardIterator"),
      [put("a"), ["wait", 60], put("b"), from("AT_TIMESTAMP", at("2026-03-01T12:00:30.000Z")), read()],
      data("b"),
      DATA,
    ),
    row(
      "an iterator at a time before everything reads everything",
      api("GetShardIterator"),
      [put("a"), from("AT_TIMESTAMP", at("2026-02-01T12:00:00.000Z")), read()],
      data("a"),
      DATA,
    ),
    row(
      "a time to come is refused",
      iterators,
      [from("AT_TIMESTAMP", at("2026-03-01T12:00:01.000Z"))],
      argument(
        "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: 1772366401000, currentTimestampInMillis: 1772366400000",
      ),
    ),
    row(
      "an iterator at a time needs one",
      iterators,
      [from("AT_TIMESTAMP")],
      argument(
        "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.",
      ),
    ),
    row(
      "an iterator at a number needs one",
      iterators,
      [from("AT_SEQUENCE_NUMBER")],
      eitherOr("AT_SEQUENCE_NUMBER and no StartingSequenceNumber"),
    ),
    row(
      "an iterator at the horizon takes no number",
      iterators,
      [from("TRIM_HORIZON", { StartingSequenceNumber: NUMBER })],
      eitherOr("TRIM_HORIZON and also a StartingSequenceNumber"),
    ),
    row(
      "an iterator at the end takes no number",
      iterators,
      [from("LATEST", { StartingSequenceNumber: NUMBER })],
      eitherOr("LATEST and also a StartingSequenceNumber"),
    ),
    row(
      "what is no sequence number is refused",
      iterators,
      [from("AT_SEQUENCE_NUMBER", { StartingSequenceNumber: "5" })],
      argument(
        "StartingSequenceNumber 5 used in GetShardIterator on shard shardId-000000000000 in stream orders under account 000000000000 is invalid.",
      ),
    ),
    row(
      "a kind of iterator that is not there is refused",
      iterators,
      [from("FIRST")],
      invalid(
        "Value 'FIRST' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]",
      ),
    ),
    row(
      "a shard that is not there is refused",
      iterators,
      [from("LATEST", { ShardId: "shardId-000000000005" })],
      refused(
        "ResourceNotFoundException",
        "Shard shardId-000000000005 in stream orders under account 000000000000 does not exist",
      ),
    ),
    row(
      "an iterator of a stream that is not there is refused",
      iterators,
      [from("LATEST", { StreamName: "absent" })],
      NO_STREAM,
    ),
    row(
      "an iterator lives five minutes",
      api("GetShardIterator"),
      [put("a"), from("TRIM_HORIZON"), ["wait", 300], read()],
      data("a"),
      DATA,
    ),
    row(
      "an iterator dies after five minutes",
      getting,
      [from("TRIM_HORIZON"), ["wait", 301], read()],
      refused(
        "ExpiredIteratorException",
        "Iterator expired. The iterator was created at time Sun Mar 01 12:00:00 UTC 2026 while right now it is Sun Mar 01 12:05:01 UTC 2026 which is further in the future than the tolerated delay of 300000 milliseconds.",
      ),
    ),
    row(
      "what is no iterator is refused",
      getting,
      [["GetRecords", { ShardIterator: "nonsense" }]],
      argument("Invalid ShardIterator."),
    ),
    row(
      "a limit ends a page",
      api("GetRecords"),
      [putAll(entry("a"), entry("b")), from("TRIM_HORIZON"), read({ Limit: 1 })],
      data("a"),
      DATA,
    ),
    row(
      "the next page begins behind",
      api("GetRecords"),
      [
        putAll(entry("a"), entry("b")),
        from("TRIM_HORIZON"),
        read({ Limit: 1 }, "first"),
        read({ ShardIterator: "$first.NextShardIterator" }),
      ],
      data("b"),
      DATA,
    ),
    row(
      "a limit is 1 at least",
      getting,
      [from("TRIM_HORIZON"), read({ Limit: 0 })],
      invalid("Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"),
    ),
    row(
      "a limit is 10,000 at most",
      getting,
      [from("TRIM_HORIZON"), read({ Limit: 10_001 })],
      invalid(
        "Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
      ),
    ),
    row("a reader at the end is not behind", api("GetRecords"), [put("a"), from("TRIM_HORIZON"), read()], 0, {
      see: "MillisBehindLatest",
    }),
    row(
      "a reader is told how far it is behind",
      api("GetRecords"),
      [put("a"), put("b"), ["wait", 5], from("TRIM_HORIZON"), read({ Limit: 1 })],
      5000,
      { see: "MillisBehindLatest" },
    ),
    row("an empty shard has an iterator to go on with", api("GetRecords"), [from("LATEST"), read()], {
      Records: [],
      NextShardIterator: ANY,
      MillisBehindLatest: 0,
    }),
    row(
      "a shard is read five times a second",
      QUOTAS,
      [from("LATEST"), ...Array.from({ length: 6 }, () => read())],
      refused(
        "ProvisionedThroughputExceededException",
        `Rate exceeded for shard ${FIRST} in stream orders under account 000000000000.`,
      ),
    ),
    row(
      "a record is kept as long as the stream says",
      QUOTAS,
      [put("a"), ["wait", 86_401], put("b"), from("TRIM_HORIZON"), read()],
      data("b"),
      DATA,
    ),
  ],
};
