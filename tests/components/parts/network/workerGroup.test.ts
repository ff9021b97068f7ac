import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { BastionVpc } from "../../../../components/bastionVpc";
import { TrafficSimulator } from "../../../../components/trafficSimulator";
import { checkDescription } from "../../../../local/resources/ec2/description";
import { type Run, runProgram } from "../../../support/program";
import { runWith as alarmDrivenWorkers } from "../../alarmDrivenWorkersUnderTest";
import { runWith as debounceTracker } from "../../debounceTrackerUnderTest";
import { runWith as scheduledFargateJobs } from "../../scheduledFargateJobsUnderTest";
import { NETWORK, runWith as webhookQueue } from "../../webhookQueueUnderTest";

const fields = [{ name: "email", pattern: "[a-z]+", maxLength: 9 }];

/** Every component with a security group. */
const RUNS: Readonly<Record<string, () => Promise<Run<unknown>>>> = {
  AlarmDrivenWorkers: () => alarmDrivenWorkers(),
  BastionVpc: () =>
    runProgram(
      () => {
        pulumi.runtime.setAllConfig({ "aws:region": "eu-west-1" });
        return new BastionVpc("office");
      },
      { call: () => ({ value: "ami-0123456789abcdef0" }) },
    ),
  DebounceTracker: () => debounceTracker(),
  ScheduledFargateJobs: () => scheduledFargateJobs(),
  TrafficSimulator: () =>
    runProgram(() => new TrafficSimulator("load", { network: NETWORK, url: "https://example.com", fields })),
  WebhookQueue: () => webhookQueue(),
};

describe("The security groups of components", () => {
  for (const [component, program] of Object.entries(RUNS)) {
    it(`have descriptions that EC2 takes in ${component}`, async () => {
      const { registrations, errors } = await program();

      const described = registrations.filter(({ type }) => /:SecurityGroup(Egress|Ingress)?(Rule)?$/.test(type));
      expect(errors).to.deep.equal([]);
      expect(described.length).to.be.greaterThan(1);
      for (const { name, inputs } of described) checkDescription(name, inputs.description as string);
    });
  }
});
