import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { SecurityGroupRule } from "../../services/ec2/ec2";
import { ec2Id } from "./identifier";
import { type InlineRule, inlineRules } from "./inlineRules";

interface RuleInputs extends Omit<InlineRule, "securityGroups"> {
  type: SecurityGroupRule["direction"];
  securityGroupId: string;
  sourceSecurityGroupId?: string;
}

/** `aws.ec2.SecurityGroupRule`: one rule, and as many of EC2's as it names peers. */
export function classicSecurityGroupRule({ ec2 }: Pick<Services, "ec2">): ResourceHandler {
  const rulesOf = (id: string, properties: Properties): readonly SecurityGroupRule[] => {
    const { type, securityGroupId, sourceSecurityGroupId, ...rule } = properties as unknown as RuleInputs;
    const securityGroups = sourceSecurityGroupId === undefined ? [] : [sourceSecurityGroupId];
    return inlineRules(securityGroupId, type, [{ ...rule, securityGroups }]).map((each, index) => ({
      ...each,
      id: `${id}/${index}`,
    }));
  };
  const put = (id: string, inputs: Properties): ResourceState => {
    for (const rule of rulesOf(id, inputs)) ec2.putRule(rule);
    return { id, state: { ...inputs, securityGroupRuleId: id } };
  };
  const remove = ({ id, state }: ResourceState) => {
    for (const rule of rulesOf(id, state)) ec2.deleteRule(rule.id);
  };
  return {
    type: "aws:ec2/securityGroupRule:SecurityGroupRule",
    properties: {
      type: "honoured",
      securityGroupId: "honoured",
      protocol: "honoured",
      fromPort: "honoured",
      toPort: "honoured",
      cidrBlocks: "honoured",
      sourceSecurityGroupId: "honoured",
      prefixListIds: "honoured",
      self: "honoured",
      description: "honoured",
    },
    replaceOn: ["type", "securityGroupId", "protocol", "fromPort", "toPort"],
    create: async (context, inputs) => put(ec2Id("sgr", context), inputs),
    async update(_context, current, inputs) {
      remove(current);
      return put(current.id, inputs);
    },
    delete: async (_context, current) => remove(current),
  };
}
