import { outputsOf } from "../load/endpoint";
import { type LocalAccess, readLocalAccess } from "../localAccess";
import { outputNameOf } from "../systems";
import type { SshLogin } from "./ssh";

/** A bastion among a stack's outputs, and how to call AWS about it. */
export interface Bastion {
  instanceId: string;
  vpcId: string;
  /** The target of `ssh`; absent where it is not open. */
  target: Omit<SshLogin, "identityFile"> | undefined;
  /** The generated key; absent where there is none, or the outputs do not show it. */
  privateKey: string | undefined;
  /** The configuration of SDK clients. */
  client: { region: string } & Partial<Pick<LocalAccess, "endpoint" | "credentials">>;
}

/** The outputs of the system; those of a deployed stack hide secrets. */
interface Outputs extends Partial<Omit<SshLogin, "identityFile">> {
  instanceId?: string;
  vpcId?: string;
  region?: string;
  privateKey?: string;
}

/**
 * @param system such as `"bastion"`
 * @param stack a deployed one; the local cloud that runs where it is absent
 * @throws Error that says how to get a bastion
 */
export async function bastionOf(system: string, stack: string | undefined, workFolder: string): Promise<Bastion> {
  const outputs = await outputsOf(outputNameOf(system), stack === undefined ? {} : { stack });
  const access = stack === undefined ? readLocalAccess(workFolder) : undefined;
  return connectBastion(system, outputs, access);
}

/**
 * Reaches the bastion of the system whose outputs these are.
 * @param access to the local cloud that it runs in; absent where it is deployed
 */
export function connectBastion(system: string, outputs: Outputs, access: LocalAccess | undefined): Bastion {
  const { instanceId, vpcId, host, port, user, privateKey } = outputs;
  if (instanceId === undefined || vpcId === undefined) {
    throw new Error(`${system} has no bastion: among its outputs is no instanceId`);
  }
  return {
    instanceId,
    vpcId,
    target: host !== undefined && port !== undefined && user !== undefined ? { host, port, user } : undefined,
    privateKey: privateKey?.includes("PRIVATE KEY") ? privateKey : undefined,
    client: access === undefined ? { region: outputs.region ?? "us-east-1" } : clientOf(access),
  };
}

function clientOf({ endpoint, region, credentials }: LocalAccess): Bastion["client"] {
  return { endpoint, region, credentials };
}
