import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { AwsCall, AwsService } from "../../edge/awsService";
import type { Permission } from "../../iam/iam";
import { describeInstance, describeRouteTable, describeSecurityGroup, describeSubnet, stateOf } from "./descriptions";
import type { Ec2 } from "./ec2";
import type { Instances } from "./instances";

export interface Parts {
  ec2: Ec2;
  instances: Omit<Instances, "api">;
  profileArn(name: string): string | undefined;
}

type Result = Record<string, unknown>;
type Operation = (call: AwsCall, parts: Parts) => Result | Promise<Result>;

/** EC2's API, as far as people look at a network and at its instances, and take one down and up again. */
export function ec2Api(parts: Parts): AwsService {
  return {
    signingName: "ec2",
    protocol: "ec2",
    permissions: (call) => permissionsOf(call),
    handle: async (call) => ({ result: await operationOf(call)(call, parts) }),
  };
}

/**
 * Descriptions know no resources, so they are allowed as a whole or not at all.
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2".
 */
function permissionsOf(call: AwsCall): readonly Permission[] {
  operationOf(call);
  const action = `ec2:${call.operation}`;
  const named = listOf(call, "InstanceId");
  const single = call.params.InstanceId;
  const ids = typeof single === "string" ? [single, ...named] : named;
  const resources = OF_INSTANCES.has(call.operation) ? ids.map((id) => arn("ec2", `instance/${id}`)) : ["*"];
  return resources.map((resource) => ({ action, resource }));
}

/** Those that are allowed for each instance by itself. */
const OF_INSTANCES: ReadonlySet<string> = new Set([
  "StartInstances",
  "StopInstances",
  "DescribeInstanceAttribute",
  "ModifyInstanceAttribute",
]);

const OPERATIONS: Readonly<Record<string, Operation>> = {
  DescribeInstances(call, { ec2, instances, profileArn }) {
    const ids = listOf(call, "InstanceId");
    for (const id of ids) instances.instance(id);
    const found = filtered(call, instances.instances(), {
      "vpc-id": ({ vpcId }) => vpcId,
      "subnet-id": ({ subnetId }) => subnetId,
      "instance-id": ({ id }) => id,
      "instance-state-name": ({ state }) => state,
    }).filter(({ id }) => ids.length === 0 || ids.includes(id));
    const items = found.map((instance) => ({
      reservationId: instance.id.replace("i-", "r-"),
      instancesSet: [describeInstance(instance, ec2, profileArn(instance.profileName ?? ""))],
    }));
    return { reservationSet: items };
  },

  DescribeInstanceAttribute(call, { instances }) {
    const instance = instances.instance(String(call.params.InstanceId));
    if (call.params.Attribute !== "userData")
      throw unsupported(call, "userData is the one attribute that is described");
    const value = Buffer.from(instance.userData).toString("base64");
    return { instanceId: instance.id, userData: value === "" ? {} : { value } };
  },

  ModifyInstanceAttribute(call, { instances }) {
    const value = call.params["UserData.Value"];
    if (typeof value !== "string") throw unsupported(call, "UserData is the one attribute that is changed");
    instances.putUserData(String(call.params.InstanceId), Buffer.from(value, "base64").toString());
    return { return: true };
  },

  StartInstances: (call, { instances }) => changed(call, instances, (id) => instances.start(id)),
  StopInstances: (call, { instances }) => changed(call, instances, (id) => instances.stop(id)),

  DescribeSecurityGroups(call, { ec2 }) {
    const ids = listOf(call, "GroupId");
    for (const id of ids) ec2.securityGroup(id);
    const found = filtered(call, ec2.securityGroups(), { "vpc-id": ({ vpcId }) => vpcId, "group-id": ({ id }) => id });
    const wanted = found.filter(({ id }) => ids.length === 0 || ids.includes(id));
    return { securityGroupInfo: wanted.map((group) => describeSecurityGroup(group, ec2.rules())) };
  },

  DescribeSubnets(call, { ec2 }) {
    const ids = listOf(call, "SubnetId");
    for (const id of ids) ec2.subnet(id);
    const found = filtered(call, ec2.subnets(), { "vpc-id": ({ vpcId }) => vpcId, "subnet-id": ({ id }) => id });
    return { subnetSet: found.filter(({ id }) => ids.length === 0 || ids.includes(id)).map(describeSubnet) };
  },

  DescribeRouteTables(call, { ec2 }) {
    const found = filtered(call, ec2.routeTables(), { "vpc-id": ({ vpcId }) => vpcId });
    return { routeTableSet: found.map((table) => describeRouteTable(table, ec2.vpc(table.vpcId).cidrBlock)) };
  },

  DescribeAddresses(call, { ec2 }) {
    const found = filtered(call, ec2.addresses(), { "allocation-id": ({ allocationId }) => allocationId });
    const items = found.map(({ allocationId, publicIp, usedBy }) => ({
      ...{ allocationId, publicIp, domain: "vpc" },
      ...(usedBy?.startsWith("i-") && { instanceId: usedBy }),
    }));
    return { addressesSet: items };
  },
};

async function changed(
  call: AwsCall,
  instances: Parts["instances"],
  change: (id: string) => Promise<void>,
): Promise<Result> {
  const ids = listOf(call, "InstanceId");
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
  call: AwsCall,
  items: readonly T[],
  members: Readonly<Record<string, (item: T) => string>>,
): readonly T[] {
  let left = items;
  for (let index = 1; call.params[`Filter.${index}.Name`] !== undefined; index++) {
    const name = String(call.params[`Filter.${index}.Name`]);
    const member = Object.hasOwn(members, name) ? members[name] : undefined;
    if (!member) {
      throw new AwsError(
        "InvalidParameterValue",
        `The filter '${name}' is not supported locally (supported: ${Object.keys(members).join(", ")})`,
      );
    }
    const values = listOf(call, `Filter.${index}.Value`);
    left = left.filter((item) => values.includes(member(item)));
  }
  return left;
}

/** `Name.1`, `Name.2`, ... */
function listOf({ params }: AwsCall, name: string): readonly string[] {
  const values: string[] = [];
  for (let index = 1; params[`${name}.${index}`] !== undefined; index++)
    values.push(String(params[`${name}.${index}`]));
  return values;
}

/** @throws AwsError `UnsupportedOperation` for an operation that is not known */
function operationOf({ operation }: AwsCall): Operation {
  const known = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
  if (known) return known;
  throw new AwsError(
    "UnsupportedOperation",
    `ec2:${operation} is not supported locally (supported: ${Object.keys(OPERATIONS).join(", ")})`,
  );
}

function unsupported({ operation }: AwsCall, what: string): AwsError {
  return new AwsError("UnsupportedOperation", `ec2:${operation}: ${what} locally`);
}
