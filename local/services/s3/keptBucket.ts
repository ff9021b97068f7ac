import type { KeptMap, KeptMaps } from "../../base/keptMaps";
import type { ObjectVersion, Part, Upload } from "./bucketContent";
import type { Segment } from "./objectFiles";

/** The content of a bucket as it is recorded; files are named, for their bytes stand beside the journal. */
export interface KeptBucket {
  /** Versions by key, newest first. */
  readonly objects: KeptMap<readonly ObjectVersion[]>;
  /** By id, without their parts. */
  readonly uploads: KeptMap<Omit<Upload, "parts">>;
  /** By the upload's id and the part's number: `"<id>/<number>"`. */
  readonly parts: KeptMap<Part>;
}

/** When each bucket was created that has not been deleted, by its name; milliseconds since the Unix epoch. */
export function keptBuckets(maps: KeptMaps): KeptMap<number> {
  return maps.map("buckets");
}

/** The content of one bucket, as an earlier start has left it. */
export function keptBucket(maps: KeptMaps, name: string): KeptBucket {
  return {
    objects: maps.map(`${name}/objects`),
    uploads: maps.map(`${name}/uploads`),
    parts: maps.map(`${name}/parts`),
  };
}

/** The files of every bucket, whether it is declared or not. */
export function* keptFiles(maps: KeptMaps): Generator<string> {
  for (const name of keptBuckets(maps).entries().keys()) {
    const { objects, parts } = keptBucket(maps, name);
    for (const versions of objects.entries().values()) for (const version of versions) yield* namesOf(version.segments);
    for (const { segment } of parts.entries().values()) yield segment.file;
  }
}

function namesOf(segments: readonly Segment[]): readonly string[] {
  return segments.map(({ file }) => file);
}
