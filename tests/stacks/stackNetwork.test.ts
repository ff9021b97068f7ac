import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { inputsOf, type Run, runProgram } from "../support/program";

import program = require("../../index");

/** Settings of the systems that take webhooks: a sender that they know. */
const SOURCES = { sources: { shop: { secret: "s3cret" } } };
const VPC = "awsx:ec2:Vpc";
const EIP = "aws:ec2/eip:Eip";

function deploy(systems: readonly string[], config: Record<string, object> = {}): Promise<Run<unknown>> {
  return runProgram(() => {
    const settings = Object.entries({ systems, webhooks: SOURCES, debounce: SOURCES, ...config }).map(
      ([key, value]) => [`sluice:${key}`, JSON.stringify(value)],
    );
    pulumi.runtime.setAllConfig({ "aws:region": "us-east-1", ...Object.fromEntries(settings) });
    return program();
  });
}

const namesOf = ({ registrations }: Run<unknown>, wanted: string) =>
  registrations.filter(({ type }) => type === wanted).map(({ name }) => name);

function subnetsOf(run: Run<unknown>, service: string) {
  const { networkConfiguration } = inputsOf(run, "aws:ecs/service:Service", service);
  return (networkConfiguration as { subnets: string[] }).subnets;
}

describe("the network of a stack", () => {
  it("is one for all its systems", async () => {
    const run = await deploy(["webhooks", "debounce", "bursts", "interval-processing"]);

    expect(run.errors).to.deep.equal([]);
    expect(namesOf(run, VPC)).to.deep.equal(["network-vpc"]);
    expect(namesOf(run, EIP)).to.deep.equal(["network-egress-1", "network-egress-2"]);
    for (const service of ["webhooks-worker", "debounce-handler"]) {
      expect(subnetsOf(run, service)).to.deep.equal(["network-vpc-private-1", "network-vpc-private-2"]);
    }
  });

  it("is the bastion's where the stack has one, in whichever order they are named", async () => {
    const run = await deploy(["webhooks", "bastion"], { bastion: { natStrategy: "single" } });

    expect(run.errors).to.deep.equal([]);
    expect(namesOf(run, VPC)).to.deep.equal(["bastion-vpc"]);
    expect(namesOf(run, EIP)).to.deep.equal(["bastion-egress-1"]);
    expect(subnetsOf(run, "webhooks-worker")).to.deep.equal(["bastion-vpc-private-1", "bastion-vpc-private-2"]);
  });

  it("is not made where no system has a use for it", async () => {
    const run = await deploy(["event-aggregator", "ingestion"]);

    expect(run.errors).to.deep.equal([]);
    expect(namesOf(run, VPC)).to.deep.equal([]);
  });

  it("is made as its settings say", async () => {
    const run = await deploy(["bursts"], {
      network: { natGateways: "Single", availabilityZones: ["us-east-1d", "us-east-1f"], tags: { team: "core" } },
    });

    const { natGateways, availabilityZoneNames, tags } = inputsOf(run, VPC, "network-vpc");
    expect(natGateways).to.deep.include({ strategy: "Single" });
    expect(availabilityZoneNames).to.deep.equal(["us-east-1d", "us-east-1f"]);
    expect(tags).to.include({ team: "core" });
  });

  it("is one that is there already, where the settings name it", async () => {
    const network = { vpcId: "vpc-1", privateSubnetIds: ["subnet-1", "subnet-2"], egressIps: ["203.0.113.7"] };

    const run = await deploy(["webhooks", "interval-processing"], { network });

    expect(run.errors).to.deep.equal([]);
    expect(namesOf(run, VPC)).to.deep.equal([]);
    expect(subnetsOf(run, "webhooks-worker")).to.deep.equal(["subnet-1", "subnet-2"]);
    const outputs = await new Promise<Record<string, object>>((known) => {
      pulumi.output(run.result as Record<string, object>).apply(known);
    });
    expect(outputs.intervalProcessing).to.deep.include({ egressIps: ["203.0.113.7"], egressIp: "203.0.113.7" });
  });

  it("has its private subnets looked up, where the settings name a VPC alone", async () => {
    const run = await deploy(["webhooks"], { network: { vpcId: "vpc-1" } });

    expect(run.errors).to.deep.equal([]);
    expect(namesOf(run, VPC)).to.deep.equal([]);
    expect(subnetsOf(run, "webhooks-worker")).to.deep.equal(["subnet-1", "subnet-2"]);
  });

  for (const [what, systems, network, message] of [
    [
      "settings beside a bastion",
      ["bastion"],
      { natGateways: "Single" },
      "sluice:network must be left out where bastion is among the systems, got natGateways: the bastion's network is the stack's: set " +
        "sluice:bastion instead",
    ],
    [
      "subnets without their VPC",
      ["bursts"],
      { privateSubnetIds: ["subnet-1", "subnet-2"] },
      "sluice:network must have vpcId, and with it privateSubnetIds and egressIps at most, of a network that is there already; or none of " +
        "the three, got privateSubnetIds",
    ],
    [
      "a VPC that is there already and settings of one to be made",
      ["bursts"],
      { vpcId: "vpc-1", privateSubnetIds: ["subnet-1"], natGateways: "Single" },
      "sluice:network must have vpcId, and with it privateSubnetIds and egressIps at most, of a network that is there already; or none of " +
        "the three, got natGateways, vpcId, privateSubnetIds",
    ],
  ] as const) {
    it(`refuses ${what} before it registers anything`, async () => {
      const run = await deploy(systems, { network });

      expect(run.errors).to.deep.equal([message]);
      expect(run.urns).to.deep.equal([]);
    });
  }
});
