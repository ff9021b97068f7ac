import type { Caller } from "../../edge/streamingService";
import type { Principal } from "../../iam/iam";
import { ofType, placeOf, type View } from "../parts";
import { textOfRecord } from "../recordText";
import { pageFrom, resourceAskedFor } from "./page";

const BUCKET = "aws:s3/bucket:Bucket";
const PAGE = 50;
/** Bytes of an object that are read to show it. */
const MOST_BYTES = 64 * 1024;

/** Every bucket of the program, with how much is in it. */
export const buckets: View = (parts) => ({
  buckets: ofType(parts.program, BUCKET).map((resource) => {
    const name = String(resource.state.bucket);
    const objects = parts.services.s3.listObjects(parts.principal, name, "");
    return {
      ...placeOf(parts.program, resource),
      ...{ name, objects: objects.length, bytes: bytesOf(objects) },
      ...(objects.length > 0 && { latest: latestOf(objects) }),
    };
  }),
});

/** One bucket: what is right below a prefix, folders first, and a page of it. */
export const bucket: View = (parts, query) => {
  const resource = resourceAskedFor(parts.program, BUCKET, query, "bucket", "bucket");
  const name = String(resource.state.bucket);
  const prefix = query.get("prefix") ?? "";
  const from = pageFrom(query);
  const all = parts.services.s3.listObjects(parts.principal, name, prefix);
  const folders = new Map<string, { prefix: string; objects: number; bytes: number }>();
  const objects: object[] = [];
  for (const each of all) {
    const slash = each.key.indexOf("/", prefix.length);
    if (slash === -1) {
      objects.push(each);
      continue;
    }
    const below = each.key.slice(0, slash + 1);
    const { objects: count = 0, bytes = 0 } = folders.get(below) ?? {};
    folders.set(below, { prefix: below, objects: count + 1, bytes: bytes + each.size });
  }
  const entries: readonly object[] = [...folders.values(), ...objects];
  return {
    bucket: { ...placeOf(parts.program, resource), name, objects: all.length, bytes: bytesOf(all) },
    ...{ prefix, from, pageSize: PAGE, total: entries.length, entries: entries.slice(from, from + PAGE) },
  };
};

/** One object: what it is, and its beginning as a text where it is one. */
export const object: View = async (parts, query) => {
  const name = query.get("bucket") ?? "";
  const key = query.get("key") ?? "";
  const asked = { bucket: name, key } as const;
  const caller = callerOf(parts.principal);
  const { s3 } = parts.services;
  const { headers = {} } = await s3.readObject(caller, { ...asked, method: "HEAD", headers: {} });
  const bytes = Number(headers["content-length"] ?? 0);
  // An empty object has no range that could be asked for.
  const range = bytes > MOST_BYTES ? { range: `bytes=0-${MOST_BYTES - 1}` } : {};
  const { stream } = await s3.readObject(caller, { ...asked, method: "GET", headers: range });
  const chunks: Buffer[] = [];
  for await (const chunk of stream ?? []) chunks.push(Buffer.from(chunk as Buffer));
  return { bucket: name, key, headers, ...textOfRecord(Buffer.concat(chunks), bytes) };
};

/** Without spreading it into arguments: a bucket may have more objects than a call takes. */
function latestOf(objects: readonly { lastModified: number }[]): number {
  return objects.reduce((latest, { lastModified }) => Math.max(latest, lastModified), 0);
}

function bytesOf(objects: readonly { size: number }[]): number {
  return objects.reduce((sum, { size }) => sum + size, 0);
}

function callerOf(principal: Principal): Caller {
  return { principal, authorize: () => {}, allows: () => true };
}
