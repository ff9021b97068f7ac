const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Checks where a client may send browsers: absolute addresses without a fragment, with `https`, with `http` on this machine only, or
 * with an app's own scheme.
 * Source: Cognito Developer Guide, "Application-specific settings with app clients", "Allowed callback URLs".
 *
 * @throws Error that names the property and the URL
 */
export function checkUrls(property: string, urls: readonly string[]): void {
  for (const text of urls) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isPlain = url?.protocol === "http:";
    if (url && !text.includes("#") && (!isPlain || LOOPBACK.includes(url.hostname))) continue;
    throw new Error(
      `${property}: "${text}" must be an absolute URL without a fragment, and https unless it is on localhost`,
    );
  }
}
