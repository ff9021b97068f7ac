import { ACCOUNT_ID, arn } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { type InlineRule, inlineRules } from "./inlineRules";

interface DefaultSecurityGroupInputs {
  vpcId?: string;
  ingress?: readonly InlineRule[];
  egress?: readonly InlineRule[];
}

/** `aws.ec2.DefaultSecurityGroup`: takes over the group that every VPC has, and leaves it with the rules that are given only. */
export function defaultSecurityGroup({ ec2 }: Pick<Services, "ec2">): ResourceHandler {
  const put = (properties: Properties): ResourceState => {
    const { vpcId = ec2.defaultVpc().id, ingress = [], egress = [] } = properties as DefaultSecurityGroupInputs;
    const { id, name } = ec2.defaultSecurityGroup(vpcId);
    const rules = [...inlineRules(id, "ingress", ingress), ...inlineRules(id, "egress", egress)];
    for (const rule of ec2.rules()) if (rule.securityGroupId === id) ec2.deleteRule(rule.id);
    for (const rule of rules) ec2.putRule(rule);
    const state = {
      ...properties,
      vpcId,
      ingress,
      egress,
      name,
      arn: arn("ec2", `security-group/${id}`),
      ownerId: ACCOUNT_ID,
    };
    return { id, state };
  };
  return {
    type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    properties: {
      vpcId: "honoured",
      ingress: "honoured",
      egress: "honoured",
      revokeRulesOnDelete: { noEffect: "the group belongs to its VPC, and goes with it" },
    },
    replaceOn: ["vpcId"],
    create: async (_context, inputs) => put(inputs),
    update: async (_context, _current, inputs) => put(inputs),
    // As on AWS, the group stays as it is until its VPC goes.
    delete: async () => {},
  };
}
