import { parseCidr } from "../../services/ec2/cidr";
import type { SecurityGroupRule } from "../../services/ec2/ec2";
import { checkDescription } from "./description";
import { portsOf } from "./rulePorts";

/** One entry of `ingress` or `egress` of a security group: as many rules as it names peers. */
export interface InlineRule {
  protocol: string;
  fromPort: number;
  toPort: number;
  cidrBlocks?: readonly string[];
  securityGroups?: readonly string[];
  prefixListIds?: readonly string[];
  self?: boolean;
  description?: string;
}

/**
 * The rules that a security group has written on itself.
 * @throws Error naming the property that EC2 would refuse
 */
export function inlineRules(
  securityGroupId: string,
  direction: SecurityGroupRule["direction"],
  entries: readonly InlineRule[] = [],
): readonly SecurityGroupRule[] {
  return entries.flatMap((entry, index) => {
    checkDescription(`${direction}[${index}].description`, entry.description);
    const { protocol, cidrBlocks = [], securityGroups = [], prefixListIds = [], self = false } = entry;
    const ports = portsOf(`${direction}[${index}]`, entry);
    for (const cidrBlock of cidrBlocks) parseCidr(cidrBlock);
    const peers: readonly SecurityGroupRule["peer"][] = [
      ...cidrBlocks.map((cidrBlock) => ({ cidrBlock })),
      ...[...securityGroups, ...(self ? [securityGroupId] : [])].map((id) => ({ securityGroupId: id })),
      ...prefixListIds.map((prefixListId) => ({ prefixListId })),
    ];
    return peers.map((peer, number) => ({
      id: `${securityGroupId}/${direction}/${index}/${number}`,
      securityGroupId,
      direction,
      protocol: String(protocol),
      ...(ports && { ports }),
      peer,
    }));
  });
}
