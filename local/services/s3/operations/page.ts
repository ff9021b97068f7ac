import type { Bucket } from "../bucket";
import type { ObjectVersion } from "../bucketContent";
import { integer, type S3Call, type Store } from "../s3Call";

/** Entries of a page, by default and at most. */
export const PAGE = 1000;
export const OWNER = { ID: "0".repeat(64), DisplayName: "sluice" };

export interface Page<Entry> {
  items: Entry[];
  /** Beginnings of keys up to the delimiter, each of which stands for all that is below it. */
  prefixes: string[];
  max: number;
  isTruncated: boolean;
  /** The entry that the page ends with; absent where that is a prefix. */
  lastItem?: Entry;
  /** The key or the prefix that the page ends with. */
  last?: string;
}

/**
 * One page of a listing. All that is below a prefix up to the delimiter counts as one.
 * Source: Amazon S3 User Guide, "Organizing objects using prefixes".
 *
 * @param entries in S3's order, those from the marker on
 * @param marker a key or a prefix: what is below a prefix that is not behind it was on an earlier page
 * @param maxName the parameter that bounds the page
 */
export function pageOf<Entry extends { readonly key: string }>(
  call: S3Call,
  entries: Iterable<Entry>,
  marker: string | null,
  maxName = "max-keys",
): Page<Entry> {
  const { query } = call;
  const [prefix, delimiter] = [query.get("prefix") ?? "", query.get("delimiter") ?? ""];
  const page: Page<Entry> = { items: [], prefixes: [], max: integer(call, maxName, PAGE, PAGE), isTruncated: false };
  for (const entry of entries) {
    if (!entry.key.startsWith(prefix)) continue;
    const end = delimiter === "" ? -1 : entry.key.indexOf(delimiter, prefix.length);
    const group = end < 0 ? undefined : entry.key.slice(0, end + delimiter.length);
    if (group !== undefined && (group === page.prefixes.at(-1) || (marker !== null && !isAfter(group, marker))))
      continue;
    if (page.items.length + page.prefixes.length >= page.max) {
      page.isTruncated = page.max > 0;
      break;
    }
    page.last = group ?? entry.key;
    if (group === undefined) {
      page.items.push(entry);
      page.lastItem = entry;
    } else {
      page.prefixes.push(group);
      delete page.lastItem;
    }
  }
  return page;
}

/** Says if a key comes behind another one in S3's order, which is that of their bytes in UTF-8. */
export function isAfter(key: string, marker: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(marker)) > 0;
}

/** @throws AwsError `AccessDenied`; a policy may depend on what is asked for */
export function authorizedBucket(call: S3Call, store: Store, action: string): Bucket {
  const bucket = store.bucketOf(call.bucketName);
  const context = Object.fromEntries(
    ["prefix", "delimiter", "max-keys"].flatMap((name) => {
      const value = call.query.get(name);
      return value === null ? [] : [[`s3:${name}`, value]];
    }),
  );
  call.caller.authorize([{ action, resource: bucket.arn, context }]);
  return bucket;
}

/** Describes an object in a list. */
export function summary(call: S3Call, { key, etag, size, lastModified, checksum }: ObjectVersion) {
  return {
    Key: encoded(call, key),
    LastModified: new Date(lastModified),
    ETag: etag,
    ...(checksum && { ChecksumAlgorithm: [checksum.algorithm], ChecksumType: checksum.type }),
    Size: size,
    StorageClass: "STANDARD",
  };
}

/** Repeats what was asked for. */
export function described(call: S3Call): Record<string, unknown> {
  const { query } = call;
  const delimiter = query.get("delimiter");
  return {
    Prefix: encoded(call, query.get("prefix") ?? ""),
    ...(delimiter && { Delimiter: encoded(call, delimiter) }),
    ...(query.get("encoding-type") === "url" && { EncodingType: "url" }),
  };
}

export function commonPrefixes(call: S3Call, { prefixes }: Page<unknown>) {
  return prefixes.map((prefix) => ({ Prefix: encoded(call, prefix) }));
}

/** Encodes a key as URLs are, where it is asked for, because XML cannot say every character. */
export function encoded({ query }: S3Call, text: string): string {
  if (query.get("encoding-type") !== "url") return text;
  return encodeURIComponent(text).replaceAll("%2F", "/");
}
