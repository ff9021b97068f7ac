import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "../../base/freePort";
import { supervised } from "../../base/supervised";
import type { Binaries } from "./binaries";
import type { ServerUser } from "./serverUser";

/** A running Postgres. */
export interface Server {
  readonly port: number;
  /** Resolves when it has ended, sessions included, with the last lines it wrote. */
  readonly ended: Promise<string>;
  /** Ends it at once, sessions included; its files may be removed afterwards. */
  stop(): Promise<void>;
}

export interface ServerFiles {
  binaries: Binaries;
  /** The folder with its data, settings and certificates. */
  cluster: string;
  user: ServerUser;
}

const PORT_ATTEMPTS = 5;
const LINES_KEPT = 5;

/**
 * Starts Postgres on a free loopback port.
 *
 * @throws Error with what the process wrote, when it does not come up
 */
export async function startServer(files: ServerFiles): Promise<Server> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort("the local Postgres");
    const { child, ready, lastLines } = await launch(files, port);
    if (ready) return serverOf(child, port, lastLines);
    // Between finding the port free and listening on it, another process may have taken it.
    if (!lastLines().includes("in use") || attempt === PORT_ATTEMPTS) {
      throw new Error(
        `The local Postgres (${files.binaries.folder}) did not start: ${lastLines() || "it wrote nothing"}`,
      );
    }
  }
}

interface Launched {
  child: ChildProcess;
  ready: boolean;
  /** The newest lines that the process wrote, in one. */
  lastLines(): string;
}

async function launch({ binaries, cluster, user }: ServerFiles, port: number): Promise<Launched> {
  const { command, args } = supervised(
    path.join(binaries.folder, "bin", "postgres"),
    ["-D", cluster, "-p", `${port}`],
    // On SIGTERM it would wait for its clients to leave ("Shutting Down the Server" in PostgreSQL's documentation).
    { signal: "SIGINT" },
  );
  // Its own process group: Ctrl-C in the terminal reaches the host alone, which stops what it started in its own order.
  const child = spawn(command, args, {
    ...user,
    cwd: cluster,
    env: { PATH: process.env.PATH, LC_ALL: "C" },
    stdio: ["pipe", "ignore", "pipe"],
    detached: true,
    windowsHide: true,
  });
  const lines = createInterface({ input: child.stderr });
  const newest: string[] = [];
  const ready = await new Promise<boolean>((resolve, reject) => {
    lines.on("line", (line) => {
      newest.push(line);
      if (newest.length > LINES_KEPT) newest.shift();
      if (line.includes("ready to accept connections")) resolve(true);
    });
    lines.once("close", () => resolve(false));
    child.once("error", reject);
  });
  return { child, ready, lastLines: () => newest.join("; ") };
}

function serverOf(child: ChildProcess, port: number, lastLines: () => string): Server {
  // Its sessions hold the pipe that it writes to: they are gone with it.
  const ended = once(child, "close").then(lastLines);
  return {
    port,
    ended,
    async stop() {
      child.stdin?.destroy();
      await ended;
    },
  };
}
