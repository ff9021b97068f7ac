import { refusal } from "../parts/arguments/refusal";

/**
 * What the pages may load, as the header `Content-Security-Policy` of every answer: from where they come themselves, and no inline
 * script or style. It says nothing of connections: a distribution that names the backend, which names the distribution, could
 * never be made. The page itself adds which connections it makes, see {@link withConnections}; a browser obeys both.
 */
export const CONTENT_SECURITY_POLICY = [
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "media-src 'none'",
  "object-src 'none'",
  "frame-src 'none'",
  "worker-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** What the built page says in the place of its connections. */
const PLACE = "connect-src 'self'";

/**
 * The page with a content security policy of its own: nothing but what is named, and connections to these origins.
 *
 * @param page as it is built
 * @throws RunError when the page has no place for them
 */
export function withConnections(page: string, origins: readonly string[]): string {
  if (page.split(PLACE).length !== 2) {
    throw refusal(`the portal's index.html must have one <meta> element with the policy "${PLACE}"`);
  }
  const policy = ["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'"];
  return page.replace(PLACE, () => [...policy, `connect-src 'self' ${[...new Set(origins)].join(" ")}`].join("; "));
}
