import { readFileSync } from "node:fs";
import {
  isAssetFile,
  type ResourceContext,
  type ResourceHandler,
  type ResourceState,
} from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { BucketEncryption } from "../../services/s3/bucketSettings";

interface ObjectInputs {
  bucket: string;
  key?: string;
  content?: string;
  contentBase64?: string;
  source?: unknown;
  acl?: string;
  storageClass?: string;
  serverSideEncryption?: string;
  kmsKeyId?: string;
  bucketKeyEnabled?: boolean;
  metadata?: Record<string, string>;
  tags?: Record<string, string>;
  contentType?: string;
  cacheControl?: string;
  contentDisposition?: string;
  contentEncoding?: string;
  contentLanguage?: string;
}

/** Headers of an object by the property that sets each. */
const HEADERS = {
  contentType: "content-type",
  cacheControl: "cache-control",
  contentDisposition: "content-disposition",
  contentEncoding: "content-encoding",
  contentLanguage: "content-language",
} as const satisfies Partial<Record<keyof ObjectInputs, string>>;
const HASHES = { noEffect: "a changed content is found without it" };

/** `aws.s3.BucketObject` is the older name: it has the same properties, but for `overrideProvider`. */
type ObjectType = "aws:s3/bucketObject:BucketObject" | "aws:s3/bucketObjectv2:BucketObjectv2";

/** `aws.s3.BucketObjectv2` and `aws.s3.BucketObject`: an object out of a text or a file. */
export function bucketObject(type: ObjectType, { iam, s3 }: Pick<Services, "iam" | "s3">): ResourceHandler {
  const deployer = () => iam.principalOf(iam.operator.accessKeyId, iam.operator.sessionToken);
  const put = async ({ name }: Pick<ResourceContext, "name">, inputs: ObjectInputs): Promise<ResourceState> => {
    const { bucket, key = name } = inputs;
    refuse(inputs);
    const { etag, versionId } = await s3.putObject(deployer(), {
      ...{ bucket, key, body: bodyOf(inputs), headers: headersOf(inputs), tags: inputs.tags ?? {} },
      ...encryptionOf(inputs),
    });
    const facts = { key, etag: etag.replaceAll('"', ""), arn: `${s3.arnOf(bucket)}/${key}` };
    return { id: key, state: { ...inputs, ...facts, ...(versionId !== "null" && { versionId }) } };
  };
  return {
    type,
    properties: {
      bucket: "honoured",
      key: "honoured",
      content: "honoured",
      contentBase64: "honoured",
      source: "honoured",
      contentType: "honoured",
      cacheControl: "honoured",
      contentDisposition: "honoured",
      contentEncoding: "honoured",
      contentLanguage: "honoured",
      metadata: "honoured",
      acl: "honoured",
      storageClass: "honoured",
      serverSideEncryption: "honoured",
      kmsKeyId: "honoured",
      bucketKeyEnabled: "honoured",
      etag: HASHES,
      sourceHash: HASHES,
      forceDestroy: { noEffect: "it takes versions away that are locked, and there are no locks here" },
    },
    replaceOn: ["bucket", "key"],
    create: async (context, inputs) => put(context, inputs as unknown as ObjectInputs),
    update: async (context, _current, inputs) => put(context, inputs as unknown as ObjectInputs),
    delete: (_context, { id, state }) => s3.deleteObject(deployer(), String(state.bucket), id),
  };
}

function refuse({ acl = "private", storageClass = "STANDARD" }: ObjectInputs): void {
  if (acl !== "private" && acl !== "bucket-owner-full-control") {
    throw new Error(`acl must be "private" locally, got "${acl}": the local cloud has no access control lists`);
  }
  if (storageClass !== "STANDARD") throw new Error(`storageClass must be "STANDARD" locally, got "${storageClass}"`);
}

function bodyOf({ content, contentBase64, source }: ObjectInputs): Buffer {
  const given = [content, contentBase64, source].filter((value) => value !== undefined);
  if (given.length > 1) throw new Error("content, contentBase64 and source exclude each other");
  if (content !== undefined) return Buffer.from(content);
  if (contentBase64 !== undefined) return Buffer.from(contentBase64, "base64");
  if (source === undefined) return Buffer.alloc(0);
  if (isAssetFile(source)) return readFileSync(source.file);
  throw new Error(
    "source must be an asset (pulumi.asset.FileAsset or StringAsset) locally: archives are not packed here",
  );
}

function headersOf(inputs: ObjectInputs): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [property, name] of Object.entries(HEADERS)) {
    const value = inputs[property as keyof typeof HEADERS];
    if (value !== undefined) headers[name] = value;
  }
  for (const [name, value] of Object.entries(inputs.metadata ?? {}))
    headers[`x-amz-meta-${name.toLowerCase()}`] = value;
  return headers;
}

function encryptionOf({ serverSideEncryption, kmsKeyId, bucketKeyEnabled = false }: ObjectInputs): {
  encryption?: BucketEncryption;
} {
  if (serverSideEncryption === undefined && kmsKeyId === undefined) return {};
  const algorithm = serverSideEncryption ?? "aws:kms";
  return { encryption: { algorithm, bucketKey: bucketKeyEnabled, ...(kmsKeyId !== undefined && { keyId: kmsKeyId }) } };
}
