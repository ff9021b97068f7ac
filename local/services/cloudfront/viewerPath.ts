import type { CacheBehavior, DistributionSpec } from "./cloudFront";

/**
 * A path without `.` and `..`, which never leads above the root, in whatever letters they are written.
 * Source: RFC 3986, section 5.2.4; CloudFront Developer Guide, "Cache behavior settings", "Path pattern": "CloudFront normalizes URI
 * paths consistent with RFC 3986 and then matches the path with the correct cache behavior".
 */
export function normalizedPath(path: string): string {
  const kept: string[] = [];
  const segments = path.split("/").slice(1);
  for (const [index, segment] of segments.entries()) {
    const plain = segment.replaceAll(/%2e/gi, ".");
    const isLast = index === segments.length - 1;
    if (plain === "..") kept.pop();
    else if (plain !== ".") kept.push(segment);
    if (isLast && (plain === "." || plain === "..")) kept.push("");
  }
  return `/${kept.join("/")}`;
}

/** The first behavior whose pattern matches; `*` stands for any characters, `?` for one, and letters count as they are. */
export function behaviorOf(
  { orderedBehaviors, defaultBehavior }: Pick<DistributionSpec, "orderedBehaviors" | "defaultBehavior">,
  path: string,
): CacheBehavior {
  return orderedBehaviors.find(({ pathPattern }) => matches(pathPattern, path)) ?? defaultBehavior;
}

function matches(pattern: string, path: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${pattern.startsWith("/") ? "" : "/"}${source}$`, "s").test(path);
}

/** The key of an object for a path; `undefined` where the path is written wrongly. */
export function keyOf(originPath: string, path: string): string | undefined {
  try {
    return `${originPath.replace(/^\//, "")}${decodeURIComponent(path)}`.replace(/^\//, "");
  } catch {
    return undefined;
  }
}
