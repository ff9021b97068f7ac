import { expect } from "chai";
import fc from "fast-check";
import type { Properties } from "../../../local/engine/resourceHandler";
import { type SubnetSpec, subnetLayout } from "../../../local/resources/awsx/subnetLayout";
import { vpc } from "../../../local/resources/awsx/vpc";
import { overlap } from "../../../local/services/ec2/cidr";
import { createEc2 } from "../../../local/services/ec2/createEc2";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";

describe("awsx.ec2.Vpc", () => {
  const create = async (inputs: Properties) => {
    const ec2 = createEc2();
    const handler = vpc({ ec2 });
    const { id, state } = await handler.create(resourceContext("main"), inputs);
    return { ec2, handler, id, state, ids: (kind: string) => state[`${kind}SubnetIds`] as readonly string[] };
  };

  it("has a private and a public subnet in each of three zones, and a NAT gateway there", async () => {
    const { ec2, id, state, ids } = await create({});

    expect(id).to.match(/^vpc-[0-9a-f]{17}$/);
    expect(state.vpcId).to.equal(id);
    expect(ec2.vpc(id)).to.deep.equal({ id, cidrBlock: "10.0.0.0/16" });
    expect(ids("private").map((subnet) => ec2.subnet(subnet))).to.deep.equal([
      { id: ids("private")[0], vpcId: id, cidrBlock: "10.0.0.0/19", availabilityZone: "us-east-1a" },
      { id: ids("private")[1], vpcId: id, cidrBlock: "10.0.64.0/19", availabilityZone: "us-east-1b" },
      { id: ids("private")[2], vpcId: id, cidrBlock: "10.0.128.0/19", availabilityZone: "us-east-1c" },
    ]);
    expect(ids("public")).to.have.length(3);
    expect(ids("isolated")).to.deep.equal([]);
    expect(state.natGateways).to.have.length(3);
    expect(state.eips).to.have.length(3);
  });

  for (const [strategy, count] of [
    ["OnePerAz", 2],
    ["Single", 1],
    ["None", 0],
  ] as const) {
    it(`has ${count} NAT gateways in two zones with the strategy ${strategy}`, async () => {
      const { state } = await create({ numberOfAvailabilityZones: 2, natGateways: { strategy } });

      expect(state.natGateways).to.have.length(count);
    });
  }

  it("has the subnets that are specified, in the zones that are named", async () => {
    const { ec2, ids } = await create({
      cidrBlock: "10.1.0.0/16",
      availabilityZoneNames: ["us-east-1d", "us-east-1f"],
      subnetSpecs: [{ type: "Public", cidrMask: 24 }, { type: "Unused", cidrMask: 24 }, { type: "Isolated" }],
    });

    const places = (kind: string) =>
      ids(kind).map((id) => `${ec2.subnet(id).availabilityZone} ${ec2.subnet(id).cidrBlock}`);
    expect(places("public")).to.deep.equal(["us-east-1d 10.1.0.0/24", "us-east-1f 10.1.128.0/24"]);
    expect(places("isolated")).to.deep.equal(["us-east-1d 10.1.32.0/19", "us-east-1f 10.1.160.0/19"]);
    expect(places("private")).to.deep.equal([]);
  });

  it("has the endpoints that are specified", async () => {
    const { state } = await create({
      vpcEndpointSpecs: [{ serviceName: "com.amazonaws.us-east-1.s3", vpcEndpointType: "Gateway" }],
    });

    const [endpoint] = state.vpcEndpoints as readonly Record<string, string>[];
    expect(endpoint).to.deep.include({ serviceName: "com.amazonaws.us-east-1.s3", vpcEndpointType: "Gateway" });
    expect(endpoint?.prefixListId).to.match(/^pl-/);
  });

  it("keeps the subnets of the zones that stay when there are fewer", async () => {
    const { ec2, handler, id, state, ids } = await create({ numberOfAvailabilityZones: 3 });

    const after = await handler.update?.(resourceContext("main"), { id, state }, { numberOfAvailabilityZones: 2 });

    const kept = ids("private").slice(0, 2);
    expect(after?.state.privateSubnetIds).to.deep.equal(kept);
    expect(ec2.subnet(kept[1] ?? "").availabilityZone).to.equal("us-east-1b");
    expect(() => ec2.subnet(ids("private")[2] ?? "")).to.throw("does not exist");
  });

  it("is gone with its subnets when it is deleted", async () => {
    const { ec2, handler, id, state, ids } = await create({});

    await handler.delete(resourceContext("main"), { id, state });

    expect(() => ec2.vpc(id)).to.throw("does not exist");
    expect(() => ec2.subnet(ids("public")[0] ?? "")).to.throw("does not exist");
  });

  it("gives its NAT gateways addresses that differ, and releases them at its end", async () => {
    const { ec2, handler, id, state } = await create({});
    const gateways = state.natGateways as readonly { allocationId: string; publicIp: string }[];

    expect(new Set(gateways.map(({ publicIp }) => publicIp)).size).to.equal(3);
    expect(() => ec2.releaseAddress(gateways[0]?.allocationId ?? "")).to.throw("is in use by nat-");
    await handler.delete(resourceContext("main"), { id, state });
    expect(() => ec2.address(gateways[0]?.allocationId ?? "")).to.throw("does not exist");
  });

  it("takes addresses that the program brings, and leaves them at its end", async () => {
    const ec2 = createEc2();
    const { allocationId, publicIp } = ec2.allocateAddress("eipalloc-1");
    const handler = vpc({ ec2 });

    const { id, state } = await handler.create(resourceContext("main"), {
      natGateways: { strategy: "Single", elasticIpAllocationIds: [allocationId] },
    });
    await handler.delete(resourceContext("main"), { id, state });

    expect(state.eips).to.deep.equal([]);
    expect(state.natGateways).to.have.length(1);
    expect(ec2.address(allocationId)).to.deep.equal({ allocationId, publicIp });
    const [gateway] = state.natGateways as readonly { publicIp: string }[];
    expect(gateway?.publicIp)
      .to.equal(publicIp)
      .and.to.match(/^198\.1[89]\./);
  });

  for (const [fault, inputs, words] of [
    [
      "an address that does not exist",
      { natGateways: { strategy: "Single", elasticIpAllocationIds: ["eipalloc-1"] } },
      "The allocation ID 'eipalloc-1' does not exist",
    ],
    [
      "fewer addresses than gateways",
      { natGateways: { strategy: "OnePerAz", elasticIpAllocationIds: ["eipalloc-1"] } },
      "natGateways.elasticIpAllocationIds must have one for each NAT gateway (3), got 1",
    ],
    ["no zones", { numberOfAvailabilityZones: 0 }, "numberOfAvailabilityZones must be 1 to 6, got 0"],
    ["zones twice", { numberOfAvailabilityZones: 1, availabilityZoneNames: ["us-east-1a"] }, "exclude each other"],
    ["an unknown strategy", { natGateways: { strategy: "Two" } }, "natGateways.strategy must be one of OnePerAz"],
    ["NAT without a public subnet", { subnetSpecs: [{ type: "Private" }] }, "a NAT gateway is in a public subnet"],
    ["an unknown type", { subnetSpecs: [{ type: "Secret" }] }, "subnetSpecs[0].type must be one of Public, Private"],
    ["a subnet that is too large", { subnetSpecs: [{ type: "Public", cidrMask: 16 }] }, "do not fit into a zone"],
    [
      "ranges for some zones only",
      { subnetSpecs: [{ type: "Public", cidrBlocks: ["10.0.0.0/24"] }] },
      "subnetSpecs[0].cidrBlocks must have one range for each of 3 zones",
    ],
  ] as const) {
    it(`is refused with ${fault}`, async () => {
      const error = await rejection(create(inputs));

      expect(error.message).to.contain(words);
    });
  }
});

describe("the layout of subnets", () => {
  it("lies within the VPC, and no two overlap", () => {
    const spec = fc.record({
      type: fc.constantFrom<SubnetSpec["type"]>("Public", "Private", "Isolated", "Unused"),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.array(spec, { minLength: 1, maxLength: 5 }), (zones, specs) => {
        const ranges = subnetLayout("10.0.0.0/16", zones, specs).map(({ cidrBlock }) => cidrBlock);

        expect(ranges).to.have.length(zones * specs.filter(({ type }) => type !== "Unused").length);
        expect(ranges.filter((range) => !range.startsWith("10.0."))).to.deep.equal([]);
        const pairs = ranges.flatMap((range, index) => ranges.slice(index + 1).map((other) => [range, other] as const));
        expect(pairs.filter(([range, other]) => overlap(range, other))).to.deep.equal([]);
      }),
    );
  });
});
