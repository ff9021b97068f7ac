import type { Calls, Step } from "../calls";
import { apiPages } from "../rows";
import { ANY, type Row, type Source, type Table } from "../table";

const api = apiPages("Amazon EC2 API Reference", "https://docs.aws.amazon.com/AWSEC2/latest/APIReference");

/** The list of codes. */
const CODES: Source = {
  title: "Error codes for the Amazon EC2 API (Amazon EC2 Developer Guide)",
  address: "https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html",
};

function row(
  behaviour: string,
  source: Source | string,
  calls: readonly Step[],
  answer: unknown,
  see?: string,
): Row<Calls> {
  const from = typeof source === "string" ? api(source) : source;
  return { behaviour, input: { calls, ...(see !== undefined && { see }) }, answer, source: from };
}

const refused = (error: string, message: string = ANY) => ({ error, message, status: 400 });
const VPC: Step = ["CreateVpc", { CidrBlock: "10.0.0.0/16" }, "vpc"];
const VpcId = "$vpc.Vpc.VpcId";
const SUBNET: Step = ["CreateSubnet", { VpcId, CidrBlock: "10.0.0.0/24" }, "subnet"];
const SubnetId = "$subnet.Subnet.SubnetId";
const GROUP: Step = ["CreateSecurityGroup", { GroupName: "web", Description: "web", VpcId }, "group"];
const GroupId = "$group.GroupId";
const GATEWAY: Step = ["CreateInternetGateway", {}, "gateway"];
const InternetGatewayId = "$gateway.InternetGateway.InternetGatewayId";
const TABLE: Step = ["CreateRouteTable", { VpcId }, "table"];
const RouteTableId = "$table.RouteTable.RouteTableId";
const HTTPS = { IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "0.0.0.0/0" }] };
const allow: Step = ["AuthorizeSecurityGroupIngress", { GroupId, IpPermissions: [HTTPS] }, "rules"];
const ATTACH: Step = ["AttachInternetGateway", { InternetGatewayId, VpcId }];
const team = (ResourceType: string) => [{ ResourceType, Tags: [{ Key: "team", Value: "a" }] }];
const image = "ami-0123456789abcdef0";
const launch = (more: object = {}, name = "run"): Step => [
  "RunInstances",
  { ImageId: image, InstanceType: "t4g.nano", MinCount: 1, MaxCount: 1, SubnetId, ...more },
  name,
];

