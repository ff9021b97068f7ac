import { AwsError } from "../../base/awsError";
import type { ObjectVersion, Part, Upload } from "./bucketContent";
import {
  ALL_BLOCKED,
  type LifecycleRule,
  type ObjectOwnership,
  type PublicAccessBlock,
  type Versioning,
} from "./bucketSettings";
import type { KeptBucket } from "./keptBucket";
import { type Encryption, OWN_KEYS } from "./objectEncryption";
import type { Segment } from "./objectFiles";

/** The condition for a write to take place, decided in the instant in which it does. */
export interface WriteCondition {
  /** `If-None-Match: *` */
  onlyIfAbsent: boolean;
  /** `If-Match`, with its quotes; `*` for whatever there is. */
  onlyIfEtag?: string | undefined;
}

export const NO_CONDITION: WriteCondition = { onlyIfAbsent: false };

/** The name of the version that is written where versioning is off or suspended. */
export const NULL_VERSION = "null";

/**
 * A bucket: its objects and its settings. It starts with what is kept of it, and records what becomes of that. Files are somebody
 * else's: what it no longer needs, it hands back.
 */
export class Bucket {
  readonly #uploads = new Map<string, Upload>();
  versioning: Versioning = "Disabled";
  /** Encryption of what is written without saying how. */
  encryption: Encryption = OWN_KEYS;
  /** As it was written. */
  policy: string | undefined;
  publicAccessBlock: PublicAccessBlock | undefined = ALL_BLOCKED;
  objectOwnership: ObjectOwnership | undefined = "BucketOwnerEnforced";
  lifecycle: readonly LifecycleRule[] | undefined;
  /** Versions by key, newest first; never an empty list. */
  readonly #versions = new Map<string, ObjectVersion[]>();
  #sorted: readonly string[] | undefined;

  constructor(
    readonly name: string,
    readonly createdAt: number,
    private readonly kept: KeptBucket,
  ) {
    for (const [key, versions] of kept.objects.entries()) this.#versions.set(key, [...versions]);
    for (const [id, upload] of kept.uploads.entries()) this.#uploads.set(id, { ...upload, parts: new Map() });
    for (const [name, part] of kept.parts.entries()) {
      this.#uploads.get(name.slice(0, name.indexOf("/")))?.parts.set(part.number, part);
    }
  }

  get arn(): string {
    return `arn:aws:s3:::${this.name}`;
  }

  get isEmpty(): boolean {
    return this.#versions.size === 0 && this.#uploads.size === 0;
  }

  /** Every key that has a version, in the order of their UTF-8 bytes, in which S3 lists. */
  get keys(): readonly string[] {
    this.#sorted ??= [...this.#versions.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    return this.#sorted;
  }

  versionsOf(key: string): readonly ObjectVersion[] {
    return this.#versions.get(key) ?? [];
  }

  /** Returns the version that a reader gets who names none. */
  current(key: string): ObjectVersion | undefined {
    const [newest] = this.versionsOf(key);
    return newest?.isDeleteMarker ? undefined : newest;
  }

  /** @throws AwsError `PreconditionFailed` or, where there is nothing to match, `NoSuchKey` */
  check(key: string, { onlyIfAbsent, onlyIfEtag }: WriteCondition): void {
    const current = this.current(key);
    if (onlyIfAbsent && current) throw preconditionFailed("If-None-Match");
    if (onlyIfEtag === undefined) return;
    if (!current) throw noSuchKey(key);
    if (onlyIfEtag !== "*" && current.etag !== onlyIfEtag) throw preconditionFailed("If-Match");
  }

  /** Makes a version the current one. @returns what it took the place of: its files are not needed any more */
  put(version: ObjectVersion, condition: WriteCondition = NO_CONDITION): readonly ObjectVersion[] {
    this.check(version.key, condition);
    const before = this.versionsOf(version.key);
    const replaced = before.filter(({ versionId }) => versionId === version.versionId);
    this.#setVersions(version.key, [version, ...before.filter((candidate) => !replaced.includes(candidate))]);
    if (before.length === 0) this.#sorted = undefined;
    return replaced;
  }

  /** Takes one version away for good. @returns it, if there was one */
  removeVersion(key: string, versionId: string): ObjectVersion | undefined {
    const before = this.versionsOf(key);
    const removed = before.find((candidate) => candidate.versionId === versionId);
    const rest = before.filter((candidate) => candidate !== removed);
    if (removed) this.#setVersions(key, rest);
    if (rest.length === 0) this.#sorted = undefined;
    return removed;
  }

  setTags(key: string, version: ObjectVersion, tags: Readonly<Record<string, string>>): void {
    const tagged = this.versionsOf(key).map((candidate) =>
      candidate === version ? { ...candidate, tags } : candidate,
    );
    this.#setVersions(key, tagged);
  }

  get uploads(): readonly Upload[] {
    return [...this.#uploads.values()];
  }

  begin(upload: Upload): void {
    this.#uploads.set(upload.id, upload);
    const { parts: _, ...rest } = upload;
    this.kept.uploads.set(upload.id, rest);
  }

  /** Puts a part in its place. @returns the one that was there */
  putPart(upload: Upload, part: Part): Part | undefined {
    const replaced = upload.parts.get(part.number);
    upload.parts.set(part.number, part);
    this.kept.parts.set(partName(upload, part), part);
    return replaced;
  }

  /** Forgets an upload, which has been completed or aborted. */
  end(upload: Upload): void {
    this.#uploads.delete(upload.id);
    this.kept.uploads.delete(upload.id);
    for (const part of upload.parts.values()) this.kept.parts.delete(partName(upload, part));
  }

  /** Forgets everything, for it is deleted. */
  empty(): void {
    this.#versions.clear();
    this.#uploads.clear();
    this.#sorted = undefined;
    for (const map of [this.kept.objects, this.kept.uploads, this.kept.parts]) map.clear();
  }

  /** Returns an upload that is under way, of whatever key. */
  findUpload(id: string): Upload | undefined {
    return this.#uploads.get(id);
  }

  /** @throws AwsError `NoSuchUpload` */
  upload(key: string, id: string): Upload {
    const upload = this.#uploads.get(id);
    if (upload?.key === key) return upload;
    throw new AwsError(
      "NoSuchUpload",
      "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
      404,
    );
  }

  /** Every file that belongs to it. */
  get segments(): readonly Segment[] {
    const versions = [...this.#versions.values()].flat().flatMap(({ segments }) => segments);
    const parts = this.uploads.flatMap((upload) => [...upload.parts.values()]);
    return [...versions, ...parts.map(({ segment }) => segment)];
  }

  #setVersions(key: string, versions: ObjectVersion[]): void {
    if (versions.length > 0) {
      this.#versions.set(key, versions);
      this.kept.objects.set(key, versions);
    } else {
      this.#versions.delete(key);
      this.kept.objects.delete(key);
    }
  }
}

function partName(upload: Upload, part: Part): string {
  return `${upload.id}/${part.number}`;
}

export function noSuchKey(key: string): AwsError {
  return new AwsError("NoSuchKey", "The specified key does not exist.", 404, { Key: key });
}

/** @param condition the header that is not met */
export function preconditionFailed(condition: string): AwsError {
  return new AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412, {
    Condition: condition,
  });
}
