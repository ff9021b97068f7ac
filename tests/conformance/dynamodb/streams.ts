import { ANY, type Table } from "../table";
import { api, guide, item, N, put, row, S, update, values } from "./rows";
import type { DynamoInput } from "./subject";

const streamGuide = guide("Change data capture for DynamoDB Streams", "Streams");
const record = api("streams_StreamRecord");
const read = ["ReadStream", {}] as const;
const IMAGE = "Records.*.dynamodb";
const changes = [put("a", { n: N(1) }), update("a", "SET n = :n", values({ ":n": N(2) })), read] as const;
const common = { ApproximateCreationDateTime: ANY, Keys: { id: S("a") }, SequenceNumber: ANY, SizeBytes: ANY };
const [before, after] = [item("a", { n: N(1) }), item("a", { n: N(2) })];

export const streams: Table<DynamoInput> = {
  service: "Amazon DynamoDB",
  topic: "streams",
  rows: [
    row(
      "a stream has a record of each change",
      streamGuide,
      [put("a"), put("a", { n: N(1) }), ["DeleteItem", { Key: { id: S("a") } }], read],
      ["INSERT", "MODIFY", "REMOVE"],
      { table: "newAndOld", see: "Records.*.eventName" },
    ),
    row(
      "a record says what happened where",
      record,
      [put("a"), read],
      [
        {
          ...{
            eventID: ANY,
            eventName: "INSERT",
            eventVersion: "1.1",
            eventSource: "aws:dynamodb",
            awsRegion: "us-east-1",
          },
          dynamodb: { ...common, NewImage: { id: S("a") }, StreamViewType: "NEW_AND_OLD_IMAGES" },
        },
      ],
      { table: "newAndOld", see: "Records" },
    ),
    row(
      "a record may have both images",
      record,
      changes,
      [
        { ...common, NewImage: before, StreamViewType: "NEW_AND_OLD_IMAGES" },
        { ...common, NewImage: after, OldImage: before, StreamViewType: "NEW_AND_OLD_IMAGES" },
      ],
      { table: "newAndOld", see: IMAGE },
    ),
    row(
      "a record may have the new image only",
      record,
      changes,
      [
        { ...common, NewImage: before, StreamViewType: "NEW_IMAGE" },
        { ...common, NewImage: after, StreamViewType: "NEW_IMAGE" },
      ],
      { table: "new", see: IMAGE },
    ),
    row(
      "a record may have the old image only",
      record,
      changes,
      [
        { ...common, StreamViewType: "OLD_IMAGE" },
        { ...common, OldImage: before, StreamViewType: "OLD_IMAGE" },
      ],
      { table: "old", see: IMAGE },
    ),
    row(
      "a record may have the keys only",
      record,
      changes,
      [
        { ...common, StreamViewType: "KEYS_ONLY" },
        { ...common, StreamViewType: "KEYS_ONLY" },
      ],
      { table: "keysOnly", see: IMAGE },
    ),
    row("a change that changes nothing has no record", streamGuide, [put("a"), put("a"), read], ["INSERT"], {
      table: "newAndOld",
      see: "Records.*.eventName",
    }),
    row(
      "a deletion of what is not there has no record",
      streamGuide,
      [["DeleteItem", { Key: { id: S("a") } }], read],
      [],
      { table: "newAndOld", see: "Records" },
    ),
    row(
      "each write of a transaction has a record",
      streamGuide,
      [
        [
          "TransactWriteItems",
          { TransactItems: ["a", "b"].map((id) => ({ Put: { TableName: "newAndOld", Item: item(id) } })) },
        ],
        read,
      ],
      ["INSERT", "INSERT"],
      { table: "newAndOld", see: "Records.*.eventName" },
    ),
  ],
};
