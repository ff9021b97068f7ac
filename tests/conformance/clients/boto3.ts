import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { type AllClient, ANY_KEYS, type Client, type Keys, type ServiceName } from "./client";

const SCRIPT = path.join(__dirname, "boto3Client.py");

/** Tells whether this machine has boto3: tests do not install it. */
export function hasBoto3(): boolean {
  return spawnSync("python3", ["-c", "import boto3"], { stdio: "ignore" }).status === 0;
}

/** Calls a service with boto3, in a process of its own. @param protocol as of {@link connectAllOfBoto3} */
export async function connectBoto3(
  service: ServiceName,
  endpoint: string,
  keys: Keys = ANY_KEYS,
  protocol?: string,
): Promise<Client> {
  const { call, close } = await connectAllOfBoto3(endpoint, keys, protocol);
  return { call: (operation, parameters) => call(service, operation, parameters), close };
}

/**
 * Calls any service with boto3, all of them in one process.
 * @param protocol as botocore names it. @default the one that boto3 prefers
 */
export async function connectAllOfBoto3(
  endpoint: string,
  keys: Keys = ANY_KEYS,
  protocol?: string,
): Promise<AllClient> {
  const child = spawn("python3", [SCRIPT, endpoint, ...(protocol === undefined ? [] : [protocol])], {
    stdio: ["pipe", "pipe", "inherit"],
    env: {
      ...process.env,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      ...(keys.sessionToken !== undefined && { AWS_SESSION_TOKEN: keys.sessionToken }),
    },
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async call(service, operation, parameters) {
      child.stdin.write(`${JSON.stringify({ service, operation, parameters })}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`boto3 has ended at ${operation}`);
      return JSON.parse(value) as unknown;
    },
    async close() {
      child.stdin.end();
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}
