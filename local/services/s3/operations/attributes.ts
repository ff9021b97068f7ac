import { AwsError } from "../../../base/awsError";
import { checksumMembers } from "../objectHeaders";
import { header, onObject, type S3Call, type S3Reply, type Store } from "../s3Call";
import { readableVersion } from "./objects";

const ATTRIBUTES = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];

/** Source: Amazon S3 API Reference, "GetObjectAttributes"; the parts of an object that came in several are told by their number only. */
export async function getObjectAttributes(call: S3Call, store: Store): Promise<S3Reply> {
  const bucket = store.bucketOf(call.bucketName);
  const version = readableVersion(call, bucket, "s3:GetObject");
  call.caller.authorize([onObject(bucket, version.key, "s3:GetObjectAttributes")]);
  const wanted = (header(call, "x-amz-object-attributes") ?? "").split(",").map((name) => name.trim());
  const wrong = wanted.find((name) => !ATTRIBUTES.includes(name));
  if (wrong !== undefined) throw new AwsError("InvalidArgument", "Invalid attribute name specified.");
  const { checksum, etag, size, segments, lastModified, versionId } = version;
  const all: Record<string, unknown> = {
    ETag: etag.replaceAll('"', ""),
    Checksum: checksum && checksumMembers(checksum),
    ...(etag.includes("-") && { ObjectParts: { PartsCount: segments.length } }),
    StorageClass: "STANDARD",
    ObjectSize: size,
  };
  return {
    headers: {
      "last-modified": new Date(lastModified).toUTCString(),
      ...(versionId !== "null" && { "x-amz-version-id": versionId }),
    },
    document: [
      "GetObjectAttributesResponse",
      Object.fromEntries(ATTRIBUTES.filter((name) => wanted.includes(name)).map((name) => [name, all[name]])),
    ],
  };
}
