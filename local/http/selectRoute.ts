import { parseRouteKey, type RouteKey, type Segment, splitPath } from "./routeKey";

/** A route that a request can be sent to. */
export interface Candidate<Route> {
  route: Route;
  key: RouteKey;
}

export interface Selection<Route> {
  route: Route;
  key: RouteKey;
  /** Values of the path's variables; empty when the route has none. */
  pathParameters: Record<string, string>;
}

export function candidate<Route extends { routeKey: string }>(route: Route): Candidate<Route> {
  return { route, key: parseRouteKey(route.routeKey) };
}

/**
 * Picks the most specific route: a full match before one with a greedy variable before `$default`; a literal part before a
 * variable, from left to right; a route for the method before `ANY` ("Create routes for HTTP APIs in API Gateway").
 * @param path decoded part by part, without the stage: `["pets", "6"]`
 * @param values the same parts as variables take them, where that is not decoded
 */
export function selectRoute<Route>(
  candidates: Iterable<Candidate<Route>>,
  method: string,
  path: readonly string[],
  values: readonly string[] = path,
): Selection<Route> | undefined {
  let best: { selection: Selection<Route>; rank: string } | undefined;
  for (const { route, key } of candidates) {
    const match = matches(key, method, path, values);
    if (match === undefined || (best !== undefined && best.rank <= match.rank)) continue;
    best = { selection: { route, key, pathParameters: match.pathParameters }, rank: match.rank };
  }
  return best?.selection;
}

/** Ranks are compared as text; the smaller one is the more specific. */
const RANK = { literal: "0", variable: "1", greedy: "2", default: "3" } as const;

function matches(
  key: RouteKey,
  method: string,
  path: readonly string[],
  values: readonly string[],
): { pathParameters: Record<string, string>; rank: string } | undefined {
  if (key.kind === "default") return { pathParameters: {}, rank: RANK.default };
  if (key.method !== "ANY" && key.method !== method) return undefined;
  const pathParameters = capture(key.segments, path, values);
  if (pathParameters === undefined) return undefined;
  const isGreedy = key.segments.at(-1)?.kind === "greedy";
  const parts = key.segments.map((segment) => RANK[segment.kind]).join("");
  return {
    pathParameters,
    rank: `${isGreedy ? RANK.greedy : RANK.literal}${parts}${key.method === "ANY" ? "1" : "0"}`,
  };
}

function capture(
  segments: readonly Segment[],
  path: readonly string[],
  values: readonly string[],
): Record<string, string> | undefined {
  const captured: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = path[index];
    const value = values[index];
    if (part === undefined || value === undefined) return undefined;
    switch (segment.kind) {
      case "literal":
        if (part !== segment.text) return undefined;
        break;
      case "variable":
        if (part === "") return undefined;
        captured[segment.name] = value;
        break;
      case "greedy": {
        const rest = values.slice(index).join("/");
        if (rest === "") return undefined;
        captured[segment.name] = rest;
        return captured;
      }
    }
  }
  return path.length === segments.length ? captured : undefined;
}

/** Decodes each part of a path; `undefined` for a malformed percent sequence. */
export function decodePath(path: string): string[] | undefined {
  try {
    return splitPath(path).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
