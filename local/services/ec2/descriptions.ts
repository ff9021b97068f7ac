import { ACCOUNT_ID } from "../../base/arn";
import type { Ec2, NatGateway, RouteTable, SecurityGroup, SecurityGroupRule, Subnet, Vpc } from "./ec2";
import type { Instance } from "./instances";

/*
 * Elements of the network as EC2's API describes them. Names are those of its XML.
 * Source: EC2 API Reference, "Instance", "SecurityGroup", "Vpc", "Subnet", "RouteTable", "NatGateway".
 */

const STATE_CODES = { running: 16, terminated: 48, stopped: 80 } as const;

export function stateOf(name: Instance["state"]) {
  return { code: STATE_CODES[name], name };
}

export function describeInstance(instance: Instance, ec2: Ec2, profileArn: string | undefined) {
  return {
    instanceId: instance.id,
    imageId: instance.imageId,
    instanceType: instance.instanceType,
    instanceState: stateOf(instance.state),
    keyName: instance.keyName,
    placement: { availabilityZone: instance.availabilityZone, tenancy: "default" },
    subnetId: instance.subnetId,
    vpcId: instance.vpcId,
    privateIpAddress: instance.privateIp,
    ipAddress: instance.publicIp,
    rootDeviceType: "ebs",
    groupSet: instance.securityGroupIds.map((id) => ({ groupId: id, groupName: ec2.securityGroup(id).name })),
    iamInstanceProfile: profileArn === undefined ? undefined : { arn: profileArn },
    tagSet: Object.entries(instance.tags).map(([key, value]) => ({ key, value })),
  };
}

/** An instance that was terminated has no network any more. */
export function describeTerminated({ id, imageId, instanceType, availabilityZone, tags }: Instance) {
  return {
    ...{ instanceId: id, imageId, instanceType, instanceState: stateOf("terminated") },
    placement: { availabilityZone, tenancy: "default" },
    tagSet: Object.entries(tags).map(([key, value]) => ({ key, value })),
  };
}

export function describeSecurityGroup({ id, vpcId, name }: SecurityGroup, rules: readonly SecurityGroupRule[]) {
  const own = rules.filter(({ securityGroupId }) => securityGroupId === id);
  const permissions = (wanted: SecurityGroupRule["direction"]) =>
    own.filter(({ direction }) => direction === wanted).map(describeRule);
  return {
    groupId: id,
    groupName: name,
    vpcId,
    ownerId: ACCOUNT_ID,
    ipPermissions: permissions("ingress"),
    ipPermissionsEgress: permissions("egress"),
  };
}

function describeRule({ protocol, ports, peer, description }: SecurityGroupRule) {
  return {
    ipProtocol: protocol,
    ...(ports && { fromPort: ports.from, toPort: ports.to }),
    ...("securityGroupId" in peer && {
      groups: [{ groupId: peer.securityGroupId, userId: ACCOUNT_ID, description }],
    }),
    ...("cidrBlock" in peer && { ipRanges: [{ cidrIp: peer.cidrBlock, description }] }),
    ...("cidrIpv6" in peer && { ipv6Ranges: [{ cidrIpv6: peer.cidrIpv6, description }] }),
    ...("prefixListId" in peer && { prefixListIds: [{ prefixListId: peer.prefixListId, description }] }),
  };
}

export function describeVpc({ id, cidrBlock, isDefault = false }: Vpc) {
  return { vpcId: id, cidrBlock, ownerId: ACCOUNT_ID, state: "available", isDefault };
}

export function describeSubnet({ id, vpcId, cidrBlock, availabilityZone, mapsPublicIps = false }: Subnet) {
  return {
    ...{ subnetId: id, vpcId, cidrBlock, availabilityZone, ownerId: ACCOUNT_ID },
    ...{ state: "available", mapPublicIpOnLaunch: mapsPublicIps },
  };
}

export function describeNatGateway({ id, subnetId, allocationId, publicIp }: NatGateway, { vpcId }: Subnet) {
  return {
    ...{ natGatewayId: id, subnetId, vpcId, state: "available", connectivityType: "public" },
    natGatewayAddressSet: [{ allocationId, publicIp, isPrimary: true, status: "succeeded" }],
  };
}

export function describeRouteTable({ id, vpcId, associations, routes }: RouteTable, cidrBlock: string) {
  return {
    routeTableId: id,
    vpcId,
    routeSet: [
      { destinationCidrBlock: cidrBlock, gatewayId: "local", state: "active" },
      ...routes.map(({ destination, target }) => ({
        [destination.startsWith("pl-") ? "destinationPrefixListId" : "destinationCidrBlock"]: destination,
        ...(target.startsWith("nat-") ? { natGatewayId: target } : { gatewayId: target }),
        state: "active",
      })),
    ],
    associationSet: associations.map((association) => ({
      ...{ routeTableAssociationId: association.id, routeTableId: id, subnetId: association.subnetId, main: false },
      associationState: { state: "associated" },
    })),
  };
}
