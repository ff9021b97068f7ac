import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { silentReport } from "../../../local/base/report";
import type { AwsService } from "../../../local/edge/awsService";
import type { StreamingService } from "../../../local/edge/streamingService";
import type { Services } from "../../../local/services";
import { createS3 } from "../../../local/services/s3/createS3";
import { noNotifications } from "../../../local/services/s3/notifications";
import { HeldClock } from "../../support/heldClock";
import { answerOf, type Calls } from "../calls";
import type { Connect } from "../clients/client";
import type { Subject } from "../table";

/** Calls of a bucket `records`, in which there are objects already. Another bucket, `other`, is empty. */
export interface S3Input extends Calls {
  /** Texts by key. */
  readonly objects?: Readonly<Record<string, string>>;
  readonly versioning?: "Enabled" | "Suspended";
  readonly policy?: string;
}

/** The time at which every row begins. */
export const NOW = "2026-03-01T12:00:00.000Z";
/** Calls that are about no bucket. */
const OF_THE_SERVICE = /^ListBuckets$/;

/** Answers what S3 tells of: `["Events", {}]` is the names and keys of the events that a listener of the bucket has heard. */
export async function startS3Subject(connect: Connect<AwsService | StreamingService>): Promise<Subject<S3Input>> {
  const workFolder = mkdtempSync(path.join(tmpdir(), "sluice-s3-"));
  const clock = new HeldClock(Date.parse(NOW));
  const iam = { putResourcePolicy() {}, deleteResourcePolicy() {} } as Partial<Services["iam"]> as Services["iam"];
  const events: string[] = [];
  const notifications = {
    ...noNotifications,
    happened: (_bucket: object, { type, version }: { type: string; version: { key: string } }) =>
      void events.push(`${type} ${version.key}`),
  };
  const kms = {} as Services["kms"];
  const s3 = createS3({ clock, iam, kms, notifications, report: silentReport, workFolder });
  const client = await connect(s3.api, "s3");
  return {
    async answer({ objects = {}, versioning, policy, ...calls }) {
      clock.advance(Date.parse(NOW) - clock.now());
      for (const bucket of ["records", "other"]) s3.createBucket(bucket);
      if (versioning) s3.setVersioning("records", versioning);
      if (policy !== undefined) s3.setPolicy("records", policy);
      for (const [Key, Body] of Object.entries(objects))
        await client.call("PutObject", { Bucket: "records", Key, Body });
      events.length = 0;
      try {
        return await answerOf(
          calls,
          {
            call: async (operation, parameters) =>
              operation === "Events"
                ? [...events]
                : client.call(operation, {
                    ...(!OF_THE_SERVICE.test(operation) && { Bucket: "records" }),
                    ...parameters,
                  }),
            wait: (seconds) => clock.advance(seconds * 1000),
          },
          {},
        );
      } finally {
        for (const bucket of ["records", "other"]) await s3.deleteBucket(bucket, true);
      }
    },
    async stop() {
      await client.close();
      rmSync(workFolder, { recursive: true, force: true });
    },
  };
}
