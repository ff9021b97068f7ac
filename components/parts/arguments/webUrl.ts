import * as pulumi from "@pulumi/pulumi";

/** Names of the machine itself (RFC 6761, "localhost."), which are reached without TLS. */
const LOOPBACK = /^(localhost|[^/?#@]+\.localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/i;

/**
 * Puts a scheme before a host, as a user pool's `endpoint` or a distribution's `domainName` names it: `https`, or `http` for a name of
 * the machine itself, where nothing speaks TLS.
 *
 * @param host may have a port and a path: `"d111111abcdef8.cloudfront.net"`, `"[::1]:4510/pool"`
 * @example webUrl(distribution.domainName) // "https://d111111abcdef8.cloudfront.net"
 */
export function webUrl(host: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.output(host).apply((name) => `${isLoopback(name) ? "http" : "https"}://${name}`);
}

/** Says whether a host, which may have a port and a path, is the machine itself. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}
