import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { bucketSetting } from "./bucketSetting";

interface Rule {
  applyServerSideEncryptionByDefault?: { sseAlgorithm: string; kmsMasterKeyId?: string };
  bucketKeyEnabled?: boolean;
}

/**
 * `aws.s3.BucketServerSideEncryptionConfiguration`: nothing is encrypted, for objects are files of this machine's user; with a key
 * of the program's own, whoever writes and reads must be allowed to use it.
 */
export function bucketServerSideEncryption({ s3 }: Pick<Services, "s3">): ResourceHandler {
  return bucketSetting(
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    { rules: "honoured" },
    {
      put(bucket, { rules }) {
        const [rule = {}, ...others] = rules as Rule[];
        if (others.length > 0) throw new Error("rules: a bucket has one");
        const { sseAlgorithm: algorithm = "AES256", kmsMasterKeyId: keyId } =
          rule.applyServerSideEncryptionByDefault ?? {};
        s3.setEncryption(bucket, {
          algorithm,
          bucketKey: rule.bucketKeyEnabled === true,
          ...(keyId !== undefined && { keyId }),
        });
      },
      remove: (bucket) => s3.setEncryption(bucket, undefined),
    },
  );
}
