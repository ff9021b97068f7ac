import { AwsError } from "../../awsError";
import { createAddresses } from "./addresses";
import { overlap } from "./cidr";
import type { Ec2, Reachability, SecurityGroup, SecurityGroupRule, Subnet, Vpc } from "./ec2";

/** The network in memory. */
export function createEc2(): Ec2 {
  const vpcs = new Map<string, Vpc>();
  const subnets = new Map<string, Subnet>();
  const groups = new Map<string, SecurityGroup>();
  const rules = new Map<string, SecurityGroupRule>();

  const vpc = (id: string) => found(vpcs, id, "InvalidVpcID.NotFound", "The vpc ID");
  const subnet = (id: string) => found(subnets, id, "InvalidSubnetID.NotFound", "The subnet ID");
  const securityGroup = (id: string) => found(groups, id, "InvalidGroup.NotFound", "The security group");

  /** Whether a rule's peer takes in members of these groups, who are anywhere in their VPC. */
  const takesIn = ({ peer }: SecurityGroupRule, members: readonly string[]): boolean => {
    if ("securityGroupId" in peer) return members.includes(peer.securityGroupId);
    if ("prefixListId" in peer) return false;
    return members.some((id) => overlap(peer.cidrBlock, vpc(securityGroup(id).vpcId).cidrBlock));
  };
  const allows = (
    direction: SecurityGroupRule["direction"],
    own: readonly string[],
    peers: readonly string[],
    port: number,
  ): boolean =>
    [...rules.values()].some(
      (rule) =>
        rule.direction === direction &&
        own.includes(rule.securityGroupId) &&
        ["tcp", "6", "-1"].includes(rule.protocol) &&
        (rule.ports === undefined || (rule.ports.from <= port && port <= rule.ports.to)) &&
        takesIn(rule, peers),
    );
  const named = (ids: readonly string[]): string =>
    ids.map((id) => `"${securityGroup(id).name}"`).join(" or ") || "none at all";

  return {
    ...createAddresses(),

    putVpc: (put) => void vpcs.set(put.id, put),
    deleteVpc: (id) => void vpcs.delete(id),
    vpc,

    putSubnet(put) {
      vpc(put.vpcId);
      subnets.set(put.id, put);
    },
    deleteSubnet: (id) => void subnets.delete(id),
    subnet,

    putSecurityGroup(put) {
      vpc(put.vpcId);
      const namesake = [...groups.values()].find(({ vpcId, name }) => vpcId === put.vpcId && name === put.name);
      if (namesake && namesake.id !== put.id) {
        throw new AwsError(
          "InvalidGroup.Duplicate",
          `The security group '${put.name}' already exists for ${put.vpcId}`,
        );
      }
      groups.set(put.id, put);
    },
    deleteSecurityGroup(id) {
      groups.delete(id);
      for (const rule of rules.values()) if (rule.securityGroupId === id) rules.delete(rule.id);
    },
    securityGroup,

    putRule(rule) {
      securityGroup(rule.securityGroupId);
      if ("securityGroupId" in rule.peer) securityGroup(rule.peer.securityGroupId);
      rules.set(rule.id, rule);
    },
    deleteRule: (id) => void rules.delete(id),

    reachable(from, to, port): Reachability {
      if (!allows("egress", from, to, port)) {
        return {
          reachable: false,
          missing: `egress rule of the security group ${named(from)} for TCP port ${port} to ${named(to)}`,
        };
      }
      if (!allows("ingress", to, from, port)) {
        return {
          reachable: false,
          missing: `ingress rule of the security group ${named(to)} for TCP port ${port} from ${named(from)}`,
        };
      }
      return { reachable: true };
    },
  };
}

function found<T>(all: ReadonlyMap<string, T>, id: string, code: string, what: string): T {
  const one = all.get(id);
  if (one === undefined) throw new AwsError(code, `${what} '${id}' does not exist`);
  return one;
}
