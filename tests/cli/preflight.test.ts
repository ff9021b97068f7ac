import { readFileSync } from "node:fs";
import path from "node:path";
import { EC2Client } from "@aws-sdk/client-ec2";
import { expect } from "chai";
import { accountUse } from "../../cli/preflight/account";
import { eventCosts } from "../../cli/preflight/eventCost";
import { findings } from "../../cli/preflight/findings";
import { type Plan, type Planned, planOf } from "../../cli/preflight/plan";
import { preflightReport } from "../../cli/preflight/report";
import { standingCost } from "../../cli/preflight/standingCost";
import { createEdge, type Edge } from "../../local/edge/edge";
import { readSettings } from "../../local/evaluation/settings";
import { InstancesUnderTest } from "../local/ec2/instanceUnderTest";

const ROOT = path.join(__dirname, "..", "..");

function planWith(...resources: Planned[]): Plan {
  return { region: "us-east-1", resources, refusals: [] };
}

const planned = (type: string, name: string, inputs: Record<string, unknown> = {}): Planned => ({ type, name, inputs });
const vpc = (strategy: string) =>
  planned("awsx:ec2:Vpc", "network-vpc", { numberOfAvailabilityZones: 2, natGateways: { strategy } });
const empty = { accountId: "111122223333", vpcs: 0, elasticIps: 0 };

/** The texts of one kind. */
function textsOf(kind: string, ...args: Parameters<typeof findings>): string[] {
  return findings(...args)
    .filter((finding) => finding.kind === kind)
    .map(({ text }) => text);
}

describe("the cost of what stands there", () => {
  it("is listed by kind, dearest first", () => {
    const lines = standingCost([
      planned("aws:kms/key:Key", "key"),
      vpc("OnePerAz"),
      planned("aws:rds/instance:Instance", "db", {
        ...{ instanceClass: "db.t4g.micro", allocatedStorage: 20, multiAz: true },
      }),
      planned("aws:ecs/service:Service", "worker", { desiredCount: 2 }),
      planned("aws:ecs/taskDefinition:TaskDefinition", "worker-definition", {
        ...{ cpu: "512", memory: "1024", runtimePlatform: { cpuArchitecture: "ARM64" } },
      }),
      planned("aws:cloudwatch/metricAlarm:MetricAlarm", "one", { metricName: "Errors" }),
      planned("aws:cloudwatch/metricAlarm:MetricAlarm", "two", {
        metricQueries: [{ expression: "a + b" }, { metric: {} }, { metric: {} }],
      }),
    ]);

    expect(lines.map(({ what, count, monthly }) => [what, count, monthly?.toFixed(2)])).to.deep.equal([
      ["NAT gateway", 2, "65.70"],
      ["Fargate task of worker", 2, "28.84"],
      ["RDS db.t4g.micro with a standby", 1, "23.36"],
      ["public IPv4 address", 2, "7.30"],
      ["GB of a database's disk", 40, "4.60"],
      ["KMS key", 1, "1.00"],
      ["metric of an alarm", 3, "0.30"],
    ]);
  });

  it("counts an address once, also where a VPC is handed it for a NAT gateway", () => {
    const natGateways = { strategy: "Single", elasticIpAllocationIds: ["eipalloc-1"] };

    const lines = standingCost([
      planned("aws:ec2/eip:Eip", "egress"),
      planned("awsx:ec2:Vpc", "network-vpc", { natGateways }),
    ]);

    expect(lines.map(({ what, count }) => [what, count])).to.deep.equal([
      ["NAT gateway", 1],
      ["public IPv4 address", 1],
    ]);
  });

  it("says where it knows no price, first of all, and not that it is nothing", () => {
    const lines = standingCost([
      planned("aws:kms/key:Key", "key"),
      planned("aws:ec2/instance:Instance", "large", { instanceType: "u-24tb1.112xlarge" }),
    ]);

    expect(lines[0]).to.deep.equal({ what: "EC2 u-24tb1.112xlarge", count: 1, monthly: undefined });
    const report = preflightReport("dev", planWith(), [], lines, []).join("\n");
    expect(report)
      .to.match(/u-24tb1\.112xlarge .* no price here/)
      .and.match(/all that has a price here .* 1\.00/);
  });
});

describe("the cost of a million events", () => {
  it("is read for the stack's systems from the page that the bench writes, dearest first", () => {
    const page = readFileSync(path.join(ROOT, "docs", "cost.md"), "utf8");

    const costs = eventCosts(page, ["event-aggregator", "ingestion", "bastion"]);

    expect(costs.map(({ system, event }) => [system, event])).to.deep.equal([
      ["ingestion", "an entry of any kind, right or wrong"],
      ["event-aggregator", "an event posted"],
    ]);
    expect(costs.every(({ perMillion }) => perMillion > 0)).to.equal(true);
    expect(preflightReport("dev", planWith(), [], [], costs).at(-1)).to.match(
      /^ {2}event-aggregator, an event posted: \$ \d+\.\d\d$/,
    );
  });
});

