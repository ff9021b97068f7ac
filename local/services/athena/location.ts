import { QueryError } from "./queryError";

/** @throws QueryError for a location that is not S3's */
export function locationOf(location: string): { bucket: string; prefix: string } {
  const [, bucket, prefix = ""] = location.match(/^s3:\/\/([^/]+)(?:\/(.*))?$/s) ?? [];
  if (bucket === undefined) throw new QueryError("HIVE_METASTORE_ERROR", `Table location can not be read: ${location}`);
  return { bucket, prefix: prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/` };
}
