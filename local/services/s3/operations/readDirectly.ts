import type { Readable } from "node:stream";
import type { Iam, Principal } from "../../../iam/iam";
import { noSuchKey } from "../bucket";
import { keyPermissions } from "../encryption";
import type { ListedObject } from "../s3";
import { onObject, type Store } from "../s3Call";

interface Parts {
  iam: Pick<Iam, "authorize">;
  store: Store;
}

/** ListObjectsV2 without HTTP and without pages, for services of the local cloud that read for their caller, such as Athena. */
export function listDirectly(
  { iam, store }: Parts,
  principal: Principal,
  bucketName: string,
  prefix: string,
): readonly ListedObject[] {
  const bucket = store.bucketOf(bucketName);
  iam.authorize(principal, [{ action: "s3:ListBucket", resource: bucket.arn, context: { "s3:prefix": prefix } }]);
  return bucket.keys
    .filter((key) => key.startsWith(prefix))
    .flatMap((key) => {
      const version = bucket.current(key);
      return version ? [{ key, size: version.size, lastModified: version.lastModified }] : [];
    });
}

/** GetObject without HTTP. */
export function openDirectly({ iam, store }: Parts, principal: Principal, bucketName: string, key: string): Readable {
  const bucket = store.bucketOf(bucketName);
  iam.authorize(principal, [onObject(bucket, key, "s3:GetObject")]);
  const version = bucket.current(key);
  if (!version) throw noSuchKey(key);
  iam.authorize(principal, keyPermissions(version.encryption, bucket, key, "Decrypt"));
  return store.files.read(version.segments, 0, version.size - 1);
}
