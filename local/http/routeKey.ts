/** A route key, taken apart. */
export type RouteKey =
  | { kind: "default" }
  | {
      kind: "path";
      /** `"POST"` or `"ANY"` */
      method: string;
      /** `"/pets/{id}"` */
      path: string;
      segments: readonly Segment[];
    };

export type Segment =
  | { kind: "literal"; text: string }
  | { kind: "variable"; name: string }
  /** `{name+}`: one segment or more, to the end of the path. */
  | { kind: "greedy"; name: string };

const METHODS = ["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/**
 * Reads `"$default"`, `"POST /orders"` or `"ANY /files/{path+}"`.
 * @throws Error naming the rule that `key` breaks ("Create routes for HTTP APIs in API Gateway")
 */
export function parseRouteKey(key: string): RouteKey {
  if (key === "$default") return { kind: "default" };
  const [method = "", path = "", ...rest] = key.split(" ");
  if (!METHODS.includes(method) || !path.startsWith("/") || rest.length > 0) {
    throw new Error(
      `routeKey must be "$default" or a method (${METHODS.join(", ")}), one space and a path such as "POST /orders"; got "${key}"`,
    );
  }
  const segments = splitPath(path).map(parseSegment);
  const greedy = segments.findIndex((segment) => segment.kind === "greedy");
  if (greedy >= 0 && greedy < segments.length - 1) {
    throw new Error(`routeKey "${key}": a greedy variable such as {proxy+} must be the last part of the path`);
  }
  return { kind: "path", method, path, segments };
}

/** `"/a/b"` to `["a", "b"]`; `"/"` to `[""]`, so that a trailing slash makes another path, as on AWS. */
export function splitPath(path: string): string[] {
  return path.slice(1).split("/");
}

function parseSegment(text: string): Segment {
  const [, name, plus] = /^\{([^{}+]+)(\+?)\}$/.exec(text) ?? [];
  if (name === undefined) return { kind: "literal", text };
  return plus === "+" ? { kind: "greedy", name } : { kind: "variable", name };
}
