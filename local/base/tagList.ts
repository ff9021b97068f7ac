import type { Tags } from "./inventory";

/** Tags of one resource, in most services. */
const MAX_TAGS = 50;

/** A tag as most APIs write it in their lists. */
interface ListedTag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** The same as ECS, Step Functions and EC2's answers write it. */
interface SmallTag {
  readonly key?: string | undefined;
  readonly value?: string | undefined;
}

/** Reads the tags that a call lists. */
export function tagsIn(list: readonly ListedTag[] = []): Tags {
  return Object.fromEntries(list.map(({ Key = "", Value = "" }) => [Key, Value]));
}

/** Lists tags for an answer. */
export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Tags in the order of their keys, a page of them: Kinesis and Firehose begin it after a key. */
export function tagsAfter(
  tags: Tags,
  { after = "", limit = MAX_TAGS }: { after?: string | undefined; limit?: number | undefined },
): { Tags: { Key: string; Value: string }[]; HasMoreTags: boolean } {
  const all = tagList(tags).sort((one, other) => (one.Key < other.Key ? -1 : 1));
  const rest = all.filter(({ Key }) => Key > after);
  return { Tags: rest.slice(0, limit), HasMoreTags: rest.length > limit };
}

/** Reads tags whose members begin in lower case. */
export function smallTagsIn(list: readonly SmallTag[] = []): Tags {
  return Object.fromEntries(list.map(({ key = "", value = "" }) => [key, value]));
}

/** Lists tags whose members begin in lower case. */
export function smallTagList(tags: Tags): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}
