import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { createServer, type TLSSocket } from "node:tls";
import { newAuthority, serverCertificate } from "../base/certificates";

/** HTTPS in front of the edge, for clients and suites that speak nothing else. */
export interface HttpsFront {
  /** `"https://localhost:4515"` */
  readonly url: string;
  /** The certificate of the authority that signed the server's, as PEM: made for this start, its key is kept nowhere. */
  readonly authority: string;
  stop(): Promise<void>;
}

/**
 * Listens on loopback, and hands on what a client says to the edge.
 *
 * @param edgeUrl such as `"http://127.0.0.1:4510"`
 * @param port 0 takes any free one
 * @throws Error when the port is taken
 */
export async function startHttpsFront(edgeUrl: string, port: number): Promise<HttpsFront> {
  const authority = await newAuthority("Sluice local cloud");
  const edge = new URL(edgeUrl);
  const open = new Set<TLSSocket>();
  const server = createServer(await serverCertificate(authority), (client) => {
    open.add(client);
    const behind = connect(Number(edge.port), edge.hostname);
    client.pipe(behind).pipe(client);
    client.on("close", () => {
      open.delete(client);
      behind.destroy();
    });
    behind.on("close", () => client.destroy());
    // Its connection ends: the client tells of it.
    client.on("error", () => behind.destroy());
    behind.on("error", () => client.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(new Error(`HTTPS cannot listen on port ${port}: ${error.message}`)));
    server.listen(port, edge.hostname, resolve);
  });
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    authority: authority.cert,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const client of open) client.destroy();
      }),
  };
}
