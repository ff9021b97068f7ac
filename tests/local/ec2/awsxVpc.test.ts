import { expect } from "chai";
import fc from "fast-check";
import { Inventory } from "../../../local/base/inventory";
import { silentReport } from "../../../local/base/report";
import { Deployment } from "../../../local/engine/deployment";
import { Registry } from "../../../local/engine/registry";
import type { Properties } from "../../../local/engine/resourceHandler";
import { invokeHandlers } from "../../../local/invokes/index";
import { type SubnetSpec, subnetLayout } from "../../../local/resources/awsx/subnetLayout";
import { componentHandlers, resourceHandlers } from "../../../local/resources/index";
import type { Services } from "../../../local/services";
import { overlap } from "../../../local/services/ec2/cidr";
import { createEc2 } from "../../../local/services/ec2/createEc2";
import { rejection } from "../../support/rejection";

const NETWORK = "shop:index:Network$awsx:ec2:Vpc";

describe("awsx.ec2.Vpc", () => {
  const setUp = () => {
    const ec2 = createEc2();
    const services = { ec2, inventory: new Inventory(silentReport) } as Services;
    const deployment = new Deployment(
      new Registry(resourceHandlers(services), invokeHandlers(services), componentHandlers),
    );
    /** One evaluation of a program that has these VPCs, by name. */
    const evaluate = async (vpcs: Readonly<Record<string, Properties>>) => {
      const run = deployment.begin();
      const states: Properties[] = [];
      try {
        for (const [name, inputs] of Object.entries(vpcs)) {
          const registration = { urn: `urn:pulumi:dev::shop::${NETWORK}::${name}`, type: "awsx:ec2:Vpc", name, inputs };
          states.push((await run.register(registration)).state);
        }
      } catch (error) {
        await run.abandon();
        throw error;
      }
      return { states, changes: await run.commit() };
    };
    return { ec2, deployment, evaluate };
  };

  const create = async (inputs: Properties) => {
    const { ec2, deployment, evaluate } = setUp();
    const { states } = await evaluate({ main: inputs });
    const state = states[0] ?? {};
    const ids = (kind: string) => state[`${kind}SubnetIds`] as readonly string[];
    return { ec2, deployment, evaluate, state, id: String(state.vpcId), ids };
  };

  it("makes the resources of the component of AWS: their types, parents and names", async () => {
    const { deployment } = await create({ numberOfAvailabilityZones: 2, natGateways: { strategy: "Single" } });

    const vpc = `${NETWORK}$aws:ec2/vpc:Vpc`;
    const subnet = `${vpc}$aws:ec2/subnet:Subnet`;
    const table = `${subnet}$aws:ec2/routeTable:RouteTable`;
    const ofSubnet = (name: string) => [
      `${subnet}::${name}`,
      `${table}::${name}`,
      `${table}$aws:ec2/routeTableAssociation:RouteTableAssociation::${name}`,
    ];
    const route = (name: string) => `${table}$aws:ec2/route:Route::${name}`;
    const prefix = "urn:pulumi:dev::shop::";
    expect(deployment.resources.map(({ urn }) => urn.slice(prefix.length))).to.deep.equal([
      `${vpc}::main`,
      `${vpc}$aws:ec2/internetGateway:InternetGateway::main`,
      ...ofSubnet("main-public-1"),
      `${subnet}$aws:ec2/eip:Eip::main-1`,
      `${subnet}$aws:ec2/natGateway:NatGateway::main-1`,
      route("main-public-1"),
      ...ofSubnet("main-private-1"),
      route("main-private-1"),
      ...ofSubnet("main-public-2"),
      route("main-public-2"),
      ...ofSubnet("main-private-2"),
      route("main-private-2"),
    ]);
  });

  it("is refused as a second one with an endpoint of the same service, whatever its name is", async () => {
    const endpoint = { vpcEndpointSpecs: [{ serviceName: "com.amazonaws.us-east-1.dynamodb" }] };

    const { message } = await rejection(setUp().evaluate({ one: endpoint, two: endpoint }));

    expect(message).to.contain(
      `Duplicate resource URN 'urn:pulumi:dev::shop::${NETWORK}$aws:ec2/vpc:Vpc$aws:ec2/vpcEndpoint:VpcEndpoint::` +
        "com.amazonaws.us-east-1.dynamodb'; try giving it a unique name",
    );
  });

  it("stands beside another one without endpoints", async () => {
    const { changes } = await setUp().evaluate({ one: {}, two: {} });

    expect(new Set(changes.map(({ kind }) => kind))).to.deep.equal(new Set(["created"]));
  });

  it("has nothing to do in a second evaluation", async () => {
    const { evaluate } = await create({});

    expect((await evaluate({ main: {} })).changes).to.deep.equal([]);
  });

  it("has a private and a public subnet in each of three zones, and a NAT gateway there", async () => {
    const { ec2, id, state, ids } = await create({});

    expect(id).to.match(/^vpc-[0-9a-f]{17}$/);
    expect(state.vpc).to.deep.include({ id, cidrBlock: "10.0.0.0/16" });
    expect(ec2.vpc(id)).to.deep.equal({ id, cidrBlock: "10.0.0.0/16" });
    expect(ids("private").map((subnet) => ec2.subnet(subnet))).to.deep.equal([
      { id: ids("private")[0], vpcId: id, cidrBlock: "10.0.0.0/19", availabilityZone: "us-east-1a" },
      { id: ids("private")[1], vpcId: id, cidrBlock: "10.0.64.0/19", availabilityZone: "us-east-1b" },
      { id: ids("private")[2], vpcId: id, cidrBlock: "10.0.128.0/19", availabilityZone: "us-east-1c" },
    ]);
    expect(ids("public").map((subnet) => ec2.subnet(subnet).cidrBlock)).to.deep.equal([
      "10.0.32.0/20",
      "10.0.96.0/20",
      "10.0.160.0/20",
    ]);
    expect(ids("isolated")).to.deep.equal([]);
    expect(state.natGateways).to.have.length(3);
    expect(state.eips).to.have.length(3);
  });

  it("leads public subnets to its internet gateway, and private ones to the NAT gateway of their zone", async () => {
    const { ec2, state, ids } = await create({});
    const targetOf = (subnet: string | undefined) =>
      ec2.routeTables().find(({ subnetIds }) => subnetIds.includes(subnet ?? ""))?.routes;

    const gateways = state.natGateways as readonly { id: string }[];
    expect(ids("private").map(targetOf)).to.deep.equal(
      gateways.map(({ id }) => [{ destination: "0.0.0.0/0", target: id }]),
    );
    const { id: target } = state.internetGateway as { id: string };
    expect(ids("public").map(targetOf)).to.deep.equal(Array(3).fill([{ destination: "0.0.0.0/0", target }]));
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
      natGateways: { strategy: "None" },
      availabilityZoneNames: ["us-east-1d", "us-east-1f"],
      subnetSpecs: [{ type: "Public", cidrMask: 24 }, { type: "Unused", cidrMask: 24 }, { type: "Isolated" }],
    });

    const places = (kind: string) =>
      ids(kind).map((id) => `${ec2.subnet(id).availabilityZone} ${ec2.subnet(id).cidrBlock}`);
    expect(places("public")).to.deep.equal(["us-east-1d 10.1.0.0/24", "us-east-1f 10.1.128.0/24"]);
    expect(places("isolated")).to.deep.equal(["us-east-1d 10.1.32.0/19", "us-east-1f 10.1.160.0/19"]);
    expect(places("private")).to.deep.equal([]);
  });

  it("has the endpoints that are specified, with routes in all its tables where it is to find them", async () => {
    const serviceName = "com.amazonaws.us-east-1.s3";
    const { ec2, state } = await create({ vpcEndpointStrategy: "Auto", vpcEndpointSpecs: [{ serviceName }] });

    const [endpoint] = state.vpcEndpoints as readonly Record<string, string>[];
    expect(endpoint).to.deep.include({ serviceName, vpcEndpointType: "Gateway" });
    const routes = ec2
      .routeTables()
      .filter((table) =>
        table.routes.some(
          ({ destination, target }) => destination === endpoint?.prefixListId && target === endpoint.id,
        ),
      );
    expect(routes).to.have.length(6);
  });

  it("gives an interface endpoint a subnet of each zone, and a group that the VPC reaches", async () => {
    const serviceName = "com.amazonaws.us-east-1.sqs";
    const specs = [{ serviceName, vpcEndpointType: "Interface" }];
    const { ec2, state, ids } = await create({ vpcEndpointStrategy: "Auto", vpcEndpointSpecs: specs });

    const [endpoint] = state.vpcEndpoints as readonly { subnetIds: string[]; securityGroupIds: string[] }[];
    expect(endpoint?.subnetIds).to.deep.equal(ids("private"));
    const rules = ec2.rules().filter(({ securityGroupId }) => securityGroupId === endpoint?.securityGroupIds[0]);
    expect(rules).to.have.length(1);
    expect(rules[0]).to.deep.include({ direction: "ingress", ports: { from: 443, to: 443 } });
  });

  it("is refused with other zones whose ranges those of the subnets that stay are in, as EC2 does", async () => {
    const { evaluate } = await create({ numberOfAvailabilityZones: 3 });

    const { message } = await rejection(evaluate({ main: { numberOfAvailabilityZones: 2 } }));

    expect(message).to.contain("The CIDR '10.0.64.0/19' conflicts with another subnet");
  });

  it("gains a zone of the same size beside the subnets that stay", async () => {
    const { evaluate, ids } = await create({ numberOfAvailabilityZones: 3 });

    const { states, changes } = await evaluate({ main: { numberOfAvailabilityZones: 4 } });

    expect(states[0]?.privateSubnetIds).to.include.members([...ids("private")]);
    expect(new Set(changes.map(({ kind }) => kind))).to.deep.equal(new Set(["created"]));
  });

  it("is gone with its subnets when it is deleted", async () => {
    const { ec2, deployment, evaluate } = await create({});

    await evaluate({});

    expect(deployment.resources).to.deep.equal([]);
    expect([ec2.vpcs(), ec2.subnets(), ec2.routeTables(), ec2.securityGroups(), ec2.addresses()]).to.deep.equal(
      Array(5).fill([]),
    );
  });

  it("gives its NAT gateways addresses that differ", async () => {
    const { ec2, state } = await create({});
    const gateways = state.natGateways as readonly { allocationId: string; publicIp: string }[];

    expect(new Set(gateways.map(({ publicIp }) => publicIp)).size).to.equal(3);
    expect(() => ec2.releaseAddress(gateways[0]?.allocationId ?? "")).to.throw("is in use by nat-");
  });

  it("takes addresses that the program brings, and leaves them at its end", async () => {
    const { ec2, evaluate } = setUp();
    const { allocationId, publicIp } = ec2.allocateAddress("eipalloc-1");

    const { states } = await evaluate({
      main: { natGateways: { strategy: "Single", elasticIpAllocationIds: [allocationId] } },
    });
    const state = states[0] ?? {};
    await evaluate({});

    expect(state.eips).to.deep.equal([]);
    expect(ec2.address(allocationId)).to.deep.equal({ allocationId, publicIp });
    const [gateway, ...others] = state.natGateways as readonly { publicIp: string }[];
    expect(others).to.deep.equal([]);
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
    [
      "a zone of another region",
      { availabilityZoneNames: ["eu-west-1a"] },
      "Value (eu-west-1a) for parameter availabilityZone is invalid",
    ],
    [
      "zones twice",
      { numberOfAvailabilityZones: 1, availabilityZoneNames: ["us-east-1a"] },
      "Only one of [availabilityZoneNames] and",
    ],
    ["an unknown strategy", { natGateways: { strategy: "Two" } }, "natGateways.strategy must be one of OnePerAz"],
    ["NAT without a public subnet", { subnetSpecs: [{ type: "Private" }] }, "both private and public subnets must be"],
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
