import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Finds a loopback port that nothing listens on. Another process may take it before its finder listens: be ready to try again.
 *
 * @param purpose who asks, for the error: `"the local DynamoDB"`
 */
export async function freePort(purpose: string): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error(`No free port on 127.0.0.1 for ${purpose}.`);
  return address.port;
}
