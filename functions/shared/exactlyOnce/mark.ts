import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/**
 * A mark is one attribute of a summary for one shard of the stream: how far that shard's records are in the summary. It reads
 * `<position>@<hour>`, in which the position is written so that later ones are greater strings, and the hour, counted from the Unix
 * epoch and rounded up, is when the last record in it was created.
 */
const MARK_PREFIX = "applied:";

/**
 * Hours for which a mark is kept after its last record was created. DynamoDB Streams holds a record for 24 hours (Amazon DynamoDB
 * Developer Guide, "Change data capture for DynamoDB Streams"), so nothing that an older mark guards against can be delivered
 * again; two hours more allow for approximate creation times and invocations that are still under way.
 */
const MARK_RETENTION_HOURS = 26;

/** Stale marks that a summary may carry before a write goes to their removal. */
const STALE_MARKS_ALLOWED = 3;

/** The most marks that one removal takes, which keeps its expressions far below DynamoDB's limit of 4 KB. */
const MAX_MARKS_REMOVED = 50;

/**
 * The attribute that holds a shard's mark. What is the same in the name of every shard of DynamoDB Streams is left out: a summary
 * carries a mark for each shard of a day, and each byte counts towards the write units of each of its updates.
 */
export function markName(shardId: string): string {
  return MARK_PREFIX + shardId.replace(/^shardId-(\d{20}-)/, (_, serial: string) => serial.replace(/^0+(?=\d)/, ""));
}

/** Tells whether an attribute of a summary is a mark. */
export function isMarkName(name: string): boolean {
  return name.startsWith(MARK_PREFIX);
}

/**
 * A sequence number as a string that compares as the number does: the count of its digits, then the digits. DynamoDB Streams numbers
 * have 21 to 40 digits (API reference, "StreamRecord"), too many for DynamoDB's own numbers, and not always the same count.
 * @throws TypeError for text that is not a whole number of at most 99 digits
 */
export function positionOf(sequenceNumber: string): string {
  const digits = sequenceNumber.replace(/^0+(?=\d)/, "");
  if (!/^\d{1,99}$/.test(digits)) throw new TypeError(`"${sequenceNumber}" is not a sequence number of a stream`);
  return `${String(digits.length).padStart(2, "0")}${digits}`;
}

/** The mark that says: the shard's records up to this position are applied. */
export function markOf(position: string, createdAtSeconds: number): string {
  return `${position}@${Math.ceil(createdAtSeconds / 3600)}`;
}

/** The position that an item's mark for a shard stands at; "", which is less than every position, when it has none. */
export function markedPosition(item: Readonly<Record<string, AttributeValue>> | undefined, name: string): string {
  return item?.[name]?.S?.split("@")[0] ?? "";
}

/**
 * The marks to remove from a summary, oldest first; none while they are few.
 * @param own the mark that was just written, which stays
 */
export function removableMarks(
  item: Readonly<Record<string, AttributeValue>>,
  own: string,
  nowSeconds: number,
): { name: string; mark: string }[] {
  const stale = Object.entries<AttributeValue | undefined>(item)
    .flatMap(([name, value]) =>
      isMarkName(name) && name !== own && value?.S !== undefined ? [{ name, mark: value.S }] : [],
    )
    .map((entry) => ({ ...entry, hour: Number(entry.mark.split("@")[1]) }))
    .filter(({ hour }) => hour + MARK_RETENTION_HOURS < nowSeconds / 3600)
    .sort((a, b) => a.hour - b.hour);
  if (stale.length <= STALE_MARKS_ALLOWED) return [];
  return stale.slice(0, MAX_MARKS_REMOVED).map(({ name, mark }) => ({ name, mark }));
}
