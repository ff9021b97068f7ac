import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { Versioning } from "../../services/s3/bucketSettings";
import { bucketSetting } from "./bucketSetting";

const STATUSES: readonly string[] = ["Enabled", "Suspended", "Disabled"] satisfies Versioning[];

/** `aws.s3.BucketVersioning`; without it, as on AWS, versioning that was on is suspended. */
export function bucketVersioning({ s3 }: Pick<Services, "s3">): ResourceHandler {
  return bucketSetting(
    "aws:s3/bucketVersioning:BucketVersioning",
    { versioningConfiguration: "honoured" },
    {
      put(bucket, { versioningConfiguration }) {
        const { status, mfaDelete } = versioningConfiguration as { status: string; mfaDelete?: string };
        if (!STATUSES.includes(status)) {
          throw new Error(`versioningConfiguration.status must be ${STATUSES.join(", ")}, got "${status}"`);
        }
        if (mfaDelete !== undefined && mfaDelete !== "Disabled") {
          throw new Error("versioningConfiguration.mfaDelete is not supported locally yet: unset it for this stack");
        }
        s3.setVersioning(bucket, status as Versioning);
      },
      remove(bucket, { versioningConfiguration }) {
        const { status } = versioningConfiguration as { status: Versioning };
        s3.setVersioning(bucket, status === "Disabled" ? "Disabled" : "Suspended");
      },
    },
  );
}
