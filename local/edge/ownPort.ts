import { createHash } from "node:crypto";
import { once } from "node:events";
import type { Server as HttpServer } from "node:http";
import type { AddressInfo, Server } from "node:net";

/** Ports that no operating system hands out by itself, and few programs ask for. */
const PORTS = { first: 21_000, count: 9_000 };

/** Has a server listen on a loopback port that is its own in every start, by its id, or on another one where somebody else has that. */
export async function listenOnOwnPort(server: Server, id: string): Promise<number> {
  await listen(server, PORTS.first + (createHash("sha256").update(id).digest().readUInt32BE() % PORTS.count));
  return (server.address() as AddressInfo).port;
}

/** Ends a server, with the connections that it has. */
export async function closeAll(server: HttpServer): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, "close");
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    if (port === 0 || !(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    await listen(server, 0);
  }
}