export const networks: Table<Calls> = {
  service: "Amazon EC2",
  topic: "networks through the API",
  rows: [
    row(
      "a group that names no VPC is in the default one",
      "CreateSecurityGroup",
      [
        ["CreateSecurityGroup", { GroupName: "web", Description: "web" }, "group"],
        ["DescribeSecurityGroups", { GroupIds: [GroupId] }, "groups"],
        ["DescribeVpcs", { VpcIds: ["$groups.SecurityGroups.0.VpcId"] }],
      ],
      true,
      "Vpcs.0.IsDefault",
    ),
    row(
      "an instance that names no subnet is in one of the default VPC",
      "RunInstances",
      [
        ["RunInstances", { ImageId: image, InstanceType: "t4g.nano", MinCount: 1, MaxCount: 1 }, "run"],
        ["DescribeSubnets", { SubnetIds: ["$run.Instances.0.SubnetId"] }],
      ],
      "172.31.0.0/20",
      "Subnets.0.CidrBlock",
    ),
    row(
      "a VPC has its tags from the beginning",
      "CreateVpc",
      [["CreateVpc", { CidrBlock: "10.0.0.0/16", TagSpecifications: team("vpc") }]],
      [{ Key: "team", Value: "a" }],
      "Vpc.Tags",
    ),
    row(
      "its range is at most a /16",
      "CreateVpc",
      [["CreateVpc", { CidrBlock: "10.0.0.0/8" }]],
      refused("InvalidParameterValue"),
    ),
    row(
      "it has a group called default",
      "CreateVpc",
      [VPC, ["DescribeSecurityGroups", {}]],
      ["default"],
      "SecurityGroups.*.GroupName",
    ),
    row(
      "with a subnet it cannot be deleted",
      "DeleteVpc",
      [VPC, SUBNET, ["DeleteVpc", { VpcId }]],
      refused("DependencyViolation"),
    ),
    row(
      "nor with a group of somebody's",
      "DeleteVpc",
      [VPC, GROUP, ["DeleteVpc", { VpcId }]],
      refused("DependencyViolation"),
    ),
    row(
      "a VPC that is not there",
      CODES,
      [["DeleteVpc", { VpcId: "vpc-0123456789abcdef0" }]],
      refused("InvalidVpcID.NotFound", "The vpc ID 'vpc-0123456789abcdef0' does not exist"),
    ),
    row(
      "DNS names are off by default",
      "DescribeVpcAttribute",
      [VPC, ["DescribeVpcAttribute", { VpcId, Attribute: "enableDnsHostnames" }]],
      false,
      "EnableDnsHostnames.Value",
    ),
    row(
      "until they are switched on",
      "ModifyVpcAttribute",
      [
        VPC,
        ["ModifyVpcAttribute", { VpcId, EnableDnsHostnames: { Value: true } }],
        ["DescribeVpcAttribute", { VpcId, Attribute: "enableDnsHostnames" }],
      ],
      true,
      "EnableDnsHostnames.Value",
    ),
    row(
      "a subnet lies within its VPC",
      "CreateSubnet",
      [VPC, ["CreateSubnet", { VpcId, CidrBlock: "10.1.0.0/24" }]],
      refused("InvalidSubnet.Range", "The CIDR '10.1.0.0/24' is invalid."),
    ),
    row(
      "and beside the others",
      "CreateSubnet",
      [VPC, SUBNET, SUBNET],
      refused("InvalidSubnet.Conflict", "The CIDR '10.0.0.0/24' conflicts with another subnet"),
    ),
    row(
      "with an instance it cannot be deleted",
      "DeleteSubnet",
      [VPC, SUBNET, launch(), ["DeleteSubnet", { SubnetId }]],
      refused("DependencyViolation"),
    ),
    row("a gateway belongs to no VPC at first", "CreateInternetGateway", [GATEWAY], [], "InternetGateway.Attachments"),
    row(
      "it is attached to one",
      "AttachInternetGateway",
      [VPC, GATEWAY, ATTACH, ["DescribeInternetGateways", {}]],
      [[{ State: "available", VpcId: ANY }]],
      "InternetGateways.*.Attachments",
    ),
    row("not to two", "AttachInternetGateway", [VPC, GATEWAY, ATTACH, ATTACH], refused("Resource.AlreadyAssociated")),
    row(
      "attached it cannot be deleted",
      "DeleteInternetGateway",
      [VPC, GATEWAY, ATTACH, ["DeleteInternetGateway", { InternetGatewayId }]],
      refused("DependencyViolation"),
    ),
    row(
      "detached it can",
      "DetachInternetGateway",
      [
        ...[VPC, GATEWAY, ATTACH],
        ["DetachInternetGateway", { InternetGatewayId, VpcId }],
        ["DeleteInternetGateway", { InternetGatewayId }],
        ["DescribeInternetGateways", {}],
      ],
      [],
      "InternetGateways",
    ),
    row(
      "a route leads to the gateway of its VPC",
      "CreateRoute",
      [
        ...[VPC, GATEWAY, ATTACH, TABLE],
        ["CreateRoute", { RouteTableId, DestinationCidrBlock: "0.0.0.0/0", GatewayId: InternetGatewayId }],
      ],
      { Return: true },
    ),
    row(
      "not to one of another",
      "CreateRoute",
      [
        ...[VPC, GATEWAY, TABLE],
        ["CreateRoute", { RouteTableId, DestinationCidrBlock: "0.0.0.0/0", GatewayId: InternetGatewayId }],
      ],
      refused("InvalidParameterValue"),
    ),
    row(
      "a destination has one route",
      CODES,
      [
        ...[VPC, GATEWAY, ATTACH, TABLE],
        ["CreateRoute", { RouteTableId, DestinationCidrBlock: "0.0.0.0/0", GatewayId: InternetGatewayId }],
        ["CreateRoute", { RouteTableId, DestinationCidrBlock: "0.0.0.0/0", GatewayId: InternetGatewayId }],
      ],
      refused("RouteAlreadyExists", "The route identified by 0.0.0.0/0 already exists."),
    ),
    row(
      "a table that a subnet uses stays",
      "DeleteRouteTable",
      [
        ...[VPC, SUBNET, TABLE],
        ["AssociateRouteTable", { RouteTableId, SubnetId }],
        ["DeleteRouteTable", { RouteTableId }],
      ],
      refused("DependencyViolation", ANY),
    ),
    row(
      "until it does no longer",
      "DisassociateRouteTable",
      [
        ...[VPC, SUBNET, TABLE],
        ["AssociateRouteTable", { RouteTableId, SubnetId }, "association"],
        ["DisassociateRouteTable", { AssociationId: "$association.AssociationId" }],
        ["DeleteRouteTable", { RouteTableId }],
      ],
      {},
    ),
    row(
      "tags are added and taken away",
      "CreateTags",
      [
        VPC,
        [
          "CreateTags",
          {
            Resources: [VpcId],
            Tags: [
              { Key: "team", Value: "a" },
              { Key: "stage", Value: "b" },
            ],
          },
        ],
        ["DeleteTags", { Resources: [VpcId], Tags: [{ Key: "team" }] }],
        ["DescribeVpcs", { VpcIds: [VpcId] }],
      ],
      [[{ Key: "stage", Value: "b" }]],
      "Vpcs.*.Tags",
    ),
  ],
};

