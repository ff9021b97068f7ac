import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { bucketSetting } from "./bucketSetting";

interface Rule {
  id?: string;
  status?: string;
}

/** `aws.s3.BucketLifecycleConfiguration`: accepted as declared, and not run. */
export function bucketLifecycle({ s3 }: Pick<Services, "s3">): ResourceHandler {
  return bucketSetting(
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    {
      rules: { noEffect: "not run: they work over days" },
      transitionDefaultMinimumObjectSize: { noEffect: "lifecycle rules are not run" },
    },
    {
      put(bucket, { rules = [] }) {
        s3.arnOf(bucket);
        for (const { id, status } of rules as Rule[]) {
          if (!id) throw new Error("rules: every rule needs an id");
          if (status !== "Enabled" && status !== "Disabled") {
            throw new Error(`rules: status of "${id}" must be "Enabled" or "Disabled", got "${status}"`);
          }
        }
      },
      remove: () => {},
    },
  );
}
