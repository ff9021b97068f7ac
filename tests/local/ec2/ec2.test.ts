import { expect } from "chai";
import fc from "fast-check";
import { AwsError } from "../../../local/base/awsError";
import { cidrOf, overlap, parseCidr } from "../../../local/services/ec2/cidr";
import type { Ec2, SecurityGroupRule } from "../../../local/services/ec2/ec2";
import { egress, ingress, testNetwork } from "./network";

describe("the network", () => {
  for (const [what, ask, code] of [
    ["a VPC", () => testNetwork().vpc("vpc-2"), "InvalidVpcID.NotFound"],
    ["a subnet", () => testNetwork().subnet("subnet-c"), "InvalidSubnetID.NotFound"],
    ["a security group", () => testNetwork().securityGroup("sg-2"), "InvalidGroup.NotFound"],
    [
      "the VPC of a new subnet",
      () => testNetwork().putSubnet({ id: "s", vpcId: "vpc-2", cidrBlock: "10.0.0.0/24", availabilityZone: "a" }),
      "InvalidVpcID.NotFound",
    ],
    [
      "the VPC of a new security group",
      () => testNetwork().putSecurityGroup({ id: "sg-2", vpcId: "vpc-2", name: "other" }),
      "InvalidVpcID.NotFound",
    ],
    ["the group of a rule", () => testNetwork().putRule(egress({ securityGroupId: "sg-2" })), "InvalidGroup.NotFound"],
    [
      "the group that a rule refers to",
      () => testNetwork().putRule(egress({ peer: { securityGroupId: "sg-2" } })),
      "InvalidGroup.NotFound",
    ],
  ] as const) {
    it(`misses ${what} that does not exist`, () => {
      expect(ask).to.throw(AwsError, "does not exist").with.property("code", code);
    });
  }

  it("forgets what is deleted", () => {
    const ec2 = testNetwork();

    ec2.deleteSubnet("subnet-a");
    ec2.deleteSubnet("subnet-b");
    ec2.deleteSecurityGroup("sg-workers");
    ec2.deleteVpc("vpc-1");

    expect(() => ec2.subnet("subnet-a")).to.throw("'subnet-a' does not exist");
    expect(() => ec2.securityGroup("sg-workers")).to.throw("'sg-workers' does not exist");
    expect(() => ec2.vpc("vpc-1")).to.throw("'vpc-1' does not exist");
  });

  it("has one security group of a name in a VPC", () => {
    const ec2 = testNetwork();

    expect(() => ec2.putSecurityGroup({ id: "sg-2", vpcId: "vpc-1", name: "workers" })).to.throw(
      "The security group 'workers' already exists for vpc-1",
    );
  });
});

describe("reachability", () => {
  const reached = (...rules: readonly SecurityGroupRule[]) => {
    const ec2 = testNetwork();
    for (const rule of rules) ec2.putRule(rule);
    return ec2.reachable(["sg-workers"], ["sg-database"], 5432);
  };

  it("takes a rule on both sides", () => {
    expect(reached(egress(), ingress())).to.deep.equal({ reachable: true });
  });

  it("names the egress rule that is missing, first", () => {
    expect(reached(ingress())).to.deep.equal({
      reachable: false,
      missing: 'egress rule of the security group "workers" for TCP port 5432 to "database"',
    });
  });

  it("names the ingress rule that is missing", () => {
    expect(reached(egress())).to.deep.equal({
      reachable: false,
      missing: 'ingress rule of the security group "database" for TCP port 5432 from "workers"',
    });
  });

  it("is not there for who has no group", () => {
    const ec2 = testNetwork();
    ec2.putRule(ingress());

    expect(ec2.reachable([], ["sg-database"], 5432)).to.deep.equal({
      reachable: false,
      missing: 'egress rule of the security group none at all for TCP port 5432 to "database"',
    });
  });

  for (const [what, change] of [
    ["every protocol", { protocol: "-1" }],
    ["a range of ports", { ports: { from: 5000, to: 6000 } }],
    ["any address", { peer: { cidrBlock: "0.0.0.0/0" } }],
    ["a subnet of the VPC", { peer: { cidrBlock: "10.0.1.0/24" } }],
  ] as const) {
    it(`comes by a rule for ${what}`, () => {
      expect(reached(egress(change), ingress())).to.deep.equal({ reachable: true });
    });
  }

  it("comes by a rule for every port", () => {
    const { ports: _, ...everyPort } = egress();

    expect(reached(everyPort, ingress())).to.deep.equal({ reachable: true });
  });

  for (const [what, change] of [
    ["another protocol", { protocol: "udp" }],
    ["ports above", { ports: { from: 5433, to: 6000 } }],
    ["ports below", { ports: { from: 5000, to: 5431 } }],
    ["addresses elsewhere", { peer: { cidrBlock: "10.1.0.0/16" } }],
    ["another group", { peer: { securityGroupId: "sg-workers" } }],
    ["a list of a service's addresses", { peer: { prefixListId: "pl-1" } }],
    ["the other direction", { direction: "ingress" }],
  ] as const) {
    it(`does not come by a rule for ${what}`, () => {
      expect(reached(egress(change), ingress()).reachable).to.equal(false);
    });
  }

  it("ends with its rule", () => {
    const ec2 = testNetwork();
    ec2.putRule(egress());
    ec2.putRule(ingress());

    ec2.deleteRule("in");

    expect(ec2.reachable(["sg-workers"], ["sg-database"], 5432).reachable).to.equal(false);
  });

  it("ends with its group's rules", () => {
    const ec2 = testNetwork();
    ec2.putRule(egress());
    ec2.putRule(ingress());

    ec2.deleteSecurityGroup("sg-database");
    ec2.putSecurityGroup({ id: "sg-database", vpcId: "vpc-1", name: "database" });

    expect(ec2.reachable(["sg-workers"], ["sg-database"], 5432).reachable).to.equal(false);
  });
});

