/** How an object is encrypted at rest: nothing is, here, but the keys' policies decide as on AWS. */
export interface Encryption {
  algorithm: "AES256" | "aws:kms";
  /** ARN of a key of the program's own; absent with the key that AWS manages (`aws/s3`), which everybody in the account may use. */
  keyArn?: string;
  /** One data key for the bucket, so that the encryption context is the bucket's ARN, not the object's. */
  bucketKey: boolean;
}

export const OWN_KEYS: Encryption = { algorithm: "AES256", bucketKey: false };
