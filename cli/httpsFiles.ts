import { rmSync } from "node:fs";
import path from "node:path";
import type { HttpsFront } from "../local/edge/httpsFront";
import type { LocalAccess } from "./localAccess";
import { writePrivateFile } from "./privateFile";

const FOLDER = "https";

/**
 * Writes the files by which AWS's SDKs, the CLI and suites made for AWS find the local cloud over HTTPS: its certificate authority, a
 * configuration and credentials, for this user's eyes only.
 *
 * Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials files", "General configuration settings" (`ca_bundle`) and
 * "Service-specific endpoints" (`endpoint_url`)
 *
 * @param workFolder absolute path of `.sluice/`
 * @returns the variables of an environment that name them
 */
export function writeHttpsFiles(
  workFolder: string,
  { url, authority }: Pick<HttpsFront, "url" | "authority">,
  { region, credentials }: Pick<LocalAccess, "region" | "credentials">,
): Record<string, string> {
  const fileOf = (name: string) => path.join(workFolder, FOLDER, name);
  const [ca, config, keys] = [fileOf("ca.pem"), fileOf("config"), fileOf("credentials")];
  writePrivateFile(ca, authority);
  writePrivateFile(config, profile({ region, endpoint_url: url, ca_bundle: ca }));
  writePrivateFile(
    keys,
    profile({
      aws_access_key_id: credentials.accessKeyId,
      aws_secret_access_key: credentials.secretAccessKey,
      aws_session_token: credentials.sessionToken,
    }),
  );
  return {
    AWS_ENDPOINT_URL: url,
    AWS_CA_BUNDLE: ca,
    // Node.js reads it at its start; it adds to the authorities that it knows.
    NODE_EXTRA_CA_CERTS: ca,
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: keys,
  };
}

/** Takes the files away: authority and credentials end with the cloud. */
export function removeHttpsFiles(workFolder: string): void {
  rmSync(path.join(workFolder, FOLDER), { recursive: true, force: true });
}

function profile(settings: Readonly<Record<string, string>>): string {
  return ["[default]", ...Object.entries(settings).map(([name, value]) => `${name} = ${value}`), ""].join("\n");
}
