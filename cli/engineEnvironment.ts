import { mkdirSync } from "node:fs";
import path from "node:path";
import type { CloudForPulumi } from "../local/cloudForPulumi";

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
