import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { policyText } from "../iam/policyText";
import { bucketSetting } from "./bucketSetting";

/** `aws.s3.BucketPolicy`: enforced with every call on the bucket and its objects. */
export function bucketPolicy({ s3 }: Pick<Services, "s3">): ResourceHandler {
  return bucketSetting(
    "aws:s3/bucketPolicy:BucketPolicy",
    { policy: "honoured" },
    {
      put: (bucket, { policy }) => s3.setPolicy(bucket, policyText(policy, "policy")),
      remove: (bucket) => s3.setPolicy(bucket, undefined),
    },
  );
}
