import { REGION } from "../../base/arn";
import type { S3Origin } from "../../services/cloudfront/cloudFront";
import { onlyMembers } from "./onlyMembers";

export interface OriginInputs {
  originId: string;
  domainName: string;
  originPath?: string;
  originAccessControlId?: string;
  s3OriginConfig?: { originAccessIdentity: string };
  connectionAttempts?: number;
  connectionTimeout?: number;
}

const KNOWN = [
  ...["originId", "domainName", "originPath", "originAccessControlId", "s3OriginConfig", "connectionAttempts"],
  "connectionTimeout",
];
const BUCKET = new RegExp(`^(.+)\\.s3(?:\\.${REGION})?\\.amazonaws\\.com$`);

/** @throws Error for an origin that is no bucket */
export function originOf(inputs: OriginInputs): S3Origin {
  const where = `origins: "${inputs.originId}"`;
  const [, bucket] = inputs.domainName.match(BUCKET) ?? [];
  if ("customOriginConfig" in inputs || bucket === undefined) {
    throw new Error(
      `${where} must be a bucket of this region locally (domainName: bucket.bucketRegionalDomainName), got "${inputs.domainName}": ` +
        "custom origins are not supported yet",
    );
  }
  onlyMembers(where, inputs, KNOWN);
  if (inputs.s3OriginConfig?.originAccessIdentity) {
    throw new Error(`${where}: originAccessIdentity is not supported locally: use an originAccessControlId`);
  }
  const path = inputs.originPath ?? "";
  if (path !== "" && (!path.startsWith("/") || path.endsWith("/"))) {
    throw new Error(`${where}: originPath must begin with a slash and not end with one, got "${path}"`);
  }
  return { bucket, path, signed: Boolean(inputs.originAccessControlId) };
}
