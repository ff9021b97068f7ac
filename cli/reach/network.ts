import {
  DescribeInstancesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  type IpPermission,
  type RouteTable,
  type SecurityGroup,
} from "@aws-sdk/client-ec2";

/** A rule of a security group, for one peer. */
export interface Rule {
  groupId: string;
  groupName: string;
  protocol: string;
  /** Every port where absent. */
  ports: { from: number; to: number } | undefined;
  /** A range of addresses, or a security group's or prefix list's id. */
  peer: string;
  description: string | undefined;
}

/** A machine in the VPC. */
export interface Host {
  name: string;
  id: string;
  state: string;
  groupIds: readonly string[];
  publicIp: string | undefined;
  privateIp: string;
  /** The gateway that packets for the internet are handed to: `igw-...`, `nat-...`, or nothing. */
  wayOut: string | undefined;
}

export interface NetworkView {
  vpcId: string;
  hosts: readonly Host[];
  ingress: readonly Rule[];
  egress: readonly Rule[];
}

const EVERYWHERE = ["0.0.0.0/0", "::/0"];

/** Looks at a VPC by EC2's own descriptions: nothing is tried, so nothing is disturbed. */
export async function lookAt(ec2: EC2Client, vpcId: string): Promise<NetworkView> {
  const Filters = [{ Name: "vpc-id", Values: [vpcId] }];
  const [{ Reservations = [] }, { SecurityGroups = [] }, { RouteTables = [] }] = await Promise.all([
    ec2.send(new DescribeInstancesCommand({ Filters })),
    ec2.send(new DescribeSecurityGroupsCommand({ Filters })),
    ec2.send(new DescribeRouteTablesCommand({ Filters })),
  ]);
  const instances = Reservations.flatMap(({ Instances = [] }) => Instances);
  const hosts = instances
    .filter(({ State }) => State?.Name !== "terminated")
    .map((instance) => ({
      name: instance.Tags?.find(({ Key }) => Key === "Name")?.Value ?? instance.InstanceId ?? "",
      id: instance.InstanceId ?? "",
      state: instance.State?.Name ?? "unknown",
      groupIds: (instance.SecurityGroups ?? []).map(({ GroupId = "" }) => GroupId),
      publicIp: instance.PublicIpAddress,
      privateIp: instance.PrivateIpAddress ?? "",
      wayOut: wayOut(instance.SubnetId ?? "", RouteTables),
    }));
  const rules = (pick: (group: SecurityGroup) => readonly IpPermission[] | undefined) =>
    SecurityGroups.flatMap((group) => (pick(group) ?? []).flatMap((permission) => rulesOf(group, permission)));
  return {
    vpcId,
    hosts,
    ingress: rules(({ IpPermissions }) => IpPermissions),
    egress: rules(({ IpPermissionsEgress }) => IpPermissionsEgress),
  };
}

function rulesOf({ GroupId = "", GroupName = "" }: SecurityGroup, permission: IpPermission): Rule[] {
  const { IpProtocol = "", FromPort, ToPort } = permission;
  const allPorts = IpProtocol === "-1" || FromPort === undefined || ToPort === undefined;
  const peers = [
    ...(permission.IpRanges ?? []).map(({ CidrIp, Description }) => [CidrIp, Description]),
    ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6, Description }) => [CidrIpv6, Description]),
    ...(permission.UserIdGroupPairs ?? []).map(({ GroupId: id, Description }) => [id, Description]),
    ...(permission.PrefixListIds ?? []).map(({ PrefixListId, Description }) => [PrefixListId, Description]),
  ];
  return peers.map(([peer = "", description]) => ({
    groupId: GroupId,
    groupName: GroupName,
    protocol: IpProtocol === "-1" ? "all" : IpProtocol,
    ports: allPorts ? undefined : { from: FromPort, to: ToPort },
    peer,
    description,
  }));
}

/** The subnet's own route table, else the VPC's main one (VPC User Guide, "Subnet route tables"). */
function wayOut(subnetId: string, tables: readonly RouteTable[]): string | undefined {
  const own = tables.find(({ Associations = [] }) => Associations.some((each) => each.SubnetId === subnetId));
  const main = tables.find(({ Associations = [] }) => Associations.some(({ Main }) => Main === true));
  const routes = (own ?? main)?.Routes ?? [];
  const route = routes.find(
    ({ DestinationCidrBlock = "", DestinationIpv6CidrBlock = "", State }) =>
      State !== "blackhole" &&
      (EVERYWHERE.includes(DestinationCidrBlock) || EVERYWHERE.includes(DestinationIpv6CidrBlock)),
  );
  return route?.NatGatewayId ?? route?.GatewayId;
}
