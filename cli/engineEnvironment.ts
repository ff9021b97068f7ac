import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { CloudForPulumi } from "../local/cloudForPulumi";
import { writePrivateFile } from "./privateFile";

/**
 * Has Pulumi write a stack's state once, when a deployment ends, instead of after every step: with the code of all functions in it,
 * eight systems took 378 s that way, and 44 s this way. Where a deployment is killed, what it made is not in the state: the local
 * cloud's next start is empty in any case.
 *
 * Source: Pulumi 3.40.1's release notes (pulumi/pulumi#10750)
 */
const STATE_AT_THE_END = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

/** The name of the file, in `.sluice/`, from which a shell takes the environment. */
const FILE = "env";

/**
 * The environment in which the Pulumi CLI and AWS's SDKs and CLI work with the local cloud, and with nothing else: Pulumi's
 * providers are those of the local cloud, its state is in a folder, and nothing leads to an account.
 *
 * @param folder absolute path, such as that of `.sluice/`: the state goes below it
 */
export function engineEnvironment({ server, services }: CloudForPulumi, folder: string): Record<string, string> {
  const state = path.join(folder, "pulumi");
  mkdirSync(state, { recursive: true });
  const { accessKeyId, secretAccessKey, sessionToken } = services.iam.operator;
  return {
    PULUMI_DEBUG_PROVIDERS: server.debugProviders,
    PULUMI_BACKEND_URL: `file://${state}`,
    // The state of a local stack holds no secret that is worth more.
    PULUMI_CONFIG_PASSPHRASE: "local",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    ...STATE_AT_THE_END,
    AWS_ENDPOINT_URL: services.edgeUrl,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_REGION: "us-east-1",
    // Version 1 of the AWS CLI reads no other.
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  };
}

/**
 * Writes the environment into a file of `.sluice/` that a POSIX shell sources, for this user's eyes only: it holds credentials.
 *
 * @param folder absolute path of `.sluice/`
 * @param https variables that lead to HTTPS instead, where it was asked for
 * @returns the file's absolute path
 */
export function writeEngineEnvironment(
  cloud: CloudForPulumi,
  folder: string,
  https: Readonly<Record<string, string>> = {},
): string {
  const exports = Object.entries({ ...engineEnvironment(cloud, folder), ...https }).map(
    ([name, value]) => `export ${name}=${quoted(value)}`,
  );
  const file = path.join(folder, FILE);
  const text = ["unset AWS_PROFILE AWS_DEFAULT_PROFILE", ...exports, pulumiFunction(process.pid), ""].join("\n");
  writePrivateFile(file, text);
  return file;
}

/**
 * A shell function in front of the Pulumi CLI. Without it, a CLI whose local cloud has ended waits for 15 s and then says that a plugin
 * "did not begin responding to RPC connections".
 *
 * @param pid of the local cloud
 */
function pulumiFunction(pid: number): string {
  return [
    "pulumi() {",
    `  if kill -0 ${pid} 2> /dev/null; then command pulumi "$@"; return; fi`,
    `  echo "The local cloud of this terminal has ended. Start it again (npm run cloud) and source .sluice/env;" >&2`,
    `  echo "to deploy elsewhere, take a new terminal." >&2`,
    "  return 1",
    "}",
  ].join("\n");
}

/** Takes the file away, so that nobody works on with an environment that leads nowhere. */
export function removeEngineEnvironment(folder: string): void {
  rmSync(path.join(folder, FILE), { force: true });
}

/** Quotes a text so that a POSIX shell reads it back. */
function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
