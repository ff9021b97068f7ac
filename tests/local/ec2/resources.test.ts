import { expect } from "chai";
import type { Properties, ResourceHandler } from "../../../local/engine/resourceHandler";
import { securityGroup } from "../../../local/resources/ec2/securityGroup";
import { vpcEndpoint } from "../../../local/resources/ec2/vpcEndpoint";
import { securityGroupEgressRule } from "../../../local/resources/vpc/securityGroupEgressRule";
import { securityGroupIngressRule } from "../../../local/resources/vpc/securityGroupIngressRule";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";
import { testNetwork } from "./network";

const POSTGRES = { protocol: "tcp", fromPort: 5432, toPort: 5432 };

async function updated(
  handler: ResourceHandler,
  name: string,
  current: { id: string; state: Properties },
  to: Properties,
) {
  if (!handler.update) throw new Error(`${handler.type} is updated in place`);
  return handler.update(resourceContext(name), current, to);
}

describe("aws.ec2.SecurityGroup", () => {
  it("has the outputs that a program refers to, and no rules of its own", async () => {
    const handler = securityGroup({ ec2: testNetwork() });

    const { id, state } = await handler.create(resourceContext("clients"), { vpcId: "vpc-1" });

    expect(id).to.match(/^sg-[0-9a-f]{17}$/);
    expect(state).to.deep.equal({
      vpcId: "vpc-1",
      name: "clients-1a2b3c4",
      description: "Managed by Pulumi",
      arn: `arn:aws:ec2:us-east-1:000000000000:security-group/${id}`,
      ownerId: "000000000000",
      ingress: [],
      egress: [],
    });
  });

  it("has the same identifier in every start, and its own", async () => {
    const make = async (name: string) =>
      (await securityGroup({ ec2: testNetwork() }).create(resourceContext(name), { vpcId: "vpc-1" })).id;

    expect(await make("clients")).to.equal(await make("clients"));
    expect(await make("clients")).not.to.equal(await make("others"));
  });

  it("lets pass what is written on it, and takes that back with an update", async () => {
    const ec2 = testNetwork();
    const handler = securityGroup({ ec2 });
    const from = await handler.create(resourceContext("from"), {
      vpcId: "vpc-1",
      egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
    });
    const inputs = { vpcId: "vpc-1", ingress: [{ ...POSTGRES, securityGroups: [from.id] }] };
    const to = await handler.create(resourceContext("to"), inputs);
    const reachable = () => ec2.reachable([from.id], [to.id], 5432).reachable;
    const before = reachable();

    await updated(handler, "to", to, { vpcId: "vpc-1" });

    expect([before, reachable()]).to.deep.equal([true, false]);
  });

  it("lets its own members in where it says self", async () => {
    const ec2 = testNetwork();
    const rule = { ...POSTGRES, self: true };

    const { id } = await securityGroup({ ec2 }).create(resourceContext("peers"), {
      vpcId: "vpc-1",
      ingress: [rule],
      egress: [rule],
    });

    expect(ec2.reachable([id], [id], 5432)).to.deep.equal({ reachable: true });
  });

  it("is gone when it is deleted", async () => {
    const ec2 = testNetwork();
    const handler = securityGroup({ ec2 });
    const created = await handler.create(resourceContext("clients"), { vpcId: "vpc-1" });

    await handler.delete(resourceContext("clients"), created);

    expect(() => ec2.securityGroup(created.id)).to.throw("does not exist");
  });

  it("is in the default VPC where it names none", async () => {
    const ec2 = testNetwork();
    const before = ec2.vpcs().length;

    const { id, state } = await securityGroup({ ec2 }).create(resourceContext("clients"), {});

    const { id: vpcId, ...vpc } = ec2.defaultVpc();
    expect(state.vpcId).to.equal(vpcId);
    expect(ec2.securityGroup(id).vpcId).to.equal(vpcId);
    expect(vpc).to.deep.equal({ cidrBlock: "172.31.0.0/16", isDefault: true });
    expect(ec2.vpcs().length).to.equal(before + 1);
    const subnets = ec2.subnets().filter((subnet) => subnet.vpcId === vpcId);
    expect(subnets.map(({ cidrBlock, mapsPublicIps }) => [cidrBlock, mapsPublicIps])).to.deep.equal(
      [0, 16, 32, 48, 64, 80].map((third) => [`172.31.${third}.0/20`, true]),
    );
    expect(ec2.defaultSubnet("us-east-1b").cidrBlock).to.equal("172.31.16.0/20");
    expect(() => ec2.defaultSubnet("eu-west-1a")).to.throw("There is no default subnet in eu-west-1a.");
  });

  for (const [fault, inputs, words] of [
    ["a VPC that does not exist", { vpcId: "vpc-2" }, "The vpc ID 'vpc-2' does not exist"],
    ["a name like an identifier", { vpcId: "vpc-1", name: "sg-mine" }, 'name must not begin with "sg-"'],
    ["a name and a prefix", { vpcId: "vpc-1", name: "a", namePrefix: "b" }, "name and namePrefix exclude each other"],
    [
      "ports the wrong way round",
      { vpcId: "vpc-1", ingress: [{ protocol: "tcp", fromPort: 2, toPort: 1, cidrBlocks: ["10.0.0.0/16"] }] },
      "ingress[0].fromPort (2) must be at most toPort (1)",
    ],
    [
      "a range that is none",
      { vpcId: "vpc-1", egress: [{ ...POSTGRES, cidrBlocks: ["10.0.0.1/16"] }] },
      '"10.0.0.1/16" is no IPv4 range',
    ],
    [
      "a group that does not exist",
      { vpcId: "vpc-1", ingress: [{ ...POSTGRES, securityGroups: ["sg-2"] }] },
      "The security group 'sg-2' does not exist",
    ],
    [
      "an apostrophe in its description",
      { vpcId: "vpc-1", description: "Nobody's" },
      'description must be at most 255 of the characters a-z, A-Z, 0-9, spaces and ._-:/()#,@[]+=&;{}!$*, got "Nobody\'s"',
    ],
    ["a long description", { vpcId: "vpc-1", description: "a".repeat(256) }, "description must be at most 255 of"],
    [
      "an apostrophe in a rule's description",
      { vpcId: "vpc-1", egress: [{ ...POSTGRES, cidrBlocks: ["10.0.0.0/16"], description: "AWS's" }] },
      "egress[0].description must be at most 255 of",
    ],
  ] as const) {
    it(`is refused with ${fault}`, async () => {
      const handler = securityGroup({ ec2: testNetwork() });

      const error = await rejection(handler.create(resourceContext("refused"), inputs));

      expect(error.message).to.contain(words);
    });
  }
});

