import type { Checksum, ChecksumAlgorithm, ChecksumType } from "./checksums";
import type { Encryption } from "./objectEncryption";
import type { Segment } from "./objectFiles";

/** One version of an object, as it was written: it never changes, but for its tags. */
export interface ObjectVersion {
  key: string;
  /** `"null"` for what was written without versioning. */
  versionId: string;
  /** It says that the object is deleted, and has no bytes. */
  isDeleteMarker: boolean;
  /** With its quotes. */
  etag: string;
  size: number;
  /** Milliseconds since the Unix epoch. */
  lastModified: number;
  segments: readonly Segment[];
  /** Headers that a reader gets back: `content-type`, `x-amz-meta-...`. */
  headers: Readonly<Record<string, string>>;
  checksum?: Checksum | undefined;
  tags: Readonly<Record<string, string>>;
  encryption: Encryption;
}

export interface Part {
  number: number;
  etag: string;
  /** In hexadecimal. */
  md5: string;
  segment: Segment;
  lastModified: number;
  /** By the algorithm of the upload. */
  checksum: Checksum;
}

export interface Upload {
  id: string;
  key: string;
  initiated: number;
  headers: Readonly<Record<string, string>>;
  tags: Readonly<Record<string, string>>;
  encryption: Encryption;
  checksum: {
    readonly algorithm: ChecksumAlgorithm;
    readonly type: ChecksumType;
    /** Whoever began the upload chose it, so that each part has to come with one. */
    readonly isChosen: boolean;
  };
  parts: Map<number, Part>;
}