export const securityGroups: Table<Calls> = {
  service: "Amazon EC2",
  topic: "security groups through the API",
  rows: [
    row(
      "a new group lets everything out, and nothing in",
      "CreateSecurityGroup",
      [...[VPC, GROUP], ["DescribeSecurityGroups", { GroupIds: [GroupId] }]],
      [[]],
      "SecurityGroups.*.IpPermissions",
    ),
    row("a name is taken once in a VPC", CODES, [VPC, GROUP, GROUP], refused("InvalidGroup.Duplicate", ANY)),
    row("a rule that is added is answered", "AuthorizeSecurityGroupIngress", [VPC, GROUP, allow], {
      Return: true,
      SecurityGroupRules: [
        {
          ...{ SecurityGroupRuleId: ANY, GroupId: ANY, GroupOwnerId: "000000000000", IsEgress: false },
          ...{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, CidrIpv4: "0.0.0.0/0" },
        },
      ],
    }),
    row(
      "it is added once",
      "AuthorizeSecurityGroupIngress",
      [VPC, GROUP, allow, allow],
      refused(
        "InvalidPermission.Duplicate",
        'the specified rule "peer: 0.0.0.0/0, TCP, from port: 443, to port: 443, ALLOW" already exists',
      ),
    ),
    row(
      "it is taken away by what it says",
      "RevokeSecurityGroupIngress",
      [
        ...[VPC, GROUP, allow],
        ["RevokeSecurityGroupIngress", { GroupId, IpPermissions: [HTTPS] }],
        ["DescribeSecurityGroups", { GroupIds: [GroupId] }],
      ],
      [[]],
      "SecurityGroups.*.IpPermissions",
    ),
    row(
      "or by its id",
      "RevokeSecurityGroupIngress",
      [
        ...[VPC, GROUP, allow],
        [
          "RevokeSecurityGroupIngress",
          { GroupId, SecurityGroupRuleIds: ["$rules.SecurityGroupRules.0.SecurityGroupRuleId"] },
        ],
        ["DescribeSecurityGroups", { GroupIds: [GroupId] }],
      ],
      [[]],
      "SecurityGroups.*.IpPermissions",
    ),
    row(
      "what is not there cannot be taken away",
      "RevokeSecurityGroupIngress",
      [...[VPC, GROUP], ["RevokeSecurityGroupIngress", { GroupId, IpPermissions: [HTTPS] }]],
      refused("InvalidPermission.NotFound", "The specified rule does not exist in this security group."),
    ),
    row(
      "the rule that lets everything out can be",
      "RevokeSecurityGroupEgress",
      [
        ...[VPC, GROUP],
        [
          "RevokeSecurityGroupEgress",
          { GroupId, IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
        ],
        ["DescribeSecurityGroups", { GroupIds: [GroupId] }],
      ],
      [[]],
      "SecurityGroups.*.IpPermissionsEgress",
    ),
    row(
      "the default group stays",
      CODES,
      [
        VPC,
        ["DescribeSecurityGroups", { Filters: [{ Name: "vpc-id", Values: [VpcId] }] }, "groups"],
        ["DeleteSecurityGroup", { GroupId: "$groups.SecurityGroups.0.GroupId" }],
      ],
      refused("CannotDelete", ANY),
    ),
    row(
      "a group of an instance stays",
      CODES,
      [...[VPC, SUBNET, GROUP, launch({ SecurityGroupIds: [GroupId] })], ["DeleteSecurityGroup", { GroupId }]],
      refused("DependencyViolation", ANY),
    ),
  ],
};

export const instances: Table<Calls> = {
  service: "Amazon EC2",
  topic: "instances and key pairs through the API",
  rows: [
    row(
      "a key pair is RSA by default",
      "CreateKeyPair",
      [
        ["CreateKeyPair", { KeyName: "k" }],
        ["DescribeKeyPairs", {}],
      ],
      ["rsa"],
      "KeyPairs.*.KeyType",
    ),
    row(
      "its name is taken once",
      CODES,
      [
        ["CreateKeyPair", { KeyName: "k" }],
        ["CreateKeyPair", { KeyName: "k" }],
      ],
      refused("InvalidKeyPair.Duplicate", "The keypair already exists: 'k'"),
    ),
    row("one that is not there is deleted already", "DeleteKeyPair", [["DeleteKeyPair", { KeyName: "k" }]], {
      Return: true,
    }),
    row(
      "one that is not there cannot be described",
      CODES,
      [["DescribeKeyPairs", { KeyNames: ["k"] }]],
      refused("InvalidKeyPair.NotFound", "The key pair 'k' does not exist"),
    ),
    row(
      "as many are launched as MaxCount says",
      "RunInstances",
      [VPC, SUBNET, launch({ MaxCount: 2 })],
      [ANY, ANY],
      "Instances.*.InstanceId",
    ),
    row(
      "once for a token",
      "RunInstances",
      [...[VPC, SUBNET, launch({ ClientToken: "t" }), launch({ ClientToken: "t" })], ["DescribeInstances", {}]],
      [[ANY]],
      "Reservations.*.Instances.*.InstanceId",
    ),
    row(
      "an instance has its tags from the beginning",
      "RunInstances",
      [VPC, SUBNET, launch({ TagSpecifications: team("instance") })],
      [[{ Key: "team", Value: "a" }]],
      "Instances.*.Tags",
    ),
    row(
      "its subnet must be there",
      CODES,
      [launch({ SubnetId: "subnet-0123456789abcdef0" })],
      refused("InvalidSubnetID.NotFound", "The subnet ID 'subnet-0123456789abcdef0' does not exist"),
    ),
    row(
      "so must its key pair",
      CODES,
      [VPC, SUBNET, launch({ KeyName: "k" })],
      refused("InvalidKeyPair.NotFound", "The key pair 'k' does not exist"),
    ),
    row(
      "a terminated instance shuts down",
      "TerminateInstances",
      [...[VPC, SUBNET, launch()], ["TerminateInstances", { InstanceIds: ["$run.Instances.0.InstanceId"] }]],
      ["shutting-down"],
      "TerminatingInstances.*.CurrentState.Name",
    ),
    row(
      "a terminated one is described for a while",
      "TerminateInstances",
      [
        ...[VPC, SUBNET, launch()],
        ["TerminateInstances", { InstanceIds: ["$run.Instances.0.InstanceId"] }],
        ["DescribeInstances", { InstanceIds: ["$run.Instances.0.InstanceId"] }],
      ],
      [["terminated"]],
      "Reservations.*.Instances.*.State.Name",
    ),
    row(
      "and terminated again",
      "TerminateInstances",
      [
        ...[VPC, SUBNET, launch()],
        ["TerminateInstances", { InstanceIds: ["$run.Instances.0.InstanceId"] }],
        ["TerminateInstances", { InstanceIds: ["$run.Instances.0.InstanceId"] }],
      ],
      ["terminated"],
      "TerminatingInstances.*.PreviousState.Name",
    ),
    row(
      "an address is an instance's until it is taken from it",
      "ReleaseAddress",
      [
        ...[VPC, SUBNET, launch()],
        ["AllocateAddress", {}, "address"],
        [
          "AssociateAddress",
          { AllocationId: "$address.AllocationId", InstanceId: "$run.Instances.0.InstanceId" },
          "association",
        ],
        ["ReleaseAddress", { AllocationId: "$address.AllocationId" }],
      ],
      refused("InvalidIPAddress.InUse", ANY),
    ),
    row(
      "and is released then",
      "DisassociateAddress",
      [
        ...[VPC, SUBNET, launch()],
        ["AllocateAddress", {}, "address"],
        [
          "AssociateAddress",
          { AllocationId: "$address.AllocationId", InstanceId: "$run.Instances.0.InstanceId" },
          "association",
        ],
        ["DisassociateAddress", { AssociationId: "$association.AssociationId" }],
        ["ReleaseAddress", { AllocationId: "$address.AllocationId" }],
        ["DescribeAddresses", {}],
      ],
      [],
      "Addresses",
    ),
    row(
      "a NAT gateway takes an address",
      "CreateNatGateway",
      [
        ...[VPC, SUBNET],
        ["AllocateAddress", {}, "address"],
        ["CreateNatGateway", { SubnetId, AllocationId: "$address.AllocationId" }, "nat"],
        ["DescribeNatGateways", {}],
      ],
      ["available"],
      "NatGateways.*.State",
    ),
    row(
      "NAT gateways are filtered by their VPC",
      "DescribeNatGateways",
      [
        ...[VPC, SUBNET],
        ["AllocateAddress", {}, "address"],
        ["CreateNatGateway", { SubnetId, AllocationId: "$address.AllocationId" }],
        ["DescribeNatGateways", { Filter: [{ Name: "vpc-id", Values: ["vpc-0123456789abcdef0"] }] }],
      ],
      [],
      "NatGateways",
    ),
    row(
      "zones of the region are those that it has by itself",
      "DescribeAvailabilityZones",
      [["DescribeAvailabilityZones", {}]],
      ["a", "b", "c", "d", "e", "f"].map((letter) => `us-east-1${letter}`),
      "AvailabilityZones.*.ZoneName",
    ),
    row(
      "a protected one does not",
      "TerminateInstances",
      [
        ...[VPC, SUBNET, launch({ DisableApiTermination: true })],
        ["TerminateInstances", { InstanceIds: ["$run.Instances.0.InstanceId"] }],
      ],
      refused("OperationNotPermitted", ANY),
    ),
    row(
      "an instance that is not there",
      CODES,
      [["TerminateInstances", { InstanceIds: ["i-0123456789abcdef0"] }]],
      refused("InvalidInstanceID.NotFound", "The instance ID 'i-0123456789abcdef0' does not exist"),
    ),
  ],
};
