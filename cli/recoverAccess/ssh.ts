import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** A log-in by `ssh`: the user, and the machine. */
export interface SshLogin {
  host: string;
  port: number;
  user: string;
  /** A private key; or a public one whose private key an agent holds. */
  identityFile: string;
}

export interface SshResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

const CONNECT_TIMEOUT_SECONDS = 10;

/** Runs a command over `ssh`, with this one key: without a person, a configuration or a memory of hosts. */
export async function ssh({ host, port, user, identityFile }: SshLogin, command: string): Promise<SshResult> {
  const folder = mkdtempSync(path.join(tmpdir(), "sluice-ssh-"));
  const options = {
    BatchMode: "yes",
    IdentitiesOnly: "yes",
    PreferredAuthentications: "publickey",
    ConnectTimeout: String(CONNECT_TIMEOUT_SECONDS),
    StrictHostKeyChecking: "accept-new",
    UserKnownHostsFile: path.join(folder, "known_hosts"),
    LogLevel: "ERROR",
  };
  try {
    const child = spawn(
      "ssh",
      [
        ...["-F", "none", "-i", identityFile, "-p", String(port)],
        ...Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]),
        `${user}@${host}`,
        command,
      ],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    const texts = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        texts[name] += text;
      });
    }
    const [code] = (await once(child, "close")) as [number | null];
    return { exitCode: code ?? 255, ...texts };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
