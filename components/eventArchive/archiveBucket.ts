import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { EVENTS_PREFIX, RESULTS_PREFIX } from "../../functions/access-cards/archive/layout";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { bucket } from "../parts/data/bucket";
import type { Settings } from "./settings";

/** Days that a deleted or overwritten object can still be brought back. */
const REPLACED_VERSION_DAYS = 30;

/** Days after which the results of a query go, and again until they are gone for good: they are copies, of personal data. */
const RESULT_DAYS = 1;

/** Keeps events for good, what Firehose could not process beside them, and results of queries for two days at most. */
export function archiveBucket(name: string, settings: Settings, opts: ChildOptions): aws.s3.Bucket {
  return bucket(
    name,
    {
      versioned: true,
      replacedVersionDays: REPLACED_VERSION_DAYS,
      unfinishedUploadDays: 1,
      forceDestroy: pulumi.output(settings.deletionProtection).apply((protects) => !protects),
      keyArn: settings.key.arn,
      lifecycleRules: [
        {
          id: "old-events",
          status: "Enabled",
          filter: { prefix: EVENTS_PREFIX },
          transitions: [{ days: settings.archiveDays, storageClass: "GLACIER_IR" }],
        },
        {
          id: "results",
          status: "Enabled",
          filter: { prefix: RESULTS_PREFIX },
          expiration: { days: RESULT_DAYS },
          // In a versioned bucket an expired object only becomes a replaced version. The sooner one of two rules holds (S3 User
          // Guide, "Lifecycle configuration conflicts").
          noncurrentVersionExpiration: { noncurrentDays: RESULT_DAYS },
        },
      ],
      tags: settings.tags,
      transform: settings.transform.bucket,
    },
    opts,
  );
}
