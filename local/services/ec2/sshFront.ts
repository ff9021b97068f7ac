import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { endWithHost } from "../../base/lifeline";

/** Where an instance's port 22 is on this machine. */
export interface SshFront {
  readonly port: number;
  /** Ends the sessions; new ones may begin. */
  hangUp(): void;
  close(): Promise<void>;
}

export interface SshFrontOptions {
  /** Absolute path. */
  sshd: string;
  configurationFile: string;
  logFile: string;
  /** Why a connection from this address meets nobody; `undefined` where it may pass. */
  refusal(address: string): string | undefined;
  onRefused(reason: string): void;
}

/**
 * Listens on loopback in place of port 22, and gives each connection that the network lets through an `sshd` of its own (`sshd -i`,
 * as inetd does). So what is decided about a connection is decided when it comes, and nothing of `sshd` is left that the local
 * cloud does not know of.
 */
export async function openSshFront(options: SshFrontOptions): Promise<SshFront> {
  const sessions = new Set<ChildProcess>();

  const answer = (socket: Socket): void => {
    socket.on("error", () => {});
    const reason = options.refusal(socket.remoteAddress ?? "");
    if (reason !== undefined) {
      options.onRefused(reason);
      socket.destroy();
      return;
    }
    const session = spawn(options.sshd, ["-i", "-f", options.configurationFile, "-E", options.logFile], {
      stdio: [socket, socket, "ignore"],
      env: { PATH: "/usr/bin:/bin:/usr/sbin:/sbin" },
      detached: true,
    });
    endWithHost(session);
    sessions.add(session);
    session.once("error", (error) => options.onRefused(String(error)));
    session.once("close", () => sessions.delete(session));
    // The connection is the session's now: with another end in this process, it would never be closed.
    socket.destroy();
  };
  const server = createServer({ pauseOnConnect: true }, answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const hangUp = () => {
    for (const session of sessions) session.kill("SIGTERM");
  };
  return {
    port: (server.address() as AddressInfo).port,
    hangUp,
    async close() {
      hangUp();
      const ended = [...sessions].map((session) => once(session, "close"));
      server.close();
      await Promise.all([once(server, "close"), ...ended]);
    },
  };
}
