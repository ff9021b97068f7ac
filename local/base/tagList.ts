import type { Tags } from "./inventory";

/** A tag as most APIs write it in their lists. */
interface ListedTag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** Reads the tags that a call lists. */
export function tagsIn(list: readonly ListedTag[] = []): Tags {
  return Object.fromEntries(list.map(({ Key = "", Value = "" }) => [Key, Value]));
}

/** Lists tags for an answer. */
export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
