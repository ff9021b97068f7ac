import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import * as aws from "@pulumi/aws";

/** A callback that leaves a mark in a bucket every minute, with the permissions that Pulumi gives callbacks by default. */
export function scheduledTick() {
  const marks = new aws.s3.Bucket("scheduled-tick", { forceDestroy: true });
  aws.cloudwatch.onSchedule("scheduled-tick", "rate(1 minute)", async () => {
    await new S3Client({}).send(new PutObjectCommand({ Bucket: marks.id.get(), Key: "mark", Body: "tick" }));
  });
  return { bucket: marks.id };
}
