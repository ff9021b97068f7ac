import { createEc2 } from "../../../local/services/ec2/createEc2";
import type { Ec2, SecurityGroupRule } from "../../../local/services/ec2/ec2";

/** A network with a subnet in each of two zones, and two security groups without rules. */
export function testNetwork(): Ec2 {
  const ec2 = createEc2();
  ec2.putVpc({ id: "vpc-1", cidrBlock: "10.0.0.0/16" });
  ec2.putSubnet({ id: "subnet-a", vpcId: "vpc-1", cidrBlock: "10.0.0.0/24", availabilityZone: "us-east-1a" });
  ec2.putSubnet({ id: "subnet-b", vpcId: "vpc-1", cidrBlock: "10.0.1.0/24", availabilityZone: "us-east-1b" });
  ec2.putSecurityGroup({ id: "sg-workers", vpcId: "vpc-1", name: "workers" });
  ec2.putSecurityGroup({ id: "sg-database", vpcId: "vpc-1", name: "database" });
  return ec2;
}

/** Lets the workers out to port 5432 of the database, but for what is given. */
export function egress(more: Partial<SecurityGroupRule> = {}): SecurityGroupRule {
  return {
    id: "out",
    securityGroupId: "sg-workers",
    direction: "egress",
    protocol: "tcp",
    ports: { from: 5432, to: 5432 },
    peer: { securityGroupId: "sg-database" },
    ...more,
  };
}

/** Lets the workers in to port 5432 of the database, but for what is given. */
export function ingress(more: Partial<SecurityGroupRule> = {}): SecurityGroupRule {
  return egress({
    id: "in",
    securityGroupId: "sg-database",
    direction: "ingress",
    peer: { securityGroupId: "sg-workers" },
    ...more,
  });
}
