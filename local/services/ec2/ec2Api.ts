import type {
  DescribeAddressesCommandInput,
  DescribeAvailabilityZonesCommandInput,
  DescribeInstanceAttributeCommandInput,
  DescribeInstancesCommandInput,
  DescribeNatGatewaysCommandInput,
  DescribeRouteTablesCommandInput,
  DescribeSecurityGroupsCommandInput,
  DescribeSubnetsCommandInput,
  DescribeVpcsCommandInput,
  ModifyInstanceAttributeCommandInput,
  StartInstancesCommandInput,
  StopInstancesCommandInput,
} from "@aws-sdk/client-ec2";
import { arn, REGION } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Tags } from "../../base/inventory";
import { smallTagList } from "../../base/tagList";
import { textsOf } from "../../base/textsOf";
import { awsApi, type Operation } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import type { Request } from "../../edge/wireTypes";
import type { Permission } from "../../iam/iam";
import {
  describeInstance,
  describeNatGateway,
  describeRouteTable,
  describeSecurityGroup,
  describeSubnet,
  describeTerminated,
  describeVpc,
  stateOf,
} from "./descriptions";
import type { Ec2, SecurityGroup, Subnet } from "./ec2";
import type { Instances } from "./instances";
import { ZONES } from "./zones";

export interface Parts {
  ec2: Ec2;
  instances: Omit<Instances, "api">;
  profileArn(name: string): string | undefined;
  tagsOf(arn: string): Tags;
}

/**
 * One operation of EC2. Replies are written as XML has them, with names that begin in lower case and lists called sets, which the SDK
 * renames.
 */
type Ec2Operation<Input extends object> = Operation<Parts, Input, Record<string, unknown>>;

/** EC2's API, as far as people look at a network and at its instances, and take one down and up again. */
export function ec2Api(parts: Parts): AwsService {
  return awsApi({
    signingName: "ec2",
    protocol: "ec2",
    parts,
    operations: {
      DescribeInstances: describeInstances,
      DescribeInstanceAttribute: describeInstanceAttribute,
      ModifyInstanceAttribute: modifyInstanceAttribute,
      StartInstances: startInstances,
      StopInstances: stopInstances,
      DescribeSecurityGroups: describeSecurityGroups,
      DescribeVpcs: describeVpcs,
      DescribeSubnets: describeSubnets,
      DescribeRouteTables: describeRouteTables,
      DescribeAddresses: describeAddresses,
      DescribeAvailabilityZones: describeAvailabilityZones,
      DescribeNatGateways: describeNatGateways,
    },
    unknown: (operation, known) =>
      new AwsError(
        "UnsupportedOperation",
        `ec2:${operation} is not supported locally (supported: ${known.join(", ")})`,
      ),
    refused: ({ parameter }) => new AwsError("MissingParameter", `The request must contain the parameter ${parameter}`),
  });
}

/**
 * Descriptions know no resources, so they are allowed as a whole or not at all.
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2".
 */
function onAll(action: string): readonly Permission[] {
  return [{ action, resource: "*" }];
}

function onInstances(action: string, ids: readonly string[]): readonly Permission[] {
  return ids.map((id) => ({ action, resource: arn("ec2", `instance/${id}`) }));
}

const describeInstances: Ec2Operation<DescribeInstancesCommandInput> = {
  parameters: { InstanceIds: "texts?", Filters: "structures?" },
  permissions: () => onAll("ec2:DescribeInstances"),
  run({ InstanceIds: ids = [], Filters }, { ec2, instances, profileArn, tagsOf }) {
    const all = [...instances.instances(), ...instances.terminated()];
    for (const id of ids) if (!all.some((instance) => instance.id === id)) instances.instance(id);
    const tagged = all.map((instance) => ({
      ...instance,
      tags: { ...instance.tags, ...tagsOf(arn("ec2", `instance/${instance.id}`)) },
    }));
    const found = filtered(
      Filters,
      tagged,
      {
        "vpc-id": ({ vpcId }) => vpcId,
        "subnet-id": ({ subnetId }) => subnetId,
        "instance-id": ({ id }) => id,
        "instance-state-name": ({ state }) => state,
      },
      ({ tags }) => tags,
    ).filter(({ id }) => ids.length === 0 || ids.includes(id));
    const items = found.map((instance) => ({
      reservationId: instance.id.replace("i-", "r-"),
      instancesSet: [
        instance.state === "terminated"
          ? describeTerminated(instance)
          : describeInstance(instance, ec2, profileArn(instance.profileName ?? "")),
      ],
    }));
    return { reservationSet: items };
  },
};

