import type { Services } from "../../services";
import type { Instance } from "./instances";

/** One of AWS's own addresses: rules that let the agent out are for all addresses, or they do not let it out. */
const AWS_ADDRESS = "52.94.0.1";
const HTTPS_PORT = 443;
const EVERYWHERE = "0.0.0.0/0";

/**
 * Why Systems Manager does not hear of an instance; `undefined` where it does. The agent calls AWS (nobody calls it), so it needs a
 * role, a rule and a way out.
 * Source: Systems Manager User Guide, "Troubleshooting managed node availability".
 */
export function agentSilence(
  instance: Instance & { agentRuns: boolean; roleArn: string | undefined },
  { iam, ec2 }: Pick<Services, "iam" | "ec2">,
): string | undefined {
  if (instance.state !== "running") return "the instance is stopped";
  if (!instance.agentRuns) return "its agent has been stopped";
  if (instance.roleArn === undefined) return "the instance has no role";
  try {
    const { principal } = iam.assumeRole(instance.roleArn, instance.id, "ec2.amazonaws.com");
    if (!iam.allows(principal, { action: "ssm:UpdateInstanceInformation", resource: "*" })) {
      return "its role may not do ssm:UpdateInstanceInformation";
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (!ec2.ruleFor("egress", instance.securityGroupIds, AWS_ADDRESS, HTTPS_PORT)) {
    return "no rule of its security groups lets it out to TCP port 443";
  }
  return hasWayOut(instance, ec2) ? undefined : "its subnet has no way to the internet";
}

function hasWayOut({ subnetId, publicIp }: Instance, ec2: Services["ec2"]): boolean {
  const table = ec2.routeTables().find(({ subnetIds }) => subnetIds.includes(subnetId));
  const target = table?.routes.find(({ destination }) => destination === EVERYWHERE)?.target ?? "";
  return target.startsWith("nat-") || (target.startsWith("igw-") && publicIp !== undefined);
}
