import { mkdirSync } from "node:fs";
import path from "node:path";
import type { CloudForPulumi } from "../local/cloudForPulumi";
import { awsEnvironment, writeEnvironment } from "./awsEnvironment";
import { callOf } from "./calledAs";
import { accessOf } from "./localAccess";

/**
 * Has Pulumi write a stack's state once, when a deployment ends, instead of after every step: with the code of all functions in it,
 * eight systems took 378 s that way, and 44 s this way. Where a deployment is killed, what it made is not in the state: the local
 * cloud's next start is empty in any case.
 *
 * Source: Pulumi 3.40.1's release notes (pulumi/pulumi#10750)
 */
const STATE_AT_THE_END = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

/**
 * The environment in which the Pulumi CLI and AWS's SDKs and CLI work with the local cloud, and with nothing else: Pulumi's
 * providers are those of the local cloud, its state is in a folder, and nothing leads to an account.
 *
 * @param folder absolute path, such as that of `.sluice/`: the state goes below it
 */
export function engineEnvironment({ server, services }: CloudForPulumi, folder: string): Record<string, string> {
  const state = path.join(folder, "pulumi");
  mkdirSync(state, { recursive: true });
  return {
    PULUMI_DEBUG_PROVIDERS: server.debugProviders,
    PULUMI_BACKEND_URL: `file://${state}`,
    // The state of a local stack holds no secret that is worth more.
    PULUMI_CONFIG_PASSPHRASE: "local",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    ...STATE_AT_THE_END,
    ...awsEnvironment(accessOf(services)),
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
  return writeEnvironment(folder, { ...engineEnvironment(cloud, folder), ...https }, [pulumiFunction(process.pid)]);
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
    `  echo "The local cloud of this terminal has ended. Start it again (${callOf("cloud")}) and source .sluice/env;" >&2`,
    `  echo "to deploy elsewhere, take a new terminal." >&2`,
    "  return 1",
    "}",
  ].join("\n");
}
