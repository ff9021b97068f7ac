import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { bucketSetting } from "./bucketSetting";

/** `aws.s3.BucketOwnershipControls`: only without access control lists, which the local cloud does not have. */
export function bucketOwnershipControls({ s3 }: Pick<Services, "s3">): ResourceHandler {
  return bucketSetting(
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    { rule: "honoured" },
    {
      put(bucket, { rule }) {
        const { objectOwnership } = rule as { objectOwnership: string };
        if (objectOwnership === "BucketOwnerEnforced") return s3.setObjectOwnership(bucket, objectOwnership);
        throw new Error(
          `rule.objectOwnership must be "BucketOwnerEnforced", got "${objectOwnership}": the local cloud has no access control lists`,
        );
      },
      remove: (bucket) => s3.setObjectOwnership(bucket, undefined),
    },
  );
}
