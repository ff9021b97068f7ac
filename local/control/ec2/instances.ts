import { ACCOUNT_ID, arn, REGION } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Permission } from "../../iam/iam";
import { passing } from "../../iam/passRole";
import { describeInstance, stateOf } from "../../services/ec2/descriptions";
import {
  type Ec2Control,
  type Ec2ControlParts,
  found,
  isTrue,
  making,
  onIds,
  refuseOthers,
  type Tagged,
  tagsFor,
} from "./ec2Parts";

const INSTANCE = "aws:ec2/instance:Instance";
const PROFILE = "aws:iam/instanceProfile:InstanceProfile";

interface RunInput extends Tagged {
  readonly ImageId: string;
  readonly MinCount: string;
  readonly MaxCount: string;
  readonly InstanceType?: string;
  readonly KeyName?: string;
  readonly SubnetId?: string;
  readonly SecurityGroupIds?: readonly string[];
  readonly NetworkInterfaces?: readonly {
    readonly SubnetId?: string;
    readonly SecurityGroupIds?: readonly string[];
    readonly AssociatePublicIpAddress?: string;
  }[];
  readonly IamInstanceProfile?: { readonly Name?: string; readonly Arn?: string };
  readonly UserData?: string;
  readonly DisableApiTermination?: string;
  readonly ClientToken?: string;
  readonly BlockDeviceMappings?: unknown;
  readonly CreditSpecification?: unknown;
  readonly EbsOptimized?: unknown;
  readonly MetadataOptions?: unknown;
  readonly Monitoring?: unknown;
}

/**
 * Launches as many as `MaxCount` says, once for a client token. Source of the permissions: Amazon EC2 User Guide, "Example policies to
 * control access to the Amazon EC2 API", "Launch instances (RunInstances)".
 */
export const runInstances: Ec2Control<RunInput> = {
  parameters: {
    ...{ ImageId: "text", MinCount: "text", MaxCount: "text", InstanceType: "text?", KeyName: "text?" },
    ...{ SubnetId: "text?", SecurityGroupIds: "texts?", NetworkInterfaces: "structures?", IamInstanceProfile: "map?" },
    ...{ UserData: "text?", ClientToken: "text?", TagSpecifications: "structures?" },
  },
  permissions(input, { resources, iam }) {
    const { subnetId, securityGroupIds = [] } = networkOf(input);
    const action = "ec2:RunInstances";
    const on = (resource: string): Permission => ({ action, resource });
    const profile = profileName(input);
    const role = profile === undefined ? undefined : resources.find(PROFILE, profile)?.inputs.role;
    return [
      ...making("RunInstances", "instance", input),
      on(`arn:aws:ec2:${REGION}::image/${input.ImageId}`),
      ...["network-interface/*", "volume/*"].map((each) => on(arn("ec2", each))),
      ...(subnetId === undefined ? [] : onIds("RunInstances", subnetId)),
      ...onIds("RunInstances", ...securityGroupIds),
      ...(input.KeyName === undefined ? [] : [on(arn("ec2", `key-pair/${input.KeyName}`))]),
      ...(role === undefined ? [] : passing(iam.roleArnOf(String(role)), "ec2.amazonaws.com")),
    ];
  },
  async run(input, parts) {
    const { resources, launched } = parts;
    const {
      ImageId,
      MinCount,
      MaxCount,
      InstanceType = "m1.small",
      KeyName,
      UserData,
      DisableApiTermination,
      ClientToken,
      ...rest
    } = input;
    const { SubnetId, SecurityGroupIds, NetworkInterfaces, IamInstanceProfile, TagSpecifications, ...more } = rest;
    const { BlockDeviceMappings, CreditSpecification, EbsOptimized, MetadataOptions, Monitoring, ...others } = more;
    refuseOthers("RunInstances", others);
    const [least, most] = [Number(MinCount), Number(MaxCount)];
    if (!(least >= 1 && most >= least)) {
      throw new AwsError(
        "InvalidParameterValue",
        `MinCount (${MinCount}) must be at least 1, and MaxCount (${MaxCount}) at least MinCount`,
      );
    }
    const known = ClientToken === undefined ? undefined : launched.get(ClientToken);
    if (known) return reservation(known, parts);
    const { subnetId, securityGroupIds, associatesPublicIp } = networkOf(input);
    const tags = tagsFor("instance", input);
    const inputs = {
      ...{
        ami: ImageId,
        instanceType: InstanceType,
        subnetId,
        vpcSecurityGroupIds: securityGroupIds,
        keyName: KeyName,
      },
      iamInstanceProfile: profileName(input),
      associatePublicIpAddress: associatesPublicIp,
      userDataBase64: UserData,
      disableApiTermination: isTrue(DisableApiTermination),
      tags,
    };
    const ids: string[] = [];
    for (let count = 0; count < most; count++) ids.push((await resources.create(INSTANCE, inputs, { tags })).id);
    if (ClientToken !== undefined) launched.set(ClientToken, ids);
    return reservation(ids, parts);
  },
};

export const terminateInstances: Ec2Control<{ readonly InstanceIds: readonly string[] }> = {
  parameters: { InstanceIds: "texts" },
  permissions: ({ InstanceIds }) => onIds("TerminateInstances", ...InstanceIds),
  async run({ InstanceIds: ids }, { resources, instances }) {
    const over = instances.terminated().filter(({ id }) => ids.includes(id));
    const all = ids
      .filter((id) => !over.some((instance) => instance.id === id))
      .map((id) => found(resources, INSTANCE, id, "InvalidInstanceID.NotFound", "The instance ID"));
    const kept = all.find(({ state }) => state.disableApiTermination === true);
    if (kept) {
      throw new AwsError(
        "OperationNotPermitted",
        `The instance '${kept.id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
      );
    }
    const items = all.map(({ id }) => ({
      instanceId: id,
      previousState: stateOf(instances.instance(id).state),
      currentState: { code: 32, name: "shutting-down" },
    }));
    for (const made of all) await resources.delete(made);
    const before = over.map(({ id }) => ({
      ...{ instanceId: id, previousState: stateOf("terminated"), currentState: stateOf("terminated") },
    }));
    return { instancesSet: [...items, ...before] };
  },
};

/** The network of an instance, which a call writes at its interface or beside it. */
function networkOf({ NetworkInterfaces: [first] = [], SubnetId, SecurityGroupIds }: Partial<RunInput>) {
  return {
    subnetId: first?.SubnetId ?? SubnetId,
    securityGroupIds: first?.SecurityGroupIds ?? SecurityGroupIds,
    associatesPublicIp:
      first?.AssociatePublicIpAddress === undefined ? undefined : isTrue(first.AssociatePublicIpAddress),
  };
}

function profileName({ IamInstanceProfile: profile }: Partial<RunInput>): string | undefined {
  return profile?.Name ?? profile?.Arn?.split("/").at(-1);
}

function reservation(ids: readonly string[], { resources, ec2, instances }: Ec2ControlParts): Record<string, unknown> {
  const [first = ""] = ids;
  const items = ids.map((id) => {
    const instance = instances.instance(id);
    const profile = resources.find(PROFILE, instance.profileName ?? "")?.state.arn;
    return describeInstance(instance, ec2, profile === undefined ? undefined : String(profile));
  });
  return { reservationId: first.replace("i-", "r-"), ownerId: ACCOUNT_ID, groupSet: [], instancesSet: items };
}
