import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { Network, type NetworkArgs } from "../../components/network";
import { inputsOf, type Run, type RunOptions, runProgram } from "../support/program";

function runWith(args?: NetworkArgs, call?: RunOptions["call"]) {
  return runProgram(() => {
    pulumi.runtime.setAllConfig({ "aws:region": "eu-west-1" });
    return new Network("hooks", args);
  }, call && { call });
}

const TAGS = { "sluice:component": "Network", "sluice:name": "hooks" };

const ZONE_NAMES = "availabilityZones must be 2 to 6 names of zones, each once, ";

function egressIpsOf({ result }: Run<Network>): Promise<unknown> {
  return new Promise((known) => result?.egressIps.apply(known));
}

describe("Network", () => {
  it("has a public and a private subnet in two zones, a NAT gateway each, and gateway endpoints for S3 and DynamoDB", async () => {
    const run = await runWith();

    expect(run.errors).to.deep.equal([]);
    expect(run.registrations.map(({ name }) => name)).to.have.members([
      ...["hooks-egress-1", "hooks-egress-2", "hooks-vpc", "hooks-s3", "hooks-dynamodb", "hooks-default-group"],
      ...["hooks-flow-logs", "hooks-flow-role", "hooks-flow-policy", "hooks-flow-log"],
    ]);
    expect(inputsOf(run, "aws:ec2/eip:Eip", "hooks-egress-1")).to.deep.equal({ domain: "vpc", tags: TAGS });
    expect(inputsOf(run, "awsx:ec2:Vpc", "hooks-vpc")).to.deep.equal({
      cidrBlock: "10.0.0.0/16",
      availabilityZoneNames: ["eu-west-1a", "eu-west-1b"],
      subnetStrategy: "Auto",
      natGateways: {
        strategy: "OnePerAz",
        elasticIpAllocationIds: ["hooks-egress-1-allocation", "hooks-egress-2-allocation"],
      },
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: TAGS,
    });
    for (const service of ["s3", "dynamodb"]) {
      expect(inputsOf(run, "aws:ec2/vpcEndpoint:VpcEndpoint", `hooks-${service}`)).to.deep.equal({
        vpcId: "hooks-vpc-vpc-id",
        serviceName: `com.amazonaws.eu-west-1.${service}`,
        vpcEndpointType: "Gateway",
        routeTableIds: ["hooks-vpc-table-1", "hooks-vpc-table-2"],
        tags: TAGS,
      });
    }
  });

  it("is in zones where Fargate runs tasks on ARM, and no local or wavelength zone", async () => {
    const asked: Record<string, unknown>[] = [];

    await runWith({}, (token, inputs) => {
      if (token === "aws:index/getAvailabilityZones:getAvailabilityZones") asked.push(inputs);
      return {};
    });

    expect(asked).to.deep.equal([
      {
        state: "available",
        filters: [{ name: "zone-type", values: ["availability-zone"] }],
        excludeZoneIds: ["use1-az3", "usw1-az2", "apne1-az3", "cnn1-az3"],
      },
    ]);
  });

  it("is in the zones that are named", async () => {
    const run = await runWith({ availabilityZones: ["eu-west-1c", "eu-west-1a"] });

    expect(inputsOf(run, "awsx:ec2:Vpc", "hooks-vpc")).to.deep.include({
      availabilityZoneNames: ["eu-west-1c", "eu-west-1a"],
    });
    expect(await egressIpsOf(run)).to.deep.equal(["hooks-egress-1-ip", "hooks-egress-2-ip"]);
  });

  it("leaves its default security group without a rule", async () => {
    const run = await runWith();

    expect(inputsOf(run, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "hooks-default-group")).to.deep.equal({
      vpcId: "hooks-vpc-vpc-id",
      ingress: [],
      egress: [],
      tags: TAGS,
    });
  });

  it("writes down every packet for 30 days", async () => {
    const run = await runWith();

    expect(inputsOf(run, "aws:ec2/flowLog:FlowLog", "hooks-flow-log")).to.deep.include({
      ...{ vpcId: "hooks-vpc-vpc-id", trafficType: "ALL", tags: TAGS },
      logDestination: "arn:aws:logs:us-east-1:111122223333:log-group:hooks-flow-logs-name",
    });
    expect(inputsOf(run, "aws:cloudwatch/logGroup:LogGroup", "hooks-flow-logs")).to.deep.equal({
      ...{ retentionInDays: 30, tags: TAGS },
    });
  });

  it("offers its subnets to components", async () => {
    const { result } = await runWith();

    const outputs = await new Promise((known) => {
      pulumi.all([result?.vpcId, result?.privateSubnetIds, result?.publicSubnetIds, result?.egressIps]).apply(known);
    });
    expect(outputs).to.deep.equal([
      "hooks-vpc-vpc-id",
      ["hooks-vpc-private-1", "hooks-vpc-private-2"],
      ["hooks-vpc-public-1", "hooks-vpc-public-2"],
      ["hooks-egress-1-ip", "hooks-egress-2-ip"],
    ]);
  });

  it("gives its NAT gateways the addresses that the caller brings", async () => {
    const elasticIps = [{ allocationId: "eipalloc-1", publicIp: "203.0.113.1" }];

    const run = await runWith({ natGateways: "Single", elasticIps });

    expect(run.registrations.filter(({ type }) => type === "aws:ec2/eip:Eip")).to.deep.equal([]);
    expect(inputsOf(run, "awsx:ec2:Vpc", "hooks-vpc").natGateways).to.deep.equal({
      strategy: "Single",
      elasticIpAllocationIds: ["eipalloc-1"],
    });
  });

  it("passes each argument to where it belongs", async () => {
    const run = await runWith({
      availabilityZones: 3,
      natGateways: "Single",
      cidrBlock: "10.9.0.0/16",
      flowLogTraffic: "REJECT",
      logRetentionDays: 90,
      logKmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/1",
      tags: { team: "hooks" },
      transform: {
        endpoint: { ipAddressType: "ipv4" },
        vpc: { instanceTenancy: "dedicated" },
        flowLog: { maxAggregationInterval: 60 },
        flowLogGroup: { skipDestroy: true },
      },
    });

    expect(inputsOf(run, "aws:ec2/flowLog:FlowLog", "hooks-flow-log")).to.deep.include({
      ...{ trafficType: "REJECT", maxAggregationInterval: 60 },
    });
    expect(inputsOf(run, "aws:cloudwatch/logGroup:LogGroup", "hooks-flow-logs")).to.deep.include({
      ...{ retentionInDays: 90, kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/1", skipDestroy: true },
    });

    expect(inputsOf(run, "aws:ec2/vpcEndpoint:VpcEndpoint", "hooks-s3")).to.deep.include({ ipAddressType: "ipv4" });
    expect(inputsOf(run, "awsx:ec2:Vpc", "hooks-vpc")).to.deep.include({
      cidrBlock: "10.9.0.0/16",
      availabilityZoneNames: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
      natGateways: { strategy: "Single", elasticIpAllocationIds: ["hooks-egress-1-allocation"] },
      instanceTenancy: "dedicated",
      tags: { team: "hooks", "sluice:component": "Network", "sluice:name": "hooks" },
    });
  });

  it("reaches services by endpoints of its private subnets, which nobody else may call", async () => {
    const run = await runWith({
      natGateways: "None",
      cidrBlock: "10.9.0.0/16",
      interfaceEndpoints: ["ecr.api", "logs"],
    });

    expect(run.errors).to.deep.equal([]);
    for (const [name, service] of [
      ["hooks-ecr-api", "ecr.api"],
      ["hooks-logs", "logs"],
    ] as const) {
      expect(inputsOf(run, "aws:ec2/vpcEndpoint:VpcEndpoint", name)).to.deep.equal({
        ...{ vpcId: "hooks-vpc-vpc-id", serviceName: `com.amazonaws.eu-west-1.${service}`, privateDnsEnabled: true },
        ...{ vpcEndpointType: "Interface", securityGroupIds: ["hooks-endpoints-group-id"], tags: TAGS },
        subnetIds: await new Promise((known) => run.result?.privateSubnetIds.apply(known)),
      });
    }
    const rules = run.registrations.filter(
      ({ type }) => type === "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    );
    expect(rules.map(({ inputs }) => inputs)).to.deep.equal([
      {
        ...{ description: "Whatever is in the network.", securityGroupId: "hooks-endpoints-group-id", tags: TAGS },
        ...{ cidrIpv4: "10.9.0.0/16", ipProtocol: "tcp", fromPort: 443, toPort: 443 },
      },
    ]);
    expect(Object.keys(run.result?.interfaceEndpoints ?? {})).to.deep.equal(["ecr.api", "logs"]);
  });

  it("has no address to the internet without NAT gateways", async () => {
    const run = await runWith({ natGateways: "None" });

    expect(run.registrations.filter(({ type }) => type === "aws:ec2/eip:Eip")).to.deep.equal([]);
    expect(inputsOf(run, "awsx:ec2:Vpc", "hooks-vpc").natGateways).to.deep.equal({ strategy: "None" });
  });

  const wrong: [string, NetworkArgs, string][] = [
    [
      "an endpoint that is none",
      { interfaceEndpoints: ["com.amazonaws.eu-west-1/logs"] },
      'interfaceEndpoints.0 must be the name of a service, such as "ecr.api" or "logs", got "com.amazonaws.eu-west-1/logs"',
    ],
    [
      "an endpoint that costs, of a service with one that does not",
      { interfaceEndpoints: ["logs", "s3"] },
      'interfaceEndpoints.1 must be another than s3 and dynamodb, which have gateway endpoints, got "s3"',
    ],
    [
      "an endpoint twice",
      { interfaceEndpoints: ["logs", "logs"] },
      'interfaceEndpoints.1 must be another than those before it, got "logs"',
    ],
    ["one zone", { availabilityZones: 1 }, "availabilityZones must be a whole number from 2 to 6, got 1"],
    ["one name", { availabilityZones: ["eu-west-1a"] }, `${ZONE_NAMES}got ["eu-west-1a"]`],
    ["a name twice", { availabilityZones: ["b", "b"] }, `${ZONE_NAMES}got ["b","b"]`],
    [
      "NAT gateways of another kind",
      { natGateways: "Two" as "Single" },
      'natGateways must be one of OnePerAz, Single, None, got "Two"',
    ],
    [
      "an address for one of two gateways",
      { elasticIps: [{ allocationId: "eipalloc-1", publicIp: "203.0.113.1" }] },
      "elasticIps.length must be as many as there are NAT gateways (2), got 1",
    ],
  ];
  for (const [what, args, message] of wrong) {
    it(`refuses ${what} before it registers anything`, async () => {
      const run = await runWith(args);

      expect(run.errors).to.deep.equal([`Network "hooks": ${message}`]);
      expect(run.urns).to.deep.equal([]);
    });
  }
});

describe("Network.find", () => {
  /** A program that puts a task definition's group into the VPC `vpc-1`, which has these subnets. */
  async function found(ids: readonly string[]) {
    const asked: Record<string, unknown>[] = [];
    const run = await runProgram(
      () => {
        const { vpcId, privateSubnetIds } = Network.find("vpc-1");
        new aws.rds.SubnetGroup("group", { subnetIds: privateSubnetIds });
        new aws.ec2.SecurityGroup("security", { vpcId });
      },
      {
        call: (token, inputs) => {
          if (token !== "aws:ec2/getSubnets:getSubnets") return {};
          asked.push(inputs);
          return { ids };
        },
      },
    );
    return { run, asked };
  }

  it("takes the VPC's subnets that give no public addresses, in one order", async () => {
    const { run, asked } = await found(["subnet-b", "subnet-a"]);

    expect(run.errors).to.deep.equal([]);
    expect(asked).to.deep.equal([
      {
        filters: [
          { name: "vpc-id", values: ["vpc-1"] },
          { name: "map-public-ip-on-launch", values: ["false"] },
        ],
      },
    ]);
    expect(inputsOf(run, "aws:rds/subnetGroup:SubnetGroup", "group").subnetIds).to.deep.equal(["subnet-a", "subnet-b"]);
    expect(inputsOf(run, "aws:ec2/securityGroup:SecurityGroup", "security").vpcId).to.equal("vpc-1");
  });

  for (const [ids, words] of [
    [[], "none"],
    [["subnet-a"], "subnet-a"],
  ] as const) {
    it(`refuses a VPC that has ${words} of them`, async () => {
      const { run } = await found(ids);

      expect(run.errors.join()).to.include(
        'Network.find("vpc-1"): the VPC must have 2 subnets or more that give no public addresses, in different zones, got ' +
          `${words}: give the network as { vpcId, privateSubnetIds }`,
      );
    });
  }
});
