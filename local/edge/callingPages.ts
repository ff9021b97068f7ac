import type { IncomingMessage } from "node:http";
import { isLoopback } from "../base/loopbackOnly";

type Asked = Pick<IncomingMessage, "method" | "headers">;

/**
 * Tells of a request that a page in a browser has caused if it is to be refused. Programs send none of the headers that it goes by, and
 * pages cannot leave them out or change them.
 * Sources: W3C, "Fetch Metadata Request Headers"; WHATWG, "Fetch", "Origin header" and "CORS-safelisted request-header".
 *
 * @param rest what follows the path of what is mounted
 */
export type PageGuard = (request: Asked, rest: string) => boolean;

/** Refuses every page. */
export const noPages: PageGuard = ({ headers }) =>
  headers.origin !== undefined || headers["sec-fetch-site"] !== undefined;

/** Refuses pages of other origins, but for links that a person follows. */
export const ownPages: PageGuard = (request) => isOfOtherPage(request) && !isFollowedLink(request);

/**
 * Refuses what a page of another site asks for without the API's leave: an image, a form, or a script's request of the kind that a browser
 * sends without asking the API first. On AWS a public API takes such requests, from whoever knows its address; here addresses are guessable,
 * and what is behind them is one person's own. Links that a person follows pass, and pages of this machine's own servers.
 *
 * @param allowsOrigin tells if the API that a path leads to has CORS for an origin
 */
export function askedPages(allowsOrigin: (rest: string, origin: string) => boolean = () => false): PageGuard {
  return (request, rest) => {
    if (request.method === "OPTIONS" || !isOfOtherPage(request) || isFollowedLink(request)) return false;
    const { origin, referer } = request.headers;
    // Images and the like name no origin.
    const page = origin ?? (URL.canParse(referer ?? "") ? new URL(String(referer)).origin : "null");
    return !isOnThisMachine(page) && !hasAskedFirst(request) && !allowsOrigin(rest, page);
  };
}

/** Tells if a page of another origin has caused a request. */
export function isOfOtherPage({ headers }: Pick<Asked, "headers">): boolean {
  const { origin, host } = headers;
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  return origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`;
}

/** Tells if a browser opens the edge's own address. */
export function isPageVisit({ method, url = "", headers }: IncomingMessage): boolean {
  return (
    method === "GET" &&
    url.split("?")[0] === "/" &&
    headers.authorization === undefined &&
    (headers.accept ?? "").includes("text/html")
  );
}

/** Tells if a person has followed a link, which no script can say of a request. */
function isFollowedLink({ method, headers }: Asked): boolean {
  const isWhole = headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document";
  return isWhole && headers["sec-fetch-user"] === "?1" && method === "GET";
}

function isOnThisMachine(page: string): boolean {
  return URL.canParse(page) && isLoopback(new URL(page).hostname);
}

/** Types of content, and headers besides, that a script may send anywhere; for others the browser asks the server first. */
const UNASKED_TYPES = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];
const ASKED_HEADERS = ["authorization", "x-api-key", "x-amz-target", "idempotency-key"];

function hasAskedFirst({ method = "GET", headers }: Asked): boolean {
  if (!["GET", "HEAD", "POST"].includes(method)) return true;
  const [type = ""] = (headers["content-type"] ?? "").split(";");
  const isAskedType = type !== "" && !UNASKED_TYPES.includes(type.trim().toLowerCase());
  return isAskedType || ASKED_HEADERS.some((name) => headers[name] !== undefined);
}
