import { arn } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { parseCidr } from "../../services/ec2/cidr";
import type { SecurityGroupRule } from "../../services/ec2/ec2";
import { checkDescription } from "../ec2/description";
import { ec2Id } from "../ec2/identifier";
import { portsOf } from "../ec2/rulePorts";

interface RuleInputs {
  securityGroupId: string;
  ipProtocol: string;
  fromPort?: number;
  toPort?: number;
  cidrIpv4?: string;
  cidrIpv6?: string;
  prefixListId?: string;
  referencedSecurityGroupId?: string;
  description?: string;
}

/** One rule of a security group as a resource of its own: what is the same for both directions. */
export function securityGroupRule(
  type: string,
  direction: SecurityGroupRule["direction"],
  { ec2 }: Pick<Services, "ec2">,
): ResourceHandler {
  const put = (id: string, properties: Properties): ResourceState => {
    const inputs = properties as Properties & RuleInputs;
    const { securityGroupId, ipProtocol, fromPort, toPort } = inputs;
    const ports = portsOf("", {
      protocol: ipProtocol,
      ...(fromPort !== undefined && { fromPort }),
      ...(toPort !== undefined && { toPort }),
    });
    const peer = peerOf(inputs);
    checkDescription("description", inputs.description);
    ec2.securityGroup(securityGroupId);
    ec2.putRule({
      ...{ id, securityGroupId, direction, protocol: String(ipProtocol), peer },
      ...(ports && { ports }),
      ...(inputs.description !== undefined && { description: inputs.description }),
    });
    const ruleArn = arn("ec2", `security-group-rule/${id}`);
    return { id, state: { ...inputs, arn: ruleArn, securityGroupRuleId: id } };
  };
  return {
    type,
    properties: {
      securityGroupId: "honoured",
      ipProtocol: "honoured",
      fromPort: "honoured",
      toPort: "honoured",
      cidrIpv4: "honoured",
      prefixListId: "honoured",
      referencedSecurityGroupId: "honoured",
      cidrIpv6: { noEffect: "the local cloud listens on IPv4 loopback only" },
      description: "honoured",
    },
    replaceOn: ["securityGroupId"],
    create: async (context, inputs) => put(ec2Id("sgr", context), inputs),
    async update(_context, { id }, inputs) {
      ec2.deleteRule(id);
      return put(id, inputs);
    },
    delete: async (_context, { id }) => ec2.deleteRule(id),
  };
}

/** The other side of a rule. @throws Error unless there is exactly one */
function peerOf(inputs: RuleInputs): SecurityGroupRule["peer"] {
  const { cidrIpv4, cidrIpv6, prefixListId, referencedSecurityGroupId } = inputs;
  const given = [cidrIpv4, cidrIpv6, prefixListId, referencedSecurityGroupId].filter((peer) => peer !== undefined);
  if (given.length !== 1) {
    throw new Error(
      `exactly one of cidrIpv4, cidrIpv6, prefixListId and referencedSecurityGroupId must be set, got ${given.length}`,
    );
  }
  if (referencedSecurityGroupId !== undefined) return { securityGroupId: referencedSecurityGroupId };
  if (prefixListId !== undefined) return { prefixListId };
  if (cidrIpv4 === undefined) return { cidrIpv6: String(cidrIpv6) };
  parseCidr(cidrIpv4);
  return { cidrBlock: cidrIpv4 };
}