describe("aws.vpc.SecurityGroupIngressRule and SecurityGroupEgressRule", () => {
  const OUT = { securityGroupId: "sg-workers", ipProtocol: "tcp", fromPort: 5432, toPort: 5432 };
  const IN = { ...OUT, securityGroupId: "sg-database" };

  it("let pass together, until one of them is deleted", async () => {
    const ec2 = testNetwork();
    const egress = securityGroupEgressRule({ ec2 });
    const ingress = securityGroupIngressRule({ ec2 });
    const out = await egress.create(resourceContext("out"), { ...OUT, referencedSecurityGroupId: "sg-database" });
    await ingress.create(resourceContext("in"), { ...IN, cidrIpv4: "10.0.0.0/16" });
    const before = ec2.reachable(["sg-workers"], ["sg-database"], 5432).reachable;

    await egress.delete(resourceContext("out"), out);

    expect([before, ec2.reachable(["sg-workers"], ["sg-database"], 5432).reachable]).to.deep.equal([true, false]);
  });

  it("have the outputs that a program refers to", async () => {
    const { id, state } = await securityGroupIngressRule({ ec2: testNetwork() }).create(resourceContext("in"), {
      ...IN,
      referencedSecurityGroupId: "sg-workers",
    });

    expect(id).to.match(/^sgr-[0-9a-f]{17}$/);
    expect(state).to.deep.equal({
      ...IN,
      referencedSecurityGroupId: "sg-workers",
      securityGroupRuleId: id,
      arn: `arn:aws:ec2:us-east-1:000000000000:security-group-rule/${id}`,
    });
  });

  it("change in place", async () => {
    const ec2 = testNetwork();
    const handler = securityGroupEgressRule({ ec2 });
    const out = await handler.create(resourceContext("out"), { ...OUT, cidrIpv4: "0.0.0.0/0" });
    await securityGroupIngressRule({ ec2 }).create(resourceContext("in"), { ...IN, cidrIpv4: "0.0.0.0/0" });

    const { id } = await updated(handler, "out", out, { ...OUT, fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" });

    expect(id).to.equal(out.id);
    expect(ec2.reachable(["sg-workers"], ["sg-database"], 5432).reachable).to.equal(false);
  });

  it("take a range of IPv6, which lets nothing pass here", async () => {
    const ec2 = testNetwork();

    await securityGroupEgressRule({ ec2 }).create(resourceContext("out"), { ...OUT, cidrIpv6: "::/0" });

    expect(ec2.reachable(["sg-workers"], ["sg-database"], 5432).reachable).to.equal(false);
  });

  for (const [fault, change, words] of [
    ["no peer", {}, "referencedSecurityGroupId must be set, got 0"],
    ["two peers", { cidrIpv4: "0.0.0.0/0", prefixListId: "pl-1" }, "referencedSecurityGroupId must be set, got 2"],
    ["no ports", { cidrIpv4: "0.0.0.0/0", toPort: undefined }, "fromPort and toPort must be set for the protocol tcp"],
    ["a group that does not exist", { securityGroupId: "sg-2", cidrIpv4: "0.0.0.0/0" }, "'sg-2' does not exist"],
    ["a peer that does not exist", { referencedSecurityGroupId: "sg-2" }, "'sg-2' does not exist"],
    ["a range that is none", { cidrIpv4: "0.0.0.0" }, '"0.0.0.0" is no IPv4 range'],
    ["an apostrophe", { cidrIpv4: "0.0.0.0/0", description: "AWS's own" }, "description must be at most 255 of"],
  ] as const) {
    it(`are refused with ${fault}`, async () => {
      const handler = securityGroupEgressRule({ ec2: testNetwork() });

      const error = await rejection(handler.create(resourceContext("refused"), { ...OUT, ...change }));

      expect(error.message).to.contain(words);
    });
  }
});

describe("aws.ec2.VpcEndpoint", () => {
  const S3 = { vpcId: "vpc-1", serviceName: "com.amazonaws.us-east-1.s3" };

  it("has a list of addresses to refer to where it is a gateway", async () => {
    const handler = vpcEndpoint({ ec2: testNetwork() });

    const gateway = await handler.create(resourceContext("s3"), S3);
    const another = await handler.create(resourceContext("again"), S3);
    const inner = await handler.create(resourceContext("inner"), { ...S3, vpcEndpointType: "Interface" });

    expect(gateway.id).to.match(/^vpce-[0-9a-f]{17}$/);
    expect(gateway.state.prefixListId).to.match(/^pl-[0-9a-f]{8}$/);
    expect(another.state.prefixListId).to.equal(gateway.state.prefixListId);
    expect(inner.state.prefixListId).to.equal("");
  });

  for (const [fault, change, words] of [
    ["VPC", { vpcId: "vpc-2" }, "'vpc-2' does not exist"],
    ["subnet", { subnetIds: ["subnet-c"] }, "'subnet-c' does not exist"],
    ["security group", { securityGroupIds: ["sg-2"] }, "'sg-2' does not exist"],
  ] as const) {
    it(`is refused in a ${fault} that does not exist`, async () => {
      const handler = vpcEndpoint({ ec2: testNetwork() });

      const error = await rejection(handler.create(resourceContext("refused"), { ...S3, ...change }));

      expect(error.message).to.contain(words);
    });
  }
});
