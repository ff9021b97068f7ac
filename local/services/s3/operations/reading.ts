import { AwsError } from "../../../base/awsError";
import { preconditionFailed } from "../bucket";
import type { ObjectVersion } from "../bucketContent";
import { quoted } from "../objectHeaders";
import { header, type ReadCall, type S3Reply } from "../s3Call";

/** Amazon S3 User Guide, "Amazon S3 multipart upload limits". */
export const MAX_PARTS = 10_000;

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
 * The part of an object that a reader asks for by its number; an object that came whole has one.
 * Source: Amazon S3 API Reference, GetObject, `partNumber`.
 *
 * @throws AwsError `InvalidPartNumber`, or `InvalidRequest` beside a range
 */
export function requestedPart(call: ReadCall, { segments, size, etag }: ObjectVersion) {
  const text = call.query.get("partNumber");
  if (text === null) return undefined;
  if (header(call, "range") !== undefined) {
    throw new AwsError("InvalidRequest", "Cannot specify both Range header and partNumber query parameter");
  }
  const number = Number(text);
  const count = /-\d+"$/.test(etag) ? segments.length : 1;
  if (!Number.isInteger(number) || number < 1 || number > MAX_PARTS) {
    throw new AwsError("InvalidArgument", `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`);
  }
  if (number > count) {
    throw new AwsError("InvalidPartNumber", "The requested partnumber is not satisfiable", 416, {
      ...{ ActualPartCount: count, PartNumberRequested: number },
    });
  }
  if (count === 1) return { range: size > 0 ? { start: 0, end: size - 1 } : undefined, headers: {} };
  const start = segments.slice(0, number - 1).reduce((sum, segment) => sum + segment.size, 0);
  const end = start + (segments[number - 1]?.size ?? 0) - 1;
  return { range: { start, end }, headers: { "x-amz-mp-parts-count": String(count) } };
}

const OVERRIDABLE = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
] as const;
/** The query's names for headers that a reader wants instead of the object's. */
export const OVERRIDES = OVERRIDABLE.map((name) => `response-${name}`);

/** Source: Amazon S3 API Reference, GetObject, "Overriding response header values through the request". */
export function overriddenHeaders({ query }: ReadCall): Record<string, string> {
  return Object.fromEntries(
    OVERRIDABLE.flatMap((name) => {
      const value = query.get(`response-${name}`);
      return value === null ? [] : [[name, value]];
    }),
  );
}

/**
 * Evaluates the conditions on a read: `undefined` where it goes on.
 * Source: RFC 9110, "Precedence of Preconditions".
 *
 * @throws AwsError `PreconditionFailed`
 */
export function readCondition(call: ReadCall, version: ObjectVersion, now: number): S3Reply | undefined {
  const { stale, known } = unmet(call, version, now, "");
  if (stale !== undefined) throw preconditionFailed(stale);
  return known === undefined ? undefined : { status: 304, headers: { etag: version.etag } };
}

/**
 * Evaluates the conditions on what is copied, where "not modified" fails the copy, too.
 * Source: Amazon S3 API Reference, "CopyObject", `x-amz-copy-source-if-match` and the three after it.
 *
 * @throws AwsError `PreconditionFailed`
 */
export function copyCondition(call: ReadCall, version: ObjectVersion, now: number): void {
  const { stale, known } = unmet(call, version, now, "x-amz-copy-source-");
  const condition = stale ?? known;
  if (condition !== undefined) throw preconditionFailed(`x-amz-copy-source-${condition}`);
}

/** Names the conditions that are not met: of one who wants what he has, and of one who wants something else. */
function unmet(call: ReadCall, { etag, lastModified }: ObjectVersion, now: number, prefix: string) {
  const seconds = Math.floor(lastModified / 1000);
  const matches = (text: string) => text === "*" || quoted(text) === etag;
  const given = (name: string) => header(call, prefix + name);
  const ifMatch = given("if-match");
  const unmodifiedSince = given("if-unmodified-since");
  const ifNoneMatch = given("if-none-match");
  const modifiedSince = given("if-modified-since");
  const stale =
    ifMatch !== undefined
      ? !matches(ifMatch) && "If-Match"
      : seconds > timeOf(unmodifiedSince, Number.POSITIVE_INFINITY) && "If-Unmodified-Since";
  // A time that is still to come is no valid one (RFC 2616, section 14.25), which S3 goes by.
  const since = timeOf(modifiedSince, Number.NEGATIVE_INFINITY);
  const known =
    ifNoneMatch !== undefined
      ? matches(ifNoneMatch) && "If-None-Match"
      : seconds <= since && since * 1000 <= now && "If-Modified-Since";
  return { stale: stale || undefined, known: known || undefined };
}

/** Seconds since the Unix epoch; what is no time counts as none. */
function timeOf(text: string | undefined, none: number): number {
  const time = text === undefined ? Number.NaN : Date.parse(text) / 1000;
  return Number.isNaN(time) ? none : time;
}
