import type { Caller } from "../../edge/streamingService";
import type { Principal } from "../../iam/iam";
import type { ListedObject } from "../../services/s3/s3";
import { BoundedMap } from "../../trace/boundedMap";
import { type ConsoleParts, ofType, placeOf, type View } from "../parts";
import { textOfRecord } from "../recordText";
import { pageFrom, resourceAskedFor } from "./page";

const BUCKET = "aws:s3/bucket:Bucket";
const PAGE = 50;
/** Bytes of an object that are read to show it. */
const MOST_BYTES = 64 * 1024;

/** Objects from which on a listing is kept for a while: open pages look every second, and a full bucket has hundreds of thousands. */
const MANY = 1_000;
const KEPT_MS = 10_000;
/** Listings that are kept: those of open pages, each of which may be large. */
const MOST_KEPT = 8;

/** Every bucket of the program, with how much is in it. */
export const buckets: View = (parts) => ({
  buckets: ofType(parts.program, BUCKET).map((resource) => {
    const name = String(resource.state.bucket);
    const objects = listed(parts, name, "");
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
  const all = listed(parts, name, prefix);
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

interface Listing {
  objects: readonly ListedObject[];
  until: number;
}

const listings = new WeakMap<ConsoleParts["services"], BoundedMap<Listing>>();

/** Lists what is below a prefix; many objects as they were up to ten seconds ago. */
function listed({ services, principal }: ConsoleParts, bucket: string, prefix: string): readonly ListedObject[] {
  const kept = listings.get(services) ?? new BoundedMap<Listing>(MOST_KEPT);
  listings.set(services, kept);
  const now = services.clock.now();
  const place = `${bucket}/${prefix}`;
  const known = kept.get(place);
  if (known !== undefined && now < known.until) return known.objects;
  const objects = services.s3.listObjects(principal, bucket, prefix);
  if (objects.length < MANY) kept.delete(place);
  else kept.set(place, { objects, until: now + KEPT_MS });
  return objects;
}

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
