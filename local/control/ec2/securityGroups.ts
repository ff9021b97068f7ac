import { isDeepStrictEqual } from "node:util";
import { ACCOUNT_ID } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { isRecord } from "../../base/isRecord";
import { textsOf } from "../../base/textsOf";
import type { SecurityGroupRule } from "../../services/ec2/ec2";
import { type Ec2Control, making, onAll, onIds, refuseOthers, type Tagged, tagsFor } from "./ec2Parts";
import { tagSetOf } from "./networks";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const RULES = {
  ingress: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  egress: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
} as const;
type Direction = keyof typeof RULES;

/** The rule that a group of the API has from the beginning (VPC User Guide, "Security group rules"). */
const EVERYTHING_OUT = { protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] };

export const createSecurityGroup: Ec2Control<
  Tagged & { readonly GroupName: string; readonly GroupDescription: string; readonly VpcId?: string }
> = {
  parameters: { GroupName: "text", GroupDescription: "text", VpcId: "text?", TagSpecifications: "structures?" },
  permissions: (input) => [
    ...making("CreateSecurityGroup", "security-group", input),
    ...(input.VpcId === undefined ? [] : onIds("CreateSecurityGroup", input.VpcId)),
  ],
  async run({ GroupName: name, GroupDescription: description, VpcId: vpcId, ...input }, parts) {
    const inputs = { name, description, vpcId, egress: [EVERYTHING_OUT] };
    const { id } = await parts.resources.create(GROUP, inputs, { tags: tagsFor("security-group", input) });
    return { groupId: id, tagSet: tagSetOf(id, parts), return: true };
  },
};

export const deleteSecurityGroup: Ec2Control<{ readonly GroupId: string }> = {
  parameters: { GroupId: "text" },
  permissions: ({ GroupId }) => onIds("DeleteSecurityGroup", GroupId),
  async run({ GroupId: id }, { resources, ec2, instances }) {
    const { name } = ec2.securityGroup(id);
    const made = resources.find(GROUP, id);
    if (made === undefined) {
      throw new AwsError("CannotDelete", `the specified group: "${id}" name: "${name}" cannot be deleted by a user`);
    }
    const isNamed = ec2
      .rules()
      .some(
        ({ peer, securityGroupId }) =>
          securityGroupId !== id && "securityGroupId" in peer && peer.securityGroupId === id,
      );
    if (isNamed || instances.instances().some(({ securityGroupIds }) => securityGroupIds.includes(id))) {
      throw new AwsError("DependencyViolation", `resource ${id} has a dependent object`);
    }
    await resources.delete(made);
    return { return: true };
  },
};

interface Peer {
  readonly Description?: string;
}

interface IpPermission {
  readonly IpProtocol?: string;
  readonly FromPort?: string;
  readonly ToPort?: string;
  readonly Groups?: readonly (Peer & { readonly GroupId?: string })[];
  readonly IpRanges?: readonly (Peer & { readonly CidrIp?: string })[];
  readonly Ipv6Ranges?: readonly (Peer & { readonly CidrIpv6?: string })[];
  readonly PrefixListIds?: readonly (Peer & { readonly PrefixListId?: string })[];
}

interface RulesInput extends Omit<IpPermission, "Groups" | "IpRanges" | "Ipv6Ranges" | "PrefixListIds"> {
  readonly GroupId: string;
  readonly IpPermissions?: readonly IpPermission[];
  /** The range of a single rule that is written without a list. */
  readonly CidrIp?: string;
  readonly SecurityGroupRuleIds?: readonly string[];
}

const RULES_INPUT: Ec2Control<RulesInput>["parameters"] = {
  ...({ GroupId: "text", IpPermissions: "structures?", SecurityGroupRuleIds: "texts?", CidrIp: "text?" } as const),
  ...({ IpProtocol: "text?", FromPort: "text?", ToPort: "text?" } as const),
};

