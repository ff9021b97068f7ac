/** Every port of every protocol. */
const ALL_PROTOCOLS = "-1";

/**
 * The ports of a rule; `undefined` for all.
 *
 * @param place for messages: `"ingress[0]"`, or empty
 * @throws Error where TCP or UDP come without ports (EC2 API Reference, IpPermission)
 */
export function portsOf(
  place: string,
  { protocol, fromPort, toPort }: { protocol: string; fromPort?: number; toPort?: number },
): { from: number; to: number } | undefined {
  if (String(protocol) === ALL_PROTOCOLS) return undefined;
  const prefix = place === "" ? "" : `${place}.`;
  if (fromPort === undefined || toPort === undefined) {
    throw new Error(`${prefix}fromPort and ${prefix}toPort must be set for the protocol ${protocol}`);
  }
  if (fromPort > toPort) throw new Error(`${prefix}fromPort (${fromPort}) must be at most toPort (${toPort})`);
  return { from: fromPort, to: toPort };
}
