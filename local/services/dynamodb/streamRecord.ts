import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { REGION } from "../../base/arn";
import type { StreamRecord, StreamViewType } from "./dynamodb";
import { type AttributeValue, type Item, itemSize } from "./itemSize";

/** A record as dynoxide stores it. Its streams always hold both images, whatever view the program asked for. */
export interface StoredRecord {
  eventName: StreamRecord["eventName"];
  dynamodb: {
    Keys: Item;
    NewImage?: Item;
    OldImage?: Item;
    /** `"1"`, `"2"`, ... */
    SequenceNumber: string;
    /** Epoch seconds. */
    ApproximateCreationDateTime: number;
  };
}

/** DynamoDB writes no record for a write that left the item as it was; dynoxide does. */
export function changesNothing({ eventName, dynamodb }: StoredRecord): boolean {
  return (
    eventName === "MODIFY" && isDeepStrictEqual(withSortedSets(dynamodb.OldImage), withSortedSets(dynamodb.NewImage))
  );
}

/** A set's members have no order, but arrive as an array. */
function withSortedSets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedSets);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as AttributeValue).map(([name, content]) => [
      name,
      /^[SNB]S$/.test(name) && Array.isArray(content) ? [...content].sort() : withSortedSets(content),
    ]),
  );
}

/** The record as AWS hands it out: the view that the table's stream has, AWS's ARN, region and sequence number. */
export function toStreamRecord(
  stored: StoredRecord,
  stream: { arn: string; viewType: StreamViewType },
  expired: boolean,
): StreamRecord {
  const { Keys, NewImage, OldImage, ApproximateCreationDateTime } = stored.dynamodb;
  const SequenceNumber = toAwsSequence(Number(stored.dynamodb.SequenceNumber));
  const images = {
    ...(NewImage && stream.viewType.startsWith("NEW") && { NewImage }),
    ...(OldImage && stream.viewType.endsWith("OLD_IMAGES") && { OldImage }),
    ...(OldImage && stream.viewType === "OLD_IMAGE" && { OldImage }),
  };
  return {
    eventID: createHash("md5").update(`${stream.arn}/${SequenceNumber}`).digest("hex"),
    eventName: stored.eventName,
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: REGION,
    eventSourceARN: stream.arn,
    dynamodb: {
      ApproximateCreationDateTime,
      Keys,
      ...images,
      SequenceNumber,
      SizeBytes: [Keys, ...Object.values(images)].reduce((bytes, item) => bytes + itemSize(item), 0),
      StreamViewType: stream.viewType,
    },
    ...(expired && { userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" } }),
  };
}

// AWS's sequence numbers have at least 21 digits: programs compare them as text or as big integers, never as numbers.
const SEQUENCE_DIGITS = 20;

export function toAwsSequence(stored: number): string {
  return `1${String(stored).padStart(SEQUENCE_DIGITS, "0")}`;
}

/** @returns `undefined` for what {@link toAwsSequence} never returns */
export function fromAwsSequence(sequence: string): number | undefined {
  return /^1\d{20}$/.test(sequence) ? Number(sequence.slice(1)) : undefined;
}
