import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { securityGroupRule } from "./securityGroupRule";

/** `aws.vpc.SecurityGroupIngressRule`: who may connect to the members of a group. */
export function securityGroupIngressRule(services: Pick<Services, "ec2">): ResourceHandler {
  return securityGroupRule("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "ingress", services);
}
