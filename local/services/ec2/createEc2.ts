import { createHash } from "node:crypto";
import { AwsError } from "../../base/awsError";
import { createAddresses } from "./addresses";
import { overlap, parseCidr } from "./cidr";
import { defaultNetwork } from "./defaultNetwork";
import type { Ec2, NatGateway, Reachability, SecurityGroup, SecurityGroupRule, Subnet, Vpc } from "./ec2";
import { createRouteTables } from "./routeTables";
import { ZONES } from "./zones";

/** The network in memory. */
export function createEc2(): Ec2 {
  const vpcs = new Map<string, Vpc>();
  const subnets = new Map<string, Subnet>();
  const groups = new Map<string, SecurityGroup>();
  const rules = new Map<string, SecurityGroupRule>();
  const internetGateways = new Map<string, string>();
  const natGateways = new Map<string, NatGateway>();
  const addresses = createAddresses();

  const vpc = (id: string) => found(vpcs, id, "InvalidVpcID.NotFound", "The vpc ID");
  const subnet = (id: string) => found(subnets, id, "InvalidSubnetID.NotFound", "The subnet ID");
  const securityGroup = (id: string) => found(groups, id, "InvalidGroup.NotFound", "The security group");

  /** Tells if a rule's peer takes in members of these groups, who are anywhere in their VPC. */
  const takesIn = ({ peer }: SecurityGroupRule, members: readonly string[]): boolean => {
    if ("securityGroupId" in peer) return members.includes(peer.securityGroupId);
    if (!("cidrBlock" in peer)) return false;
    return members.some((id) => overlap(peer.cidrBlock, vpc(securityGroup(id).vpcId).cidrBlock));
  };
  const rulesOn = (direction: SecurityGroupRule["direction"], own: readonly string[], port: number) =>
    [...rules.values()].filter(
      (rule) =>
        rule.direction === direction &&
        own.includes(rule.securityGroupId) &&
        ["tcp", "6", "-1"].includes(rule.protocol) &&
        (rule.ports === undefined || (rule.ports.from <= port && port <= rule.ports.to)),
    );
  const allows = (
    direction: SecurityGroupRule["direction"],
    own: readonly string[],
    peers: readonly string[],
    port: number,
  ): boolean => rulesOn(direction, own, port).some((rule) => takesIn(rule, peers));
  const deleteGroup = (id: string): void => {
    groups.delete(id);
    for (const rule of rules.values()) if (rule.securityGroupId === id) rules.delete(rule.id);
  };
  const named = (ids: readonly string[]): string =>
    ids.map((id) => `"${securityGroup(id).name}"`).join(" or ") || "none at all";

  const network: Omit<Ec2, "defaultVpc" | "defaultSubnet"> = {
    ...addresses,
    ...createRouteTables(),

    putVpc(put) {
      if (!vpcs.has(put.id)) {
        const group = { id: defaultGroupId(put.id), vpcId: put.id, name: "default" };
        groups.set(group.id, group);
        for (const rule of defaultRules(group.id)) rules.set(rule.id, rule);
      }
      vpcs.set(put.id, put);
    },
    deleteVpc(id) {
      const inside = [...[...subnets.values()].map(({ vpcId }) => vpcId), ...internetGateways.values()];
      if (inside.includes(id)) {
        throw new AwsError("DependencyViolation", `The vpc '${id}' has dependencies and cannot be deleted.`);
      }
      deleteGroup(defaultGroupId(id));
      vpcs.delete(id);
    },
    vpc,
    vpcs: () => [...vpcs.values()],
    subnets: () => [...subnets.values()],
    securityGroups: () => [...groups.values()],
    rules: () => [...rules.values()],

    putInternetGateway({ id, vpcId }) {
      vpc(vpcId);
      if ([...internetGateways].some(([other, attachedTo]) => other !== id && attachedTo === vpcId)) {
        throw new AwsError("InvalidParameterValue", `Network ${vpcId} already has an internet gateway attached`);
      }
      internetGateways.set(id, vpcId);
    },
    deleteInternetGateway: (id) => void internetGateways.delete(id),

    putNatGateway({ id, subnetId, allocationId }) {
      subnet(subnetId);
      const { publicIp } = addresses.useAddress(allocationId, id);
      const gateway = { id, subnetId, allocationId, publicIp };
      natGateways.set(id, gateway);
      return gateway;
    },
    deleteNatGateway(id) {
      natGateways.delete(id);
      addresses.freeAddresses(id);
    },
    natGateways: () => [...natGateways.values()],

    putSubnet(put) {
      checkSubnet(put, vpc(put.vpcId), [...subnets.values()]);
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
    deleteSecurityGroup: deleteGroup,
    securityGroup,
    defaultSecurityGroup: (vpcId) => securityGroup(defaultGroupId(vpc(vpcId).id)),

    putRule(rule) {
      securityGroup(rule.securityGroupId);
      if ("securityGroupId" in rule.peer) securityGroup(rule.peer.securityGroupId);
      rules.set(rule.id, rule);
    },
    deleteRule: (id) => void rules.delete(id),

    ruleFor: (direction, own, address, port) =>
      rulesOn(direction, own, port).find(({ peer }) => "cidrBlock" in peer && overlap(peer.cidrBlock, `${address}/32`)),

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
  return { ...network, ...defaultNetwork(network) };
}

/** @throws AwsError as EC2's CreateSubnet */
function checkSubnet(subnet: Subnet, vpc: Vpc, all: readonly Subnet[]): void {
  const { id, cidrBlock, availabilityZone } = subnet;
  const [own, whole] = [parseCidr(cidrBlock), parseCidr(vpc.cidrBlock)];
  if (own.first < whole.first || own.first + own.size > whole.first + whole.size) {
    throw new AwsError("InvalidSubnet.Range", `The CIDR '${cidrBlock}' is invalid.`);
  }
  if (all.some((other) => other.id !== id && other.vpcId === vpc.id && overlap(other.cidrBlock, cidrBlock))) {
    throw new AwsError("InvalidSubnet.Conflict", `The CIDR '${cidrBlock}' conflicts with another subnet`);
  }
  const names = ZONES.filter(({ optInStatus }) => optInStatus !== "not-opted-in").map(({ name }) => name);
  if (!names.includes(availabilityZone)) {
    throw new AwsError(
      "InvalidParameterValue",
      `Value (${availabilityZone}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following ` +
        `availability zones: ${names.join(", ")}.`,
    );
  }
}

function found<T>(all: ReadonlyMap<string, T>, id: string, code: string, what: string): T {
  const one = all.get(id);
  if (one === undefined) throw new AwsError(code, `${what} '${id}' does not exist`);
  return one;
}

function defaultGroupId(vpcId: string): string {
  return `sg-${createHash("sha256").update(`${vpcId} default`).digest("hex").slice(0, 17)}`;
}

/** The rules where nobody has said otherwise (VPC User Guide, "Default security groups for your VPCs"). */
function defaultRules(id: string): readonly SecurityGroupRule[] {
  return [
    { id: `${id}/in`, securityGroupId: id, direction: "ingress", protocol: "-1", peer: { securityGroupId: id } },
    { id: `${id}/out`, securityGroupId: id, direction: "egress", protocol: "-1", peer: { cidrBlock: "0.0.0.0/0" } },
  ];
}
