import { createHash } from "node:crypto";
import type { Iam, Permission, Principal } from "../../../iam/iam";
import type { ObjectVersion } from "../bucketContent";
import { encryptionWith, keyPermissions } from "../encryption";
import type { NewObject } from "../s3";
import { onObject, type Store } from "../s3Call";
import { commit, newVersionId } from "./objects";

/** PutObject without HTTP, for services of the local cloud that write for a role of the program, such as Firehose. */
export async function putDirectly(
  { iam, store }: { iam: Pick<Iam, "authorize">; store: Store },
  principal: Principal,
  { bucket: bucketName, key, body, headers = {}, tags = {}, encryption: wanted }: NewObject,
  permissions: readonly Permission[],
): Promise<{ etag: string; versionId: string }> {
  const bucket = store.bucketOf(bucketName);
  const encryption = wanted === undefined ? bucket.encryption : encryptionWith(store.kms, wanted);
  iam.authorize(principal, [
    onObject(bucket, key, "s3:PutObject"),
    ...permissions,
    ...keyPermissions(encryption, bucket, key, "GenerateDataKey"),
  ]);
  const segment = await store.files.write(chunksOf(body));
  const version: ObjectVersion = {
    key,
    versionId: newVersionId(bucket),
    isDeleteMarker: false,
    etag: `"${createHash("md5").update(body).digest("hex")}"`,
    size: segment.size,
    lastModified: store.clock.now(),
    segments: [segment],
    headers: { "content-type": "binary/octet-stream", ...headers },
    ...{ tags, encryption },
  };
  await commit(store, bucket, version);
  store.notifications.happened(bucket, { type: "ObjectCreated:Put", version, principal });
  return { etag: version.etag, versionId: version.versionId };
}

/** Takes every version of an object away, as deploying tools do with the objects that they have made. */
export async function deleteDirectly(
  store: Store,
  principal: Principal,
  bucketName: string,
  key: string,
): Promise<void> {
  const bucket = store.bucketOf(bucketName);
  for (const version of [...bucket.versionsOf(key)]) {
    bucket.removeVersion(key, version.versionId);
    await store.files.remove(version.segments);
    store.notifications.happened(bucket, { type: "ObjectRemoved:Delete", version, principal });
  }
}

async function* chunksOf(body: Buffer): AsyncGenerator<Buffer> {
  yield body;
}