const describeInstanceAttribute: Ec2Operation<DescribeInstanceAttributeCommandInput> = {
  parameters: { InstanceId: "text", Attribute: "text?" },
  permissions: ({ InstanceId }) => onInstances("ec2:DescribeInstanceAttribute", [InstanceId]),
  run({ InstanceId, Attribute }, { instances }) {
    const instance = instances.instance(InstanceId);
    if (Attribute !== "userData") {
      throw unsupported("DescribeInstanceAttribute", "userData is the one attribute that is described");
    }
    const value = Buffer.from(instance.userData).toString("base64");
    return { instanceId: instance.id, userData: value === "" ? {} : { value } };
  },
};

const modifyInstanceAttribute: Ec2Operation<ModifyInstanceAttributeCommandInput> = {
  parameters: { InstanceId: "text", UserData: "map?" },
  permissions: ({ InstanceId }) => onInstances("ec2:ModifyInstanceAttribute", [InstanceId]),
  run({ InstanceId, UserData }, { instances }) {
    const value = UserData?.Value;
    if (value === undefined) {
      throw unsupported("ModifyInstanceAttribute", "UserData is the one attribute that is changed");
    }
    instances.putUserData(InstanceId, Buffer.from(value, "base64").toString());
    return { return: true };
  },
};

const startInstances: Ec2Operation<StartInstancesCommandInput> = {
  parameters: { InstanceIds: "texts" },
  permissions: ({ InstanceIds }) => onInstances("ec2:StartInstances", InstanceIds),
  run: ({ InstanceIds }, { instances }) => changed(InstanceIds, instances, (id) => instances.start(id)),
};

const stopInstances: Ec2Operation<StopInstancesCommandInput> = {
  parameters: { InstanceIds: "texts" },
  permissions: ({ InstanceIds }) => onInstances("ec2:StopInstances", InstanceIds),
  run: ({ InstanceIds }, { instances }) => changed(InstanceIds, instances, (id) => instances.stop(id)),
};

const describeSecurityGroups: Ec2Operation<DescribeSecurityGroupsCommandInput> = {
  parameters: { GroupIds: "texts?", Filters: "structures?" },
  permissions: () => onAll("ec2:DescribeSecurityGroups"),
  run({ GroupIds: ids = [], Filters }, { ec2, tagsOf }) {
    for (const id of ids) ec2.securityGroup(id);
    const members = {
      "vpc-id": ({ vpcId }: SecurityGroup) => vpcId,
      "group-id": ({ id }: SecurityGroup) => id,
      "group-name": ({ name }: SecurityGroup) => name,
    };
    const tags = tagsOfKind("security-group", tagsOf);
    const found = filtered(Filters, ec2.securityGroups(), members, tags);
    const wanted = found.filter(({ id }) => ids.length === 0 || ids.includes(id));
    const described = wanted.map((group) => ({
      ...describeSecurityGroup(group, ec2.rules()),
      tagSet: smallTagList(tags(group)),
    }));
    return { securityGroupInfo: described };
  },
};

const describeVpcs: Ec2Operation<DescribeVpcsCommandInput> = {
  parameters: { VpcIds: "texts?", Filters: "structures?" },
  permissions: () => onAll("ec2:DescribeVpcs"),
  run({ VpcIds: ids = [], Filters }, { ec2, tagsOf }) {
    for (const id of ids) ec2.vpc(id);
    const tags = tagsOfKind("vpc", tagsOf);
    const found = filtered(Filters, ec2.vpcs(), { "vpc-id": ({ id }) => id }, tags);
    const wanted = found.filter(({ id }) => ids.length === 0 || ids.includes(id));
    return { vpcSet: wanted.map((vpc) => ({ ...describeVpc(vpc), tagSet: smallTagList(tags(vpc)) })) };
  },
};

const describeSubnets: Ec2Operation<DescribeSubnetsCommandInput> = {
  parameters: { SubnetIds: "texts?", Filters: "structures?" },
  permissions: () => onAll("ec2:DescribeSubnets"),
  run({ SubnetIds: ids = [], Filters }, { ec2, tagsOf }) {
    for (const id of ids) ec2.subnet(id);
    const tags = tagsOfKind("subnet", tagsOf);
    const members = {
      "vpc-id": ({ vpcId }: Subnet) => vpcId,
      "subnet-id": ({ id }: Subnet) => id,
      "map-public-ip-on-launch": ({ mapsPublicIps = false }: Subnet) => String(mapsPublicIps),
    };
    const found = filtered(Filters, ec2.subnets(), members, tags);
    const wanted = found.filter(({ id }) => ids.length === 0 || ids.includes(id));
    return { subnetSet: wanted.map((subnet) => ({ ...describeSubnet(subnet), tagSet: smallTagList(tags(subnet)) })) };
  },
};

