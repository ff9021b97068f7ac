import type { Elements } from "../../edge/xmlDocument";

export type Versioning = "Disabled" | "Enabled" | "Suspended";

/** How a bucket encrypts what is written without saying how. */
export interface BucketEncryption {
  algorithm: string;
  /** Id, ARN or alias; `aws/s3` where absent and the algorithm is `aws:kms`. */
  keyId?: string;
  bucketKey?: boolean;
}

/** The public access that S3 refuses for a bucket, whatever its policy says (Amazon S3 User Guide, "Blocking public access"). */
export interface PublicAccessBlock {
  blockPublicAcls: boolean;
  ignorePublicAcls: boolean;
  blockPublicPolicy: boolean;
  restrictPublicBuckets: boolean;
}

/** Every new bucket's since April 2023 (Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage"). */
export const ALL_BLOCKED: PublicAccessBlock = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};

/** The only way to own objects without access control lists, and every new bucket's. */
export type ObjectOwnership = "BucketOwnerEnforced";

/** A rule of a bucket's lifecycle, as S3's API writes it. */
export type LifecycleRule = Elements;
