import { REGION } from "../../../base/arn";
import { AwsError } from "../../../base/awsError";
import { tagList } from "../../../base/tagList";
import { documentIn, elementsOf, malformedXml, textOf } from "../../../edge/xmlDocument";
import { isBucketName } from "../bucketName";
import { receiveText } from "../receivedBody";
import { keyOf, type S3Call, type S3Reply, type Store } from "../s3Call";
import { checkTags, taggingIn } from "../tagging";
import { readableVersion, removeObject } from "./objects";
import { OWNER } from "./page";

const MAX_DELETED_AT_ONCE = 1000;

export async function listBuckets(call: S3Call, { buckets }: Store): Promise<S3Reply> {
  call.caller.authorize([{ action: "s3:ListAllMyBuckets", resource: "*" }]);
  const names = [...buckets.keys()].sort();
  const Bucket = names.map((Name) => ({ Name, CreationDate: new Date(buckets.get(Name)?.createdAt ?? 0) }));
  return { document: ["ListAllMyBucketsResult", { Owner: OWNER, Buckets: { Bucket } }] };
}

export async function headBucket(call: S3Call, store: Store): Promise<S3Reply> {
  const bucket = store.bucketOf(call.bucketName);
  call.caller.authorize([{ action: "s3:ListBucket", resource: bucket.arn }]);
  return { headers: { "x-amz-bucket-region": REGION } };
}

export async function getBucketLocation(call: S3Call, store: Store): Promise<S3Reply> {
  const bucket = store.bucketOf(call.bucketName);
  call.caller.authorize([{ action: "s3:GetBucketLocation", resource: bucket.arn }]);
  // us-east-1 has the empty name here (Amazon S3 API Reference, GetBucketLocation).
  return { document: ["LocationConstraint", {}] };
}

/** Each object is authorised by itself; what is refused is told beside what was deleted. */
export async function deleteObjects(call: S3Call, store: Store): Promise<S3Reply> {
  store.bucketOf(call.bucketName);
  const document = documentIn(await receiveText(call.request), "Delete");
  const named = elementsOf(document, "Object");
  if (named.length === 0 || named.length > MAX_DELETED_AT_ONCE) throw malformedXml();
  const deleted: Record<string, unknown>[] = [];
  const errors: Record<string, unknown>[] = [];
  for (const element of named) {
    const Key = textOf(element, "Key") ?? "";
    const VersionId = textOf(element, "VersionId");
    try {
      const meant = { versionId: VersionId, onlyIfEtag: textOf(element, "ETag") };
      const { versionId, isDeleteMarker } = await removeObject(call, store, Key, meant);
      deleted.push({
        ...{ Key, VersionId },
        ...(isDeleteMarker && { DeleteMarker: true, DeleteMarkerVersionId: versionId }),
      });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      errors.push({ Key, VersionId, Code: error.code, Message: error.message });
    }
  }
  const isQuiet = textOf(document, "Quiet") === "true";
  return { document: ["DeleteResult", { ...(!isQuiet && { Deleted: deleted }), Error: errors }] };
}

export async function getObjectTagging(call: S3Call, store: Store): Promise<S3Reply> {
  const { tags } = readableVersion(call, store.bucketOf(call.bucketName), "s3:GetObjectTagging");
  return { document: ["Tagging", { TagSet: { Tag: tagList(tags) } }] };
}

export async function putObjectTagging(call: S3Call, store: Store): Promise<S3Reply> {
  const bucket = store.bucketOf(call.bucketName);
  const version = readableVersion(call, bucket, "s3:PutObjectTagging");
  bucket.setTags(keyOf(call), version, checkTags(taggingIn(await receiveText(call.request))));
  return {};
}

export async function deleteObjectTagging(call: S3Call, store: Store): Promise<S3Reply> {
  const bucket = store.bucketOf(call.bucketName);
  const version = readableVersion(call, bucket, "s3:DeleteObjectTagging");
  bucket.setTags(keyOf(call), version, {});
  return { status: 204 };
}

/** In this region, a bucket that the caller has already is answered. Source: Amazon S3 API Reference, "CreateBucket", `BucketAlreadyOwnedByYou`. */
export async function createBucket(call: S3Call, { buckets, control }: Store): Promise<S3Reply> {
  const { bucketName: name } = call;
  call.caller.authorize([{ action: "s3:CreateBucket", resource: `arn:aws:s3:::${name}` }]);
  if (!isBucketName(name)) {
    throw new AwsError("InvalidBucketName", "The specified bucket is not valid.", 400, { BucketName: name });
  }
  const text = await receiveText(call.request);
  const { LocationConstraint: region, ...others } = text === "" ? {} : documentIn(text, "CreateBucketConfiguration");
  const [other] = Object.keys(others);
  if (other !== undefined) {
    throw new AwsError("NotImplemented", `${other} of a new bucket is not supported locally yet: leave it out`, 501);
  }
  if (region !== undefined && region !== "" && region !== REGION) {
    throw new AwsError(
      "IllegalLocationConstraintException",
      `The ${region} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  if (!buckets.has(name)) control().createBucket(name);
  return { headers: { location: `/${name}` } };
}

export async function deleteBucket(call: S3Call, store: Store): Promise<S3Reply> {
  const { arn, name, isEmpty } = store.bucketOf(call.bucketName);
  call.caller.authorize([{ action: "s3:DeleteBucket", resource: arn }]);
  if (!isEmpty) {
    throw new AwsError("BucketNotEmpty", "The bucket you tried to delete is not empty", 409, { BucketName: name });
  }
  await store.control().deleteBucket(name, false);
  store.inventory.deletedByCall(arn);
  return { status: 204 };
}
