import { refusal } from "../parts/arguments/refusal";

/**
 * The header `Content-Security-Policy` of every answer: the pages load from their own origin only, and have no inline script or style.
 *
 * It says nothing of connections. The distribution would have to name the backend, which names the distribution: neither could be made
 * first. The page itself adds its connections, see {@link withConnections}; a browser obeys both policies.
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

/** The policy of the built page, in which the connections are still missing. */
const WITHOUT_CONNECTIONS = "connect-src 'self'";

/**
 * Gives the page a content security policy of its own: it may load what is named, and connect to these origins.
 *
 * @param page as it is built
 * @throws RunError when the page has no place for them
 */
export function withConnections(page: string, origins: readonly string[]): string {
  if (page.split(WITHOUT_CONNECTIONS).length !== 2) {
    throw refusal(`the portal's index.html must have one <meta> element with the policy "${WITHOUT_CONNECTIONS}"`);
  }
  const policy = ["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'"];
  return page.replace(WITHOUT_CONNECTIONS, () =>
    [...policy, `connect-src 'self' ${[...new Set(origins)].join(" ")}`].join("; "),
  );
}
