import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { bucketSetting } from "./bucketSetting";

const ALGORITHMS = ["AES256", "aws:kms"];

interface Rule {
  applyServerSideEncryptionByDefault?: { sseAlgorithm: string; kmsMasterKeyId?: string };
  bucketKeyEnabled?: boolean;
}

/** `aws.s3.BucketServerSideEncryptionConfiguration`: with S3's own keys, or with one of the account, which readers and writers need. */
export function bucketServerSideEncryption({ kms, s3 }: Pick<Services, "kms" | "s3">): ResourceHandler {
  return bucketSetting(
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    { rules: "honoured" },
    {
      put(bucket, { rules }) {
        const [{ applyServerSideEncryptionByDefault: rule } = {}] = rules as Rule[];
        const { sseAlgorithm = "AES256", kmsMasterKeyId } = rule ?? {};
        if (!ALGORITHMS.includes(sseAlgorithm)) {
          throw new Error(
            `rules: sseAlgorithm "${sseAlgorithm}" is not supported locally (use ${ALGORITHMS.join(" or ")})`,
          );
        }
        if (sseAlgorithm === "AES256" && kmsMasterKeyId !== undefined) {
          throw new Error("rules: kmsMasterKeyId goes with sseAlgorithm aws:kms only");
        }
        kms.encrypt(s3.arnOf(bucket), kmsMasterKeyId);
      },
      remove: (bucket) => kms.encrypt(s3.arnOf(bucket), undefined),
    },
  );
}
