export interface Vpc {
  id: string;
  /** One that every account has from the beginning. @default false */
  isDefault?: boolean;
  /** `"10.0.0.0/16"` */
  cidrBlock: string;
}

export interface Subnet {
  id: string;
  vpcId: string;
  cidrBlock: string;
  /** `"us-east-1a"` */
  availabilityZone: string;
  /** Gives public addresses to what starts in it. @default false */
  mapsPublicIps?: boolean;
}

export interface SecurityGroup {
  id: string;
  vpcId: string;
  /** For messages: the group's name. */
  name: string;
}

/** One rule of a security group: what may come in, or go out. */
export interface SecurityGroupRule {
  id: string;
  securityGroupId: string;
  direction: "ingress" | "egress";
  /** `"tcp"`, `"udp"`, ... or `"-1"` for all of them. */
  protocol: string;
  /** Every port where absent. */
  ports?: { from: number; to: number };
  /** The other side: a range of IPv4 or IPv6, the members of a security group, or a service behind a gateway endpoint. */
  peer: { cidrBlock: string } | { cidrIpv6: string } | { securityGroupId: string } | { prefixListId: string };
  description?: string;
}

/** Where packets of some subnets go, apart from those within the VPC. */
export interface RouteTable {
  id: string;
  vpcId: string;
  subnetIds: readonly string[];
  /** The same, with what calls it so that it can be undone. */
  associations: readonly { id: string; subnetId: string }[];
  routes: readonly Route[];
}

export interface Route {
  /** A range of addresses, or the list of a service's: `"0.0.0.0/0"`, `"pl-..."`. */
  destination: string;
  /** An internet gateway (`igw-...`), a NAT gateway (`nat-...`) or a gateway endpoint (`vpce-...`). */
  target: string;
}

export interface NatGateway {
  id: string;
  subnetId: string;
  allocationId: string;
  publicIp: string;
}

/** An Elastic IP. */
export interface Address {
  /** `"eipalloc-0a1b..."` */
  allocationId: string;
  /** Out of the range that is set aside for measurements between networks (RFC 2544): nobody on the internet has it. */
  publicIp: string;
  /** The NAT gateway or instance that has it now. */
  usedBy?: string;
}

/** The answer if packets may pass; `missing` names the rule that would let them: `egress rule of the security group ...`. */
export type Reachability = { reachable: true } | { reachable: false; missing: string };

/**
 * The network, as far as a program can get it wrong: what refers to a subnet or a security group is held to its existence, and
 * rules answer who may connect. No packet is ever filtered by it: everything here runs on loopback.
 */
export interface Ec2 {
  /** With its default security group, whose members reach each other and everything else. */
  putVpc(vpc: Vpc): void;
  /** @throws AwsError `DependencyViolation` while it has subnets, or a gateway to the internet */
  deleteVpc(id: string): void;
  /** @throws AwsError `InvalidVpcID.NotFound` */
  vpc(id: string): Vpc;

  /**
   * @throws AwsError `InvalidVpcID.NotFound`, `InvalidSubnet.Range` outside of its VPC's addresses, `InvalidSubnet.Conflict` with those of
   * another subnet, or `InvalidParameterValue` for a zone that the region has not
   */
  putSubnet(subnet: Subnet): void;
  deleteSubnet(id: string): void;
  /** @throws AwsError `InvalidSubnetID.NotFound` */
  subnet(id: string): Subnet;

  /** @throws AwsError `InvalidVpcID.NotFound`, or `InvalidGroup.Duplicate` for a second one of that name in the VPC */
  putSecurityGroup(group: SecurityGroup): void;
  deleteSecurityGroup(id: string): void;
  /** @throws AwsError `InvalidGroup.NotFound` */
  securityGroup(id: string): SecurityGroup;
  /** That of whatever names no other. @throws AwsError `InvalidVpcID.NotFound` */
  defaultSecurityGroup(vpcId: string): SecurityGroup;

  /** @throws AwsError `InvalidGroup.NotFound` for its own group or the one it refers to */
  putRule(rule: SecurityGroupRule): void;
  deleteRule(id: string): void;

  /**
   * The VPC of whatever names none, with a subnet in each zone and a way to the internet. It is made when somebody first asks for it.
   * Source: VPC User Guide, "Default VPCs".
   */
  defaultVpc(): Vpc;
  /** The subnet of the default VPC in a zone. @throws AwsError `InvalidParameterValue` for a zone that it has none in */
  defaultSubnet(availabilityZone?: string): Subnet;

  /** All of them, for who describes the network. */
  vpcs(): readonly Vpc[];
  subnets(): readonly Subnet[];
  securityGroups(): readonly SecurityGroup[];
  rules(): readonly SecurityGroupRule[];
  routeTables(): readonly RouteTable[];

  /** Without a route, as long as none is added. */
  putRouteTable(table: Pick<RouteTable, "id" | "vpcId">): void;
  /** @throws AwsError `DependencyViolation` while a subnet uses it */
  deleteRouteTable(id: string): void;
  /** @throws AwsError `InvalidRouteTableID.NotFound` */
  routeTable(id: string): RouteTable;
  /** Has a subnet use a table. @throws AwsError `Resource.AlreadyAssociated` where it uses another */
  associate(id: string, association: { routeTableId: string; subnetId: string }): void;
  disassociate(id: string): void;
  /** @throws AwsError `RouteAlreadyExists` for a second one to the same destination */
  addRoute(routeTableId: string, route: Route): void;
  deleteRoute(routeTableId: string, destination: string): void;

  /** Gives a VPC its way to the internet. @throws AwsError `InvalidParameterValue` where it has another */
  putInternetGateway(gateway: { id: string; vpcId: string }): void;
  deleteInternetGateway(id: string): void;

  /** Makes a NAT gateway, which takes its address. @throws AwsError for an unknown subnet, or an address that another one has */
  putNatGateway(gateway: Omit<NatGateway, "publicIp">): NatGateway;
  /** Gives its address back. */
  deleteNatGateway(id: string): void;
  natGateways(): readonly NatGateway[];

  /** Allocates an address: the same one for the same id. Again for one that is there, it changes nothing. */
  allocateAddress(allocationId: string): Address;
  /** @throws AwsError `InvalidIPAddress.InUse` while something has it */
  releaseAddress(allocationId: string): void;
  /** @throws AwsError `InvalidAllocationID.NotFound` */
  address(allocationId: string): Address;
  /** @throws AwsError `InvalidAllocationID.NotFound`, or `Resource.AlreadyAssociated` where another has it */
  useAddress(allocationId: string, user: string): Address;
  addresses(): readonly Address[];
  /** An address of EC2's own, which an instance without an Elastic IP has while it runs. */
  passingIp(instanceId: string): string;
  /** The user gives up all its addresses. */
  freeAddresses(user: string): void;

  /**
   * The rule that lets members of these groups exchange packets with an address, in one direction; `undefined` where none does.
   */
  ruleFor(
    direction: SecurityGroupRule["direction"],
    groups: readonly string[],
    address: string,
    port: number,
  ): SecurityGroupRule | undefined;

  /**
   * Tells if a member of the groups `from` may open a TCP connection to a port of a member of the groups `to`: it takes a rule of
   * egress there and one of ingress here (VPC User Guide, "Security group rules"). Which address a member has is not
   * modelled: an IPv4 range lets it pass where it has addresses in common with the peer's VPC.
   */
  reachable(from: readonly string[], to: readonly string[], port: number): Reachability;
}