/** Source of the codes: Amazon EC2 Developer Guide, "Error codes for the Amazon EC2 API". */
function authorize(direction: Direction): Ec2Control<RulesInput> {
  const operation = direction === "ingress" ? "AuthorizeSecurityGroupIngress" : "AuthorizeSecurityGroupEgress";
  return {
    parameters: RULES_INPUT,
    permissions: ({ GroupId }) => onIds(operation, GroupId),
    async run(input, { resources, ec2 }) {
      const { id } = ec2.securityGroup(input.GroupId);
      const rules = rulesIn(input);
      const twice = rules.find((rule) => existing(id, direction, rule, ec2.rules()) !== undefined);
      if (twice) {
        throw new AwsError(
          "InvalidPermission.Duplicate",
          `the specified rule "peer: ${Object.values(twice.peer).join()}, ${twice.protocol.toUpperCase()}, ` +
            `from port: ${twice.ports?.from ?? -1}, to port: ${twice.ports?.to ?? -1}, ALLOW" already exists`,
        );
      }
      const made: string[] = [];
      for (const { protocol, ports, peer, description } of rules) {
        const inputs = {
          ...{ securityGroupId: id, ipProtocol: protocol, fromPort: ports?.from, toPort: ports?.to, description },
          cidrIpv4: "cidrBlock" in peer ? peer.cidrBlock : undefined,
          cidrIpv6: "cidrIpv6" in peer ? peer.cidrIpv6 : undefined,
          prefixListId: "prefixListId" in peer ? peer.prefixListId : undefined,
          referencedSecurityGroupId: "securityGroupId" in peer ? peer.securityGroupId : undefined,
        };
        made.push((await resources.create(RULES[direction], inputs)).id);
      }
      const described = ec2
        .rules()
        .filter((rule) => made.includes(rule.id))
        .map(describeRule);
      return { return: true, securityGroupRuleSet: described };
    },
  };
}

/** Takes rules away by their ids, or by what they say. */
function revoke(direction: Direction): Ec2Control<RulesInput> {
  const operation = direction === "ingress" ? "RevokeSecurityGroupIngress" : "RevokeSecurityGroupEgress";
  return {
    parameters: RULES_INPUT,
    permissions: ({ GroupId }) => onIds(operation, GroupId),
    async run(input, { resources, ec2 }) {
      const { id } = ec2.securityGroup(input.GroupId);
      const { SecurityGroupRuleIds: ids } = input;
      const wanted = ids
        ? ids.map((ruleId) => ec2.rules().find((rule) => rule.id === ruleId && rule.securityGroupId === id))
        : rulesIn(input).map((rule) => existing(id, direction, rule, ec2.rules()));
      const rules = wanted.map((rule) => {
        if (rule) return rule;
        throw new AwsError("InvalidPermission.NotFound", "The specified rule does not exist in this security group.");
      });
      for (const rule of rules) {
        const made = resources.find(RULES[direction], rule.id);
        if (made) await resources.delete(made);
        else ec2.deleteRule(rule.id);
      }
      return { return: true };
    },
  };
}

export const authorizeSecurityGroupIngress = authorize("ingress");
export const authorizeSecurityGroupEgress = authorize("egress");
export const revokeSecurityGroupIngress = revoke("ingress");
export const revokeSecurityGroupEgress = revoke("egress");

export const describeSecurityGroupRules: Ec2Control<{
  readonly SecurityGroupRuleIds?: readonly string[];
  readonly Filters?: readonly { readonly Name?: string; readonly Values?: readonly string[] }[];
}> = {
  parameters: { SecurityGroupRuleIds: "texts?", Filters: "structures?" },
  permissions: () => onAll("DescribeSecurityGroupRules"),
  run({ SecurityGroupRuleIds: ids, Filters: filters = [], ...others }, { ec2 }) {
    refuseOthers("DescribeSecurityGroupRules", others);
    const other = filters.find(({ Name }) => Name !== "group-id");
    if (other)
      throw new AwsError(
        "InvalidParameterValue",
        `The filter '${other.Name}' is not supported locally (supported: group-id)`,
      );
    const found = ec2
      .rules()
      .filter(({ id }) => ids === undefined || ids.includes(id))
      .filter(({ securityGroupId }) => filters.every(({ Values }) => textsOf(Values).includes(securityGroupId)));
    return { securityGroupRuleSet: found.map(describeRule) };
  },
};

