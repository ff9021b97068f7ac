import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { bucketSetting } from "./bucketSetting";

interface Rule {
  applyServerSideEncryptionByDefault?: { sseAlgorithm: string; kmsMasterKeyId?: string };
  bucketKeyEnabled?: boolean;
}

/** `aws.s3.BucketServerSideEncryptionConfiguration`: with S3's own keys, which nobody can see the work of. */
export function bucketServerSideEncryption({ s3 }: Pick<Services, "s3">): ResourceHandler {
  return bucketSetting(
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    { rules: { noEffect: "objects are files of this machine's user; keys of one's own (aws:kms) are refused" } },
    {
      put(bucket, { rules }) {
        s3.arnOf(bucket);
        for (const { applyServerSideEncryptionByDefault: rule } of rules as Rule[]) {
          if (rule === undefined || (rule.sseAlgorithm === "AES256" && rule.kmsMasterKeyId === undefined)) continue;
          throw new Error(
            `rules: sseAlgorithm "${rule.sseAlgorithm}" is not supported locally yet (supported: "AES256"): the local cloud has no KMS`,
          );
        }
      },
      remove: () => {},
    },
  );
}
