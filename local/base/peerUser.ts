import { readFileSync } from "node:fs";

/** Tables of TCP connections; programs that speak IPv6 sockets are in the second, with IPv4's addresses written as IPv6's. */
const TABLES = [
  { file: "/proc/net/tcp", loopback: "0100007F" },
  { file: "/proc/net/tcp6", loopback: "0000000000000000FFFF00000100007F" },
];
const ROOT = 0;

/** Reads one of the system's tables. @throws Error where the system has none */
export type ReadTable = (file: string) => string;

/**
 * Finds out whether a connection comes from another user of this machine, by whose process holds the other end of it.
 * Source: proc_pid_net(5)
 *
 * @param peer such as `"127.0.0.1:41234"`
 * @returns the other user's number; `undefined` for the user of this process, for root, and where the system does not say
 */
export function strangerOf(peer: string, port: number, read: ReadTable = readTable): number | undefined {
  const user = userOf(peer, port, read);
  return user === ROOT || user === process.getuid?.() ? undefined : user;
}

/** Tells if this system says whose a connection is: Linux does. */
export function tellsUsers(read: ReadTable = readTable): boolean {
  return TABLES.some(({ file }) => rowsOf(file, read).length > 0);
}

/**
 * Finds the user who holds the other end of a connection to a port of ours.
 *
 * @param peer such as `"127.0.0.1:41234"`
 * @returns the user's number, `undefined` where the system does not say
 */
export function userOf(peer: string, port: number, read: ReadTable): number | undefined {
  const peerPort = Number(peer.split(":").at(-1));
  for (const { file, loopback } of TABLES) {
    const from = `${loopback}:${hexOf(peerPort)}`;
    const to = `${loopback}:${hexOf(port)}`;
    for (const row of rowsOf(file, read)) {
      const [, local, remote, , , , , user] = row.trim().split(/\s+/);
      if (local === from && remote === to) return Number(user);
    }
  }
  return undefined;
}

function hexOf(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, "0");
}

function rowsOf(file: string, read: ReadTable): readonly string[] {
  try {
    return read(file).split("\n").slice(1);
  } catch {
    return [];
  }
}

function readTable(file: string): string {
  return readFileSync(file, "latin1");
}
