import { REGION } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Permission } from "../../iam/iam";
import type { Kms } from "../kms/kms";
import type { Bucket } from "./bucket";
import { type Encryption, OWN_KEYS } from "./objectEncryption";
import { header, type S3Call } from "./s3Call";

const AWS_MANAGED_KEY = /(^|:)alias\/aws\/s3$/;

/** @throws AwsError `KMS.NotFoundException` for a key that is not there, `InvalidArgument` for an algorithm that is not known */
export function encryptionWith(
  kms: Pick<Kms, "keyArn">,
  { algorithm, keyId, bucketKey = false }: { algorithm: string; keyId?: string | undefined; bucketKey?: boolean },
): Encryption {
  if (algorithm === "AES256") {
    if (keyId === undefined) return OWN_KEYS;
    throw new AwsError("InvalidArgument", "a key goes with the algorithm aws:kms only");
  }
  if (algorithm !== "aws:kms") {
    throw new AwsError(
      "InvalidArgument",
      `the encryption "${algorithm}" is not supported locally yet (supported: "AES256", "aws:kms")`,
    );
  }
  if (keyId === undefined || AWS_MANAGED_KEY.test(keyId)) return { algorithm, bucketKey };
  return { algorithm, bucketKey, keyArn: knownKey(kms, keyId) };
}

/** Chooses the encryption of a write: the one it asks for, or else its bucket's. */
export function encryptionOf(kms: Pick<Kms, "keyArn">, call: S3Call, bucket: Bucket): Encryption {
  const algorithm = header(call, "x-amz-server-side-encryption");
  if (algorithm === undefined) return bucket.encryption;
  const bucketKey = header(call, "x-amz-server-side-encryption-bucket-key-enabled");
  return encryptionWith(kms, {
    algorithm,
    keyId: header(call, "x-amz-server-side-encryption-aws-kms-key-id"),
    bucketKey: bucketKey === undefined ? bucket.encryption.bucketKey : bucketKey === "true",
  });
}

/**
 * Lists what whoever writes (`GenerateDataKey`) or reads (`Decrypt`) an object must be allowed to do with its key.
 * Source: Amazon S3 User Guide, "Using server-side encryption with AWS KMS keys", "Permissions" and "Encryption context".
 */
export function keyPermissions(
  { keyArn, bucketKey }: Encryption,
  bucket: Pick<Bucket, "arn">,
  key: string,
  ...actions: readonly ("GenerateDataKey" | "Decrypt")[]
): readonly Permission[] {
  if (keyArn === undefined) return [];
  const context = {
    "kms:ViaService": `s3.${REGION}.amazonaws.com`,
    "kms:EncryptionContext:aws:s3:arn": bucketKey ? bucket.arn : `${bucket.arn}/${key}`,
  };
  return actions.map((action) => ({ action: `kms:${action}`, resource: keyArn, context }));
}

export function encryptionHeaders({ algorithm, keyArn, bucketKey }: Encryption): Record<string, string> {
  return {
    "x-amz-server-side-encryption": algorithm,
    ...(keyArn !== undefined && { "x-amz-server-side-encryption-aws-kms-key-id": keyArn }),
    ...(bucketKey && { "x-amz-server-side-encryption-bucket-key-enabled": "true" }),
  };
}

function knownKey(kms: Pick<Kms, "keyArn">, keyId: string): string {
  try {
    return kms.keyArn(keyId);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new AwsError("KMS.NotFoundException", error.message);
  }
}
