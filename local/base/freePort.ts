import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Finds a loopback port that nothing listens on. Another process may take it before its finder listens: be ready to try again.
 *
 * @param purpose who asks, for the error: `"the local DynamoDB"`
 * @param host the address that it is to be free on
 */
export async function freePort(purpose: string, host = "127.0.0.1"): Promise<number> {
  const probe = createServer().listen(0, host);
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error(`No free port on ${host} for ${purpose}.`);
  return address.port;
}

/** Systems on which every address of 127.0.0.0/8 is this machine's own; elsewhere an address has to be set up by an administrator. */
const WHOLE_BLOCK: ReadonlySet<NodeJS.Platform> = new Set(["linux", "win32"]);

/**
 * One of 16 million loopback addresses, for a server that answers whoever finds it: a page in a browser cannot try them all. Processes
 * of this machine can look it up. Where a system has one loopback address only, it is that one.
 */
export function secretLoopbackAddress(platform: NodeJS.Platform = process.platform): string {
  if (!WHOLE_BLOCK.has(platform)) return "127.0.0.1";
  return `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`;
}
