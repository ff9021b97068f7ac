import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { StackOutputs } from "../local/evaluation/protocol";

/** An output that tells how to log in. */
interface Login {
  host: string;
  port: number;
  user: string;
  privateKey: string;
}

const KNOWN_HOSTS = "known_hosts";

/**
 * One command to paste for every output that `ssh` goes to with a key of the stack's own; the key is written to a file below `.sluice/`,
 * for this user's eyes only.
 */
export function sshCommands(workFolder: string, outputs: StackOutputs): string[] {
  return loginsOf(outputs).map(([name, { host, port, user, privateKey }]) => {
    const file = keyFile(workFolder, name);
    // A file that is there keeps its mode, so it goes first.
    rmSync(file, { force: true });
    writeFileSync(file, privateKey, { mode: 0o600 });
    const hosts = path.join(workFolder, KNOWN_HOSTS);
    const [key, known] = [file, hosts].map((each) => path.relative(process.cwd(), each));
    const options = `-o UserKnownHostsFile=${known} -o StrictHostKeyChecking=accept-new`;
    return `ssh -i ${key} ${options} -p ${port} ${user}@${host}`;
  });
}

/** The keys open nothing any more when what has them has stopped. */
export function removeKeys(workFolder: string, outputs: StackOutputs): void {
  for (const [name] of loginsOf(outputs)) rmSync(keyFile(workFolder, name), { force: true });
  for (const file of [KNOWN_HOSTS, `${KNOWN_HOSTS}.old`]) rmSync(path.join(workFolder, file), { force: true });
}

function keyFile(workFolder: string, name: string): string {
  return path.join(workFolder, `${name}.key`);
}

function loginsOf(outputs: StackOutputs): (readonly [string, Login])[] {
  return Object.entries(outputs).flatMap(([name, { value }]) => (isLogin(value) ? [[name, value] as const] : []));
}

function isLogin(value: unknown): value is Login {
  if (typeof value !== "object" || value === null) return false;
  const { host, port, user, privateKey } = value as Partial<Record<keyof Login, unknown>>;
  return [host, user, privateKey].every((each) => typeof each === "string") && typeof port === "number";
}
