import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { bucketSetting } from "./bucketSetting";

const NO_ACCESS_LISTS = { noEffect: "access control lists are refused here, so none can be public" };

/** `aws.s3.BucketPublicAccessBlock`. */
export function bucketPublicAccessBlock({ s3 }: Pick<Services, "s3">): ResourceHandler {
  return bucketSetting(
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    {
      blockPublicAcls: NO_ACCESS_LISTS,
      blockPublicPolicy: "honoured",
      ignorePublicAcls: NO_ACCESS_LISTS,
      restrictPublicBuckets: { noEffect: "every caller here is of this account, whom it does not restrict" },
    },
    {
      put: (bucket, inputs) =>
        s3.setPublicAccessBlock(bucket, {
          blockPublicAcls: inputs.blockPublicAcls === true,
          ignorePublicAcls: inputs.ignorePublicAcls === true,
          blockPublicPolicy: inputs.blockPublicPolicy === true,
          restrictPublicBuckets: inputs.restrictPublicBuckets === true,
        }),
      remove: (bucket) => s3.setPublicAccessBlock(bucket, undefined),
    },
  );
}
