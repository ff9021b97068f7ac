import { CopyObjectCommand, S3Client } from "@aws-sdk/client-s3";
import * as aws from "@pulumi/aws";

/** Copies what comes into one bucket to another, by a callback. */
export function copyOnUpload() {
  const incoming = new aws.s3.Bucket("copy-incoming", { forceDestroy: true });
  const copies = new aws.s3.Bucket("copy-copies", { forceDestroy: true });
  incoming.onObjectCreated("copy-on-upload", async ({ Records: records = [] }) => {
    const client = new S3Client({});
    for (const { s3 } of records) {
      const CopySource = `${s3.bucket.name}/${s3.object.key}`;
      await client.send(new CopyObjectCommand({ Bucket: copies.id.get(), Key: s3.object.key, CopySource }));
    }
  });
  return { incoming: incoming.id, copies: copies.id };
}
