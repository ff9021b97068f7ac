import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import { AwsError } from "../../base/awsError";
import { callerFor } from "../../edge/callerFor";
import { toFlatXml } from "../../edge/xml";
import type { Principal } from "../../iam/iam";
import type { Services } from "../../services";
import type { S3Origin } from "./cloudFront";

const CLOUDFRONT: Principal = { kind: "service", service: "cloudfront.amazonaws.com" };

/** The answer of an origin. */
export interface OriginReply {
  status: number;
  headers: Readonly<Record<string, string>>;
  body?: Buffer | Readable;
}

/**
 * Reads an object as CloudFront does: as itself, for one distribution, where the origin has an access control, so that the bucket's
 * policy and that of its key decide.
 * Source: CloudFront Developer Guide, "Restrict access to an Amazon S3 origin".
 *
 * @param headers of the viewer that go on to the origin
 * @returns S3's error document where it may not, or there is none
 */
export async function readOrigin(
  { iam, s3 }: Pick<Services, "iam" | "s3">,
  distributionArn: string,
  { bucket, signed }: S3Origin,
  { key, method, headers }: { key: string; method: "GET" | "HEAD"; headers: Readonly<Record<string, string>> },
): Promise<OriginReply> {
  const caller = signed ? callerFor(iam, CLOUDFRONT, distributionArn) : callerFor(iam, { kind: "anonymous" });
  try {
    const reply = await s3.readObject(caller, { bucket, key, method, headers });
    return { status: reply.status ?? 200, headers: reply.headers ?? {}, ...(reply.stream && { body: reply.stream }) };
  } catch (error) {
    if (error instanceof AwsError) return errorDocument(error);
    throw error;
  }
}

/** An error in S3's form, which tells a viewer no more than S3 tells a stranger. */
export function errorDocument(error: AwsError): OriginReply {
  const Message = error.code === "AccessDenied" ? "Access Denied" : error.message;
  const document = toFlatXml("Error", { Code: error.code, Message, ...error.details, RequestId: randomUUID() });
  const body = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${document}`);
  const headers = { "content-type": "application/xml", "content-length": String(body.length) };
  return { status: error.status, headers, body };
}