describe("a preflight", () => {
  it("says that credentials of another account than the stack's would fail", () => {
    const other = { ...empty, accountId: "999988887777" };

    expect(textsOf("fails", planWith(), "111122223333", other)).to.deep.equal([
      "the credentials are of account 999988887777, but sluice:accountId is 111122223333",
    ]);
    expect(textsOf("fails", planWith(), "111122223333", empty)).to.deep.equal([]);
  });

  it("adds the plan's VPCs and addresses to those that are there, and holds them against the quotas", () => {
    const full = { ...empty, vpcs: 5, elasticIps: 4 };

    expect(textsOf("look", planWith(vpc("OnePerAz")), "111122223333", full)).to.deep.equal([
      "VPCs: 5 there and 1 more, of 5 that an account has unless its quota was raised",
      "Elastic IP addresses: 4 there and 2 more, of 5 that an account has unless its quota was raised",
    ]);
    expect(textsOf("look", planWith(vpc("Single")), "111122223333", { ...full, vpcs: 4 })).to.deep.equal([]);
  });

  it("names who is mailed, and says when nobody is mailed of alarms", () => {
    const alarm = planned("aws:cloudwatch/metricAlarm:MetricAlarm", "errors");
    const subscription = planned("aws:sns/topicSubscription:TopicSubscription", "alarms-ada", {
      ...{ protocol: "email", endpoint: "ada@example.com" },
    });
    const user = planned("aws:cognito/user:User", "hr", { attributes: { email: "hr@example.com" } });

    expect(textsOf("look", planWith(alarm, subscription, user), "111122223333", empty)).to.deep.equal([
      "mailed: ada@example.com (alarms-ada: a mail from AWS to confirm), hr@example.com (a password)",
    ]);
    expect(textsOf("look", planWith(alarm), "111122223333", empty)).to.deep.equal([
      "nobody is mailed of the 1 alarms: sluice:alarms.emails names them",
    ]);
  });

  it("says what it could not ask without credentials, and how to ask for what it never does", () => {
    const plan = planWith(
      planned("aws:lambda/function:Function", "door", { reservedConcurrentExecutions: 50 }),
      planned("aws:appautoscaling/target:Target", "workers", { serviceNamespace: "ecs", maxCapacity: 10 }),
    );

    expect(textsOf("unasked", plan, undefined, new Error("Could not load credentials"))).to.deep.equal([
      "the account, and what is in it: Could not load credentials",
      "whether Lambda's concurrency is at least 150, for 50 are reserved: aws lambda get-account-settings",
      "whether Fargate's vCPU quota is enough for 10 tasks at most: aws service-quotas get-service-quota --service-code fargate --quota-code L-3032A538",
      "whether names are taken: almost all are made up by Pulumi; dashboards and Glue databases carry project and stack",
    ]);
  });

  it("plans a stack's own program, with nothing made", async () => {
    const plan = await planOf(readSettings(ROOT, "local", { systems: ["event-aggregator"] }));

    expect(plan.refusals).to.deep.equal([]);
    expect(plan.resources.map(({ name }) => name)).to.include.members(["events-events", "events-api", "alarms-topic"]);
    expect(standingCost(plan.resources).map(({ what, count }) => [what, count])).to.deep.equal([
      ["metric of an alarm", 12],
      ["KMS key", 1],
    ]);
  });

  it("tells what the program refuses", async () => {
    const settings = readSettings(ROOT, "local", { systems: ["event-aggregator"], eventAggregator: { batchSize: 0 } });

    const plan = await planOf(settings);

    expect(textsOf("fails", plan, undefined, empty)).to.deep.equal([
      'EventAggregator "events": batchSize must be a whole number from 1 to 10000, got 0',
    ]);
  });

  describe("of the local cloud", () => {
    let underTest: InstancesUnderTest;
    let edge: Edge;

    beforeEach(async () => {
      underTest = new InstancesUnderTest();
      const { iam, report } = underTest;
      edge = await createEdge({ iam, report }, { port: 0, host: "127.0.0.1" });
      edge.register(underTest.instances.api);
    });

    afterEach(async () => {
      await edge.stop();
      await underTest.close();
    });

    it("counts the VPCs and addresses that are there, and names the account", async () => {
      underTest.ec2.allocateAddress("eipalloc-1");
      const ec2 = new EC2Client({ endpoint: edge.url, region: "us-east-1", credentials: underTest.iam.operator });

      const use = await accountUse(ec2);
      ec2.destroy();

      expect(use).to.deep.equal({ accountId: "000000000000", vpcs: 1, elasticIps: 1 });
    });
  });
});