type Rule = Pick<SecurityGroupRule, "protocol" | "ports" | "peer" | "description">;

/** One rule for each peer. @throws AwsError `InvalidParameterValue`, `MissingParameter` */
function rulesIn(input: RulesInput): readonly Rule[] {
  const single = input.CidrIp === undefined ? [] : [{ ...input, IpRanges: [{ CidrIp: input.CidrIp }] }];
  const permissions: readonly IpPermission[] = input.IpPermissions ?? single;
  if (permissions.length === 0) {
    throw new AwsError("MissingParameter", "The request must contain the parameter ipPermissions");
  }
  return permissions.flatMap((permission) => {
    const { IpProtocol: protocol = "-1", FromPort: from, ToPort: to } = permission;
    const hasPorts = protocol !== "-1" && from !== undefined && to !== undefined;
    const peers: readonly (readonly [Peer, SecurityGroupRule["peer"]])[] = [
      ...listIn(permission.IpRanges).map((peer) => [peer, { cidrBlock: peer.CidrIp ?? "" }] as const),
      ...listIn(permission.Ipv6Ranges).map((peer) => [peer, { cidrIpv6: peer.CidrIpv6 ?? "" }] as const),
      ...listIn(permission.Groups).map((peer) => [peer, { securityGroupId: peer.GroupId ?? "" }] as const),
      ...listIn(permission.PrefixListIds).map((peer) => [peer, { prefixListId: peer.PrefixListId ?? "" }] as const),
    ];
    return peers.map(([{ Description: description }, peer]) => ({
      ...{ protocol, peer },
      ...(hasPorts && { ports: { from: Number(from), to: Number(to) } }),
      ...(description !== undefined && { description }),
    }));
  });
}

/** @throws AwsError `InvalidParameterValue` for what is no list of structures */
function listIn<Item>(given: readonly Item[] = []): readonly Item[] {
  const isList: boolean = Array.isArray(given) && given.every(isRecord);
  if (isList) return given;
  throw new AwsError("InvalidParameterValue", "The peers of a rule must be lists: IpRanges.1.CidrIp");
}

function existing(
  groupId: string,
  direction: Direction,
  { protocol, ports, peer }: Rule,
  rules: readonly SecurityGroupRule[],
): SecurityGroupRule | undefined {
  return rules.find(
    (rule) =>
      rule.securityGroupId === groupId &&
      rule.direction === direction &&
      rule.protocol === protocol &&
      isDeepStrictEqual(rule.ports, ports) &&
      isDeepStrictEqual(rule.peer, peer),
  );
}

function describeRule({ id, securityGroupId, direction, protocol, ports, peer, description }: SecurityGroupRule) {
  return {
    ...{ securityGroupRuleId: id, groupId: securityGroupId, groupOwnerId: ACCOUNT_ID },
    ...{ isEgress: direction === "egress", ipProtocol: protocol },
    ...{ fromPort: ports?.from ?? -1, toPort: ports?.to ?? -1, description },
    ...("cidrBlock" in peer && { cidrIpv4: peer.cidrBlock }),
    ...("cidrIpv6" in peer && { cidrIpv6: peer.cidrIpv6 }),
    ...("prefixListId" in peer && { prefixListId: peer.prefixListId }),
    ...("securityGroupId" in peer && { referencedGroupInfo: { groupId: peer.securityGroupId, userId: ACCOUNT_ID } }),
  };
}