const describeRouteTables: Ec2Operation<DescribeRouteTablesCommandInput> = {
  parameters: { Filters: "structures?" },
  permissions: () => onAll("ec2:DescribeRouteTables"),
  run({ Filters }, { ec2, tagsOf }) {
    const tags = tagsOfKind("route-table", tagsOf);
    const found = filtered(Filters, ec2.routeTables(), { "vpc-id": ({ vpcId }) => vpcId }, tags);
    const described = found.map((table) => ({
      ...describeRouteTable(table, ec2.vpc(table.vpcId).cidrBlock),
      tagSet: smallTagList(tags(table)),
    }));
    return { routeTableSet: described };
  },
};

/** The one operation whose SDK calls its filters `Filter`: in a form they are called as everywhere. */
const describeNatGateways: Ec2Operation<{ Filters?: DescribeNatGatewaysCommandInput["Filter"] }> = {
  parameters: { Filters: "structures?" },
  permissions: () => onAll("ec2:DescribeNatGateways"),
  run({ Filters }, { ec2 }) {
    const found = filtered(Filters, ec2.natGateways(), {
      "nat-gateway-id": ({ id }) => id,
      "subnet-id": ({ subnetId }) => subnetId,
      "vpc-id": ({ subnetId }) => ec2.subnet(subnetId).vpcId,
      state: () => "available",
    });
    return { natGatewaySet: found.map((gateway) => describeNatGateway(gateway, ec2.subnet(gateway.subnetId))) };
  },
};

const describeAvailabilityZones: Ec2Operation<DescribeAvailabilityZonesCommandInput> = {
  parameters: { Filters: "structures?" },
  permissions: () => onAll("ec2:DescribeAvailabilityZones"),
  run({ Filters, AllAvailabilityZones }) {
    const all = String(AllAvailabilityZones) === "true";
    const found = filtered(Filters, ZONES, {
      "zone-name": ({ name }) => name,
      "zone-type": ({ type }) => type,
      "opt-in-status": ({ optInStatus }) => optInStatus,
      state: () => "available",
    }).filter(({ optInStatus }) => all || optInStatus !== "not-opted-in");
    const items = found.map(({ name, id, group, type, optInStatus }) => ({
      ...{ zoneName: name, zoneId: id, groupName: group, zoneType: type, optInStatus, regionName: REGION },
      zoneState: "available",
    }));
    return { availabilityZoneInfo: items };
  },
};

const describeAddresses: Ec2Operation<DescribeAddressesCommandInput> = {
  parameters: { Filters: "structures?" },
  permissions: () => onAll("ec2:DescribeAddresses"),
  run({ Filters }, { ec2 }) {
    const found = filtered(Filters, ec2.addresses(), { "allocation-id": ({ allocationId }) => allocationId });
    const items = found.map(({ allocationId, publicIp, usedBy }) => ({
      ...{ allocationId, publicIp, domain: "vpc" },
      ...(usedBy?.startsWith("i-") && { instanceId: usedBy }),
    }));
    return { addressesSet: items };
  },
};

async function changed(
  ids: readonly string[],
  instances: Parts["instances"],
  change: (id: string) => Promise<void>,
): Promise<Record<string, unknown>> {
  const before = ids.map((id) => instances.instance(id).state);
  for (const id of ids) await change(id);
  const items = ids.map((id, index) => ({
    instanceId: id,
    previousState: stateOf(before[index] ?? "running"),
    currentState: stateOf(instances.instance(id).state),
  }));
  return { instancesSet: items };
}

/** @throws AwsError `InvalidParameterValue` for a filter that is not known here */
function filtered<T>(
  filters: Request<DescribeSubnetsCommandInput>["Filters"],
  items: readonly T[],
  members: Readonly<Record<string, (item: T) => string>>,
  tagsOf: (item: T) => Tags = () => ({}),
): readonly T[] {
  let left = items;
  for (const { Name = "", Values } of filters ?? []) {
    const [name, values] = [String(Name), textsOf(Values)];
    const ofTag = name.startsWith("tag:") ? (item: T) => tagsOf(item)[name.slice("tag:".length)] ?? "" : undefined;
    const member = ofTag ?? (Object.hasOwn(members, name) ? members[name] : undefined);
    if (!member) {
      throw new AwsError(
        "InvalidParameterValue",
        `The filter '${name}' is not supported locally (supported: ${Object.keys(members).join(", ")})`,
      );
    }
    left = left.filter((item) => values.includes(member(item)));
  }
  return left;
}

/** The tags of resources of a kind, by their ids. */
function tagsOfKind(kind: string, tagsOf: Parts["tagsOf"]): (item: { readonly id: string }) => Tags {
  return ({ id }) => tagsOf(arn("ec2", `${kind}/${id}`));
}

function unsupported(operation: string, what: string): AwsError {
  return new AwsError("UnsupportedOperation", `ec2:${operation}: ${what} locally`);
}
