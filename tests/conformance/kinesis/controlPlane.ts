import type { Calls, Step } from "../calls";
import { callsRow } from "../rows";
import { ANY, type Table } from "../table";
import { KEY } from "./controlSubject";
import { api } from "./rows";

const StreamName = "orders";
const StreamARN = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";
const create = (more: object = {}): Step => ["CreateStream", { StreamName, ShardCount: 1, ...more }];
const retain = (change: "Increase" | "Decrease", RetentionPeriodHours: number): Step => [
  `${change}StreamRetentionPeriod`,
  { StreamName, RetentionPeriodHours },
];
const summary: Step = ["DescribeStreamSummary", { StreamName }];
const OF_SUMMARY = "StreamDescriptionSummary";
const missing = {
  error: "ResourceNotFoundException",
  message: "Stream orders under account 000000000000 not found.",
  status: 400,
};
const tags = (names: Readonly<Record<string, string>>): Step => ["AddTagsToStream", { StreamName, Tags: names }];
const listTags = (more: object = {}): Step => ["ListTagsForStream", { StreamName, ...more }];

const row = callsRow<Calls>;

export const controlPlane: Table<Calls> = {
  service: "Amazon Kinesis Data Streams",
  topic: "making streams by calls",
  rows: [
    row("a stream has the shards that it was given", api("CreateStream"), [create({ ShardCount: 3 }), summary], 3, {
      see: `${OF_SUMMARY}.OpenShardCount`,
    }),
    row("a stream that is there is refused", api("CreateStream"), [create(), create()], {
      ...{ error: "ResourceInUseException", status: 400 },
      message: "Stream orders under account 000000000000 already exists.",
    }),
    row(
      "a stream on demand has four shards at first",
      api("CreateStream"),
      [create({ ShardCount: undefined, StreamModeDetails: { StreamMode: "ON_DEMAND" } }), summary],
      4,
      { see: `${OF_SUMMARY}.OpenShardCount` },
    ),
    row("a stream that is not there is not deleted", api("DeleteStream"), [["DeleteStream", { StreamName }]], missing),
    row(
      "records are kept for longer",
      api("IncreaseStreamRetentionPeriod"),
      [create(), retain("Increase", 48), summary],
      48,
      { see: `${OF_SUMMARY}.RetentionPeriodHours` },
    ),
    row(
      "records are not kept for longer by fewer hours",
      api("IncreaseStreamRetentionPeriod"),
      [create(), retain("Increase", 72), retain("Increase", 48)],
      {
        ...{ error: "InvalidArgumentException", status: 400 },
        message:
          "Requested retention period (48 hours) for stream orders can not be shorter than existing retention period (72 hours).",
      },
    ),
    row(
      "records are not kept for less by more hours",
      api("DecreaseStreamRetentionPeriod"),
      [create(), retain("Decrease", 48)],
      {
        ...{ error: "InvalidArgumentException", status: 400 },
        message:
          "Requested retention period (48 hours) for stream orders can not be longer than existing retention period (24 hours).",
      },
    ),
    row(
      "another number of shards tells the number before",
      api("UpdateShardCount"),
      [create(), ["UpdateShardCount", { StreamName, TargetShardCount: 2, ScalingType: "UNIFORM_SCALING" }]],
      { StreamName, StreamARN, CurrentShardCount: 1, TargetShardCount: 2 },
    ),
    row(
      "a stream is switched to be on demand",
      api("UpdateStreamMode"),
      [create(), ["UpdateStreamMode", { StreamARN, StreamModeDetails: { StreamMode: "ON_DEMAND" } }], summary],
      "ON_DEMAND",
      { see: `${OF_SUMMARY}.StreamModeDetails.StreamMode` },
    ),
    row("a new stream is not encrypted", api("DescribeStreamSummary"), [create(), summary], "NONE", {
      see: `${OF_SUMMARY}.EncryptionType`,
    }),
    row(
      "a stream tells the key that it is encrypted with",
      api("StartStreamEncryption"),
      [create(), ["StartStreamEncryption", { StreamName, EncryptionType: "KMS", KeyId: KEY }], summary],
      KEY,
      { see: `${OF_SUMMARY}.KeyId` },
    ),
    row(
      "a stream is encrypted no longer",
      api("StopStreamEncryption"),
      [
        create(),
        ["StartStreamEncryption", { StreamName, EncryptionType: "KMS", KeyId: KEY }],
        ["StopStreamEncryption", { StreamName, EncryptionType: "KMS", KeyId: KEY }],
        summary,
      ],
      "NONE",
      { see: `${OF_SUMMARY}.EncryptionType` },
    ),
    row(
      "a stream is not encrypted with a key that is not there",
      api("StartStreamEncryption"),
      [create(), ["StartStreamEncryption", { StreamName, EncryptionType: "KMS", KeyId: "alias/none" }]],
      { error: "KMSNotFoundException", message: ANY, status: 400 },
    ),
    row(
      "tags are listed by their keys, page by page",
      api("ListTagsForStream"),
      [create(), tags({ c: "3", a: "1", b: "2" }), listTags({ ExclusiveStartTagKey: "a", Limit: 1 })],
      { Tags: [{ Key: "b", Value: "2" }], HasMoreTags: true },
    ),
    row(
      "tags are taken away by their keys",
      api("RemoveTagsFromStream"),
      [
        create({ Tags: { team: "a", cost: "1" } }),
        ["RemoveTagsFromStream", { StreamName, TagKeys: ["cost", "absent"] }],
        listTags(),
      ],
      { Tags: [{ Key: "team", Value: "a" }], HasMoreTags: false },
    ),
    row(
      "tags by ARN are those of the stream",
      api("TagResource"),
      [
        create({ Tags: { cost: "1" } }),
        ["TagResource", { ResourceARN: StreamARN, Tags: { team: "a" } }],
        ["UntagResource", { ResourceARN: StreamARN, TagKeys: ["cost"] }],
        ["ListTagsForResource", { ResourceARN: StreamARN }],
      ],
      { Tags: [{ Key: "team", Value: "a" }] },
    ),
    row("tags of a stream that is not there are refused", api("ListTagsForStream"), [listTags()], missing),
  ],
};
