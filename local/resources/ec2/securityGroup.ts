import { ACCOUNT_ID, arn } from "../../base/arn";
import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { prefixedName } from "../prefixedName";
import { checkDescription } from "./description";
import { ec2Id } from "./identifier";
import { type InlineRule, inlineRules } from "./inlineRules";

interface SecurityGroupInputs {
  name?: string;
  namePrefix?: string;
  vpcId?: string;
  description?: string;
  ingress?: readonly InlineRule[];
  egress?: readonly InlineRule[];
}

const MAX_NAME_LENGTH = 255;

/** `aws.ec2.SecurityGroup`. As the provider makes it: without the rule that lets everything out, which AWS would add. */
export function securityGroup({ ec2 }: Pick<Services, "ec2">): ResourceHandler {
  const put = (id: string, name: string, properties: Properties, rulesBefore: readonly string[]): ResourceState => {
    const { vpcId = ec2.defaultVpc().id, description, ingress, egress } = properties as SecurityGroupInputs;
    checkDescription("description", description);
    const rules = [...inlineRules(id, "ingress", ingress), ...inlineRules(id, "egress", egress)];
    ec2.putSecurityGroup({ id, vpcId, name });
    for (const rule of rulesBefore) ec2.deleteRule(rule);
    for (const rule of rules) ec2.putRule(rule);
    const state = {
      description: "Managed by Pulumi",
      ingress: [],
      egress: [],
      ...properties,
      name,
      vpcId,
      arn: arn("ec2", `security-group/${id}`),
      ownerId: ACCOUNT_ID,
    };
    return { id, state };
  };
  return {
    type: "aws:ec2/securityGroup:SecurityGroup",
    properties: {
      name: "honoured",
      namePrefix: "honoured",
      vpcId: "honoured",
      ingress: "honoured",
      egress: "honoured",
      description: { noEffect: "a text for people" },
      revokeRulesOnDelete: { noEffect: "a group's rules always go with it here" },
    },
    replaceOn: ["name", "namePrefix", "vpcId", "description"],
    create: async (context, inputs) => put(ec2Id("sg", context), nameOf(context, inputs), inputs, []),
    async update(_context, { id, state }, inputs) {
      const { ingress, egress } = state as SecurityGroupInputs;
      const before = [...inlineRules(id, "ingress", ingress), ...inlineRules(id, "egress", egress)];
      return put(
        id,
        String(state.name),
        inputs,
        before.map((rule) => rule.id),
      );
    },
    delete: async (_context, { id }) => ec2.deleteSecurityGroup(id),
  };
}

function nameOf(context: ResourceContext, inputs: SecurityGroupInputs): string {
  const result = prefixedName(context, inputs, MAX_NAME_LENGTH);
  if (result.startsWith("sg-")) throw new Error(`name must not begin with "sg-", got "${result}"`);
  return result;
}