describe("an IPv4 range", () => {
  const range = fc.tuple(fc.nat(0xffff_ffff), fc.integer({ min: 0, max: 32 })).map(([address, prefix]) => {
    const size = 2 ** (32 - prefix);
    return { first: address - (address % size), size };
  });

  it("is written as it is read", () => {
    fc.assert(
      fc.property(range, (one) => {
        expect(parseCidr(cidrOf(one))).to.deep.equal(one);
      }),
    );
  });

  it("overlaps another where the one holds the first address of the other", () => {
    const holds = (a: { first: number; size: number }, b: { first: number }) =>
      a.first <= b.first && b.first < a.first + a.size;
    fc.assert(
      fc.property(range, range, (a, b) => {
        expect(overlap(cidrOf(a), cidrOf(b))).to.equal(holds(a, b) || holds(b, a));
      }),
    );
  });

  for (const text of ["10.0.0.0", "10.0.0.1/16", "10.0.0.0/33", "10.0.0/16", "256.0.0.0/8", "::/0", ""]) {
    it(`is not "${text}"`, () => {
      expect(() => parseCidr(text)).to.throw(`"${text}" is no IPv4 range`);
    });
  }

  const inVpc = { vpcId: "vpc-1", availabilityZone: "us-east-1c" };
  for (const [what, ask, code] of [
    [
      "a subnet outside of its VPC",
      (ec2: Ec2) => ec2.putSubnet({ ...inVpc, id: "s", cidrBlock: "10.1.0.0/24" }),
      "InvalidSubnet.Range",
    ],
    [
      "a subnet with another's addresses",
      (ec2: Ec2) => ec2.putSubnet({ ...inVpc, id: "s", cidrBlock: "10.0.0.128/25" }),
      "InvalidSubnet.Conflict",
    ],
    [
      "a subnet in a local zone that nobody has opted in to",
      (ec2: Ec2) =>
        ec2.putSubnet({ ...inVpc, id: "s", cidrBlock: "10.0.2.0/24", availabilityZone: "us-east-1-bos-1a" }),
      "InvalidParameterValue",
    ],
    ["to delete a VPC with subnets", (ec2: Ec2) => ec2.deleteVpc("vpc-1"), "DependencyViolation"],
    [
      "a second internet gateway",
      (ec2: Ec2) => {
        ec2.putInternetGateway({ id: "igw-1", vpcId: "vpc-1" });
        ec2.putInternetGateway({ id: "igw-2", vpcId: "vpc-1" });
      },
      "InvalidParameterValue",
    ],
    [
      "a second route table of a subnet",
      (ec2: Ec2) => {
        for (const id of ["rtb-1", "rtb-2"]) {
          ec2.putRouteTable({ id, vpcId: "vpc-1" });
          ec2.associate(`${id}-assoc`, { routeTableId: id, subnetId: "subnet-a" });
        }
      },
      "Resource.AlreadyAssociated",
    ],
    [
      "a second route to a destination",
      (ec2: Ec2) => {
        ec2.putRouteTable({ id: "rtb-1", vpcId: "vpc-1" });
        ec2.addRoute("rtb-1", { destination: "0.0.0.0/0", target: "igw-1" });
        ec2.addRoute("rtb-1", { destination: "0.0.0.0/0", target: "nat-1" });
      },
      "RouteAlreadyExists",
    ],
    [
      "to delete a route table that a subnet uses",
      (ec2: Ec2) => {
        ec2.putRouteTable({ id: "rtb-1", vpcId: "vpc-1" });
        ec2.associate("rtbassoc-1", { routeTableId: "rtb-1", subnetId: "subnet-a" });
        ec2.deleteRouteTable("rtb-1");
      },
      "DependencyViolation",
    ],
  ] as [string, (ec2: Ec2) => void, string][]) {
    it(`refuses ${what}`, () => {
      expect(() => ask(testNetwork()))
        .to.throw(AwsError)
        .with.property("code", code);
    });
  }
});
