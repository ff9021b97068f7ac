import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { Network, type NetworkArgs } from "../../components/network";
import { inputsOf, runProgram } from "../support/program";

function runWith(args?: NetworkArgs, config: Record<string, string> = { "aws:region": "eu-west-1" }) {
  return runProgram(() => {
    pulumi.runtime.setAllConfig(config);
    return new Network("hooks", args);
  });
}

const TAGS = { "sluice:component": "Network", "sluice:name": "hooks" };

describe("Network", () => {
  it("has a public and a private subnet in two zones, a NAT gateway each, and gateway endpoints for S3 and DynamoDB", async () => {
    const run = await runWith();

    expect(run.errors).to.deep.equal([]);
    expect(run.registrations.map(({ name }) => name)).to.have.members([
      ...["hooks-egress-1", "hooks-egress-2", "hooks-vpc", "hooks-default-group"],
      ...["hooks-flow-logs", "hooks-flow-role", "hooks-flow-policy", "hooks-flow-log"],
    ]);
    expect(inputsOf(run, "aws:ec2/eip:Eip", "hooks-egress-1")).to.deep.equal({ domain: "vpc", tags: TAGS });
    expect(inputsOf(run, "awsx:ec2:Vpc", "hooks-vpc")).to.deep.equal({
      cidrBlock: "10.0.0.0/16",
      numberOfAvailabilityZones: 2,
      subnetStrategy: "Auto",
      natGateways: {
        strategy: "OnePerAz",
        elasticIpAllocationIds: ["hooks-egress-1-allocation", "hooks-egress-2-allocation"],
      },
      enableDnsHostnames: true,
      enableDnsSupport: true,
      vpcEndpointStrategy: "Auto",
      vpcEndpointSpecs: [
        { serviceName: "com.amazonaws.eu-west-1.s3", vpcEndpointType: "Gateway" },
        { serviceName: "com.amazonaws.eu-west-1.dynamodb", vpcEndpointType: "Gateway" },
      ],
      tags: TAGS,
    });
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

    expect(inputsOf(run, "awsx:ec2:Vpc", "hooks-vpc")).to.deep.include({
      cidrBlock: "10.9.0.0/16",
      numberOfAvailabilityZones: 3,
      natGateways: { strategy: "Single", elasticIpAllocationIds: ["hooks-egress-1-allocation"] },
      instanceTenancy: "dedicated",
      tags: { team: "hooks", "sluice:component": "Network", "sluice:name": "hooks" },
    });
  });

  it("has no address to the internet without NAT gateways", async () => {
    const run = await runWith({ natGateways: "None" });

    expect(run.registrations.filter(({ type }) => type === "aws:ec2/eip:Eip")).to.deep.equal([]);
    expect(inputsOf(run, "awsx:ec2:Vpc", "hooks-vpc").natGateways).to.deep.equal({ strategy: "None" });
  });

  const wrong: [string, NetworkArgs, string][] = [
    ["one zone", { availabilityZones: 1 }, "availabilityZones must be a whole number from 2 to 6, got 1"],
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

  it("asks for the region where there is none", async () => {
    const { AWS_REGION, AWS_DEFAULT_REGION, ...others } = process.env;
    const before = process.env;
    process.env = others;
    try {
      const run = await runWith({}, {});

      expect(run.errors).to.deep.equal([
        'Network "hooks": the names of its VPC endpoints need the region: run pulumi config set aws:region REGION, or set AWS_REGION',
      ]);
    } finally {
      process.env = before;
    }
  });
});
