import path from "node:path";
import { AwsError } from "../../base/awsError";
import { nothingKept } from "../../base/dataFolder";
import { Inventory } from "../../base/inventory";
import { keptMaps } from "../../base/keptMaps";
import { silentReport } from "../../base/report";
import { isPublic } from "../../iam/publicPolicy";
import type { Services } from "../../services";
import { Bucket } from "./bucket";
import { encryptionWith } from "./encryption";
import { keptBucket, keptBuckets, keptFiles } from "./keptBucket";
import { checkLifecycle } from "./lifecycle";
import type { Notifications } from "./notifications";
import { OWN_KEYS } from "./objectEncryption";
import { ObjectFiles } from "./objectFiles";
import { deleteDirectly, putDirectly } from "./operations/directly";
import { getObject } from "./operations/objects";
import { listDirectly, openDirectly } from "./operations/readDirectly";
import type { S3 } from "./s3";
import { s3Api } from "./s3Api";
import type { Store } from "./s3Call";

/** The statement under which a bucket's policy is kept. */
const POLICY_ID = "bucket-policy";

export interface S3Dependencies
  extends Pick<Services, "clock" | "iam" | "kms" | "report" | "workFolder">,
    Partial<Pick<Services, "data" | "inventory">> {
  notifications: Notifications;
}

/**
 * S3 on files: an object's bytes go from the caller to a file and back, so that its size is not bounded by memory. It is our own
 * because the package before it (fauxqs) keeps objects in memory, ignores `If-None-Match`, and overwrites an object with its tags.
 *
 * Known differences from AWS:
 * - lifecycle rules are accepted and not run, storage classes other than STANDARD are refused;
 * - nothing is encrypted: of keys (SSE-KMS), who may use them counts; SSE-C and two-layer encryption are refused;
 * - access control lists, object lock and replication are refused;
 * - a completed multipart upload cannot be completed again, which AWS allows for a while.
 */
export function createS3({
  clock,
  iam,
  inventory = new Inventory(silentReport),
  kms,
  notifications,
  report,
  workFolder,
  data = nothingKept,
}: S3Dependencies): S3 {
  const maps = keptMaps(data, "s3");
  const created = keptBuckets(maps);
  const files = new ObjectFiles(
    data.keeps ? path.join(data.folder("s3"), "files") : path.join(workFolder, "s3"),
    keptFiles(maps),
  );
  const buckets = new Map<string, Bucket>();
  const bucketOf = (name: string): Bucket => {
    const bucket = buckets.get(name);
    if (bucket) return bucket;
    throw new AwsError("NoSuchBucket", "The specified bucket does not exist", 404, { BucketName: name });
  };
  const store: Store = { clock, kms, files, notifications, buckets, bucketOf, inventory, control: () => s3 };
  const s3: S3 = {
    api: s3Api(store, report, data.checkRecorded),
    createBucket(name) {
      if (buckets.has(name)) {
        throw new AwsError(
          "BucketAlreadyOwnedByYou",
          `there is a bucket ${name} already: give each a name of its own`,
          409,
        );
      }
      const createdAt = created.entries().get(name) ?? clock.now();
      created.set(name, createdAt);
      const bucket = new Bucket(name, createdAt, keptBucket(maps, name));
      buckets.set(name, bucket);
      return { arn: bucket.arn };
    },
    async deleteBucket(name, force) {
      const bucket = bucketOf(name);
      if (!bucket.isEmpty && !force) {
        throw new AwsError(
          "BucketNotEmpty",
          "The bucket you tried to delete is not empty: set forceDestroy to true first",
          409,
        );
      }
      buckets.delete(name);
      notifications.remove(name);
      iam.deleteResourcePolicy(bucket.arn, POLICY_ID);
      const { segments } = bucket;
      bucket.empty();
      created.delete(name);
      await files.remove(segments);
    },
    setVersioning(name, versioning) {
      const bucket = bucketOf(name);
      if (versioning === "Disabled" && bucket.versioning !== "Disabled") {
        throw new AwsError(
          "IllegalVersioningConfigurationException",
          "versioning that was on can be suspended, not disabled",
        );
      }
      bucket.versioning = versioning;
    },
    setPolicy(name, policy) {
      const bucket = bucketOf(name);
      if (policy === undefined) {
        bucket.policy = undefined;
        return iam.deleteResourcePolicy(bucket.arn, POLICY_ID);
      }
      if (bucket.publicAccessBlock?.blockPublicPolicy && isPublic(policy)) {
        throw new AwsError(
          "AccessDenied",
          "the policy allows everybody something, and blockPublicPolicy of the bucket's public access block refuses that",
          403,
        );
      }
      iam.putResourcePolicy(bucket.arn, POLICY_ID, policy);
      bucket.policy = policy;
    },
    setPublicAccessBlock(name, block) {
      bucketOf(name).publicAccessBlock = block;
    },
    setObjectOwnership(name, ownership) {
      bucketOf(name).objectOwnership = ownership;
    },
    setLifecycle(name, rules) {
      const bucket = bucketOf(name);
      if (rules) checkLifecycle(rules);
      bucket.lifecycle = rules;
    },
    setNotifications: async (name, configuration) => notifications.configure(bucketOf(name), configuration),
    setEncryption(name, encryption) {
      bucketOf(name).encryption = encryption === undefined ? OWN_KEYS : encryptionWith(kms, encryption);
    },
    putObject: (principal, object, permissions = []) => putDirectly({ iam, store }, principal, object, permissions),
    readObject: (caller, { bucket: bucketName, key, method, headers }) =>
      getObject({ caller, bucketName, key, method, request: { headers }, query: new URLSearchParams() }, store),
    listObjects: (principal, name, prefix) => listDirectly({ iam, store }, principal, name, prefix),
    openObject: (principal, name, key) => openDirectly({ iam, store }, principal, name, key),
    deleteObject: (principal, name, key) => deleteDirectly(store, principal, name, key),
    arnOf: (name) => bucketOf(name).arn,
  };
  return s3;
}
