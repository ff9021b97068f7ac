export type Versioning = "Disabled" | "Enabled" | "Suspended";

/** The public access that S3 refuses for a bucket, whatever its policy says (Amazon S3 User Guide, "Blocking public access"). */
export interface PublicAccessBlock {
  blockPublicPolicy: boolean;
}
