import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { securityGroupRule } from "./securityGroupRule";

/** `aws.vpc.SecurityGroupEgressRule`: what the members of a group may connect to. */
export function securityGroupEgressRule(services: Pick<Services, "ec2">): ResourceHandler {
  return securityGroupRule("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "egress", services);
}
