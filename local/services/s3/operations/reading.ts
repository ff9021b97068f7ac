import { AwsError } from "../../../base/awsError";
import type { ObjectVersion } from "../bucket";
import { quoted } from "../objectHeaders";
import { header, type ReadCall, type S3Reply } from "../s3Call";

/**
 * The one range of bytes that a reader asks for; a header that is no such range reads everything.
 * Source: RFC 9110, "Range Requests"; Amazon S3 API Reference, GetObject.
 *
 * @returns both ends inclusive
 * @throws AwsError `InvalidRange`
 */
export function requestedRange(text: string | undefined, size: number): { start: number; end: number } | undefined {
  const [, first = "", last = ""] = text?.match(/^bytes=(\d*)-(\d*)$/) ?? [];
  if (first === "" && last === "") return undefined;
  const start = first === "" ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  if (start < size && start <= end) return { start, end };
  throw new AwsError("InvalidRange", "The requested range is not satisfiable", 416, { ActualObjectSize: size });
}

/**
 * Evaluates the conditions on a read: `undefined` where it goes on.
 * Source: RFC 9110, "Precedence of Preconditions".
 *
 * @throws AwsError `PreconditionFailed`
 */
export function readCondition(call: ReadCall, { etag, lastModified }: ObjectVersion): S3Reply | undefined {
  const seconds = Math.floor(lastModified / 1000);
  const ifMatch = header(call, "if-match");
  const unmodifiedSince = header(call, "if-unmodified-since");
  const isStale =
    ifMatch !== undefined
      ? ifMatch !== "*" && quoted(ifMatch) !== etag
      : unmodifiedSince !== undefined && seconds > Date.parse(unmodifiedSince) / 1000;
  if (isStale) {
    throw new AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412);
  }
  const ifNoneMatch = header(call, "if-none-match");
  const modifiedSince = header(call, "if-modified-since");
  const isKnown =
    ifNoneMatch !== undefined
      ? ifNoneMatch === "*" || quoted(ifNoneMatch) === etag
      : modifiedSince !== undefined && seconds <= Date.parse(modifiedSince) / 1000;
  return isKnown ? { status: 304, headers: { etag } } : undefined;
}
