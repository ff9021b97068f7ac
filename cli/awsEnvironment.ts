import { rmSync } from "node:fs";
import path from "node:path";
import type { LocalAccess } from "./localAccess";
import { writePrivateFile } from "./privateFile";

/** The name of the file, in `.sluice/`, from which a shell takes the environment. */
const FILE = "env";

/**
 * Builds the environment in which AWS's SDKs and CLI work with the local cloud, and with no account: no profile, file or metadata service of
 * this machine gives them other credentials.
 * Source: "Service-specific endpoints" and "Environment variables to configure the AWS CLI" in AWS's guides of SDKs and of the CLI.
 */
export function awsEnvironment({ endpoint, region, credentials }: LocalAccess): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_REGION: region,
    // Version 1 of the AWS CLI reads no other.
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  };
}

/**
 * Writes an environment into a file of `.sluice/` that a POSIX shell sources, for this user's eyes only: it holds credentials.
 *
 * @param folder absolute path of `.sluice/`
 * @param more lines of shell that follow
 * @returns the file's absolute path
 */
export function writeEnvironment(
  folder: string,
  variables: Readonly<Record<string, string>>,
  more: readonly string[] = [],
): string {
  const file = path.join(folder, FILE);
  const exports = Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`);
  writePrivateFile(file, ["unset AWS_PROFILE AWS_DEFAULT_PROFILE", ...exports, ...more, ""].join("\n"));
  return file;
}

/** Takes the file away, so that nobody works on with an environment that leads nowhere. */
export function removeEnvironment(folder: string): void {
  rmSync(path.join(folder, FILE), { force: true });
}

/** Quotes a text so that a POSIX shell reads it back. */
function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
