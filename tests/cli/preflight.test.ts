import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { type AccountUse, accountUse } from "../../cli/preflight/account";
import { eventCosts } from "../../cli/preflight/eventCost";
import { sentencesOf } from "../../cli/preflight/finding";
import { findings } from "../../cli/preflight/findings";
import { plannedNames } from "../../cli/preflight/names";
import { type Plan, type Planned, planOf } from "../../cli/preflight/plan";
import { preflightReport } from "../../cli/preflight/report";
import { standingCost } from "../../cli/preflight/standingCost";
import { lambdaApi } from "../../local/control/lambda/lambdaApi";
import type { LambdaParts } from "../../local/control/lambda/lambdaOperation";
import { createEdge, type Edge } from "../../local/edge/edge";
import { readSettings } from "../../local/evaluation/settings";
import { createServiceQuotas } from "../../local/services/servicequotas/createServiceQuotas";
import { createSts } from "../../local/services/sts/sts";
import { InstancesUnderTest } from "../local/ec2/instanceUnderTest";

const ROOT = path.join(__dirname, "..", "..");

function planWith(...resources: Planned[]): Plan {
  return { region: "us-east-1", resources, refusals: [] };
}

const planned = (type: string, name: string, inputs: Record<string, unknown> = {}): Planned => ({ type, name, inputs });
const vpc = (strategy: string) =>
  planned("awsx:ec2:Vpc", "network-vpc", { numberOfAvailabilityZones: 2, natGateways: { strategy } });
const QUOTAS = { vpcs: 5, elasticIps: 5, natGateways: 5, fargateVcpus: 6 };
const empty: AccountUse = {
  ...{ accountId: "111122223333", vpcs: 0, elasticIps: 0, natGateways: {}, names: [], quotas: QUOTAS },
  concurrency: { all: 1000, unreserved: 1000 },
};
const task = (name: string, cpu: string, most: number) => [
  planned("aws:ecs/service:Service", name, { desiredCount: 1 }),
  planned("aws:ecs/taskDefinition:TaskDefinition", `${name}-definition`, { cpu }),
  planned("aws:appautoscaling/target:Target", `${name}s-target`, { serviceNamespace: "ecs", maxCapacity: most }),
];
const lambdaWith = (name: string, reservedConcurrentExecutions?: number) =>
  planned("aws:lambda/function:Function", name, { reservedConcurrentExecutions });

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

  it("says of each line when its prices were last seen, the oldest of them where there are several", () => {
    const lines = standingCost([
      planned("aws:ec2/eip:Eip", "address"),
      planned("aws:kinesis/stream:Stream", "stream"),
      planned("aws:ecs/service:Service", "worker", { desiredCount: 1 }),
      planned("aws:ecs/taskDefinition:TaskDefinition", "worker-definition", { cpu: "256", memory: "512" }),
    ]);

    expect(lines.map(({ what, seen }) => [what, seen])).to.deep.equal([
      ["Kinesis shard", "2025-06"],
      ["Fargate task of worker", "2026-03"],
      ["public IPv4 address", "2026-06"],
    ]);
    expect(preflightReport("dev", planWith(), [], lines, []).join("\n")).to.match(
      /Kinesis shard +│ +1 │ +10\.95 │ 2025-06 +│/,
    );
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

  it("adds the plan's VPCs, addresses and NAT gateways to those that are there, and holds them against the account's quotas", () => {
    const full = { ...empty, vpcs: 5, elasticIps: 4, natGateways: { "us-east-1a": 2, "us-east-1b": 5 } };
    const more = "ask for more: aws service-quotas request-service-quota-increase";

    expect(textsOf("fails", planWith(vpc("OnePerAz")), "111122223333", full)).to.deep.equal([
      `VPCs: 5 there and 1 more, of the account's 5; ${more} --service-code vpc --quota-code L-F678F1CE --desired-value 6`,
      `Elastic IP addresses: 4 there and 2 more, of the account's 5; ${more} --service-code ec2 --quota-code L-0263D0A3 --desired-value 6`,
      `NAT gateways of a zone: 5 there and 1 more, of the account's 5; ${more} --service-code vpc --quota-code L-FE5A380F --desired-value 6`,
    ]);
    const raised = { ...full, quotas: { ...QUOTAS, vpcs: 6, elasticIps: 6, natGateways: 6 } };
    expect(textsOf("fails", planWith(vpc("OnePerAz")), "111122223333", raised)).to.deep.equal([]);
  });

  it("takes AWS's defaults for quotas that it may not read, is not sure of them, and says why", () => {
    const denied = new Error("not authorized to perform: servicequotas:GetServiceQuota");
    const quotas = { vpcs: denied, elasticIps: denied, natGateways: denied, fargateVcpus: denied };
    const args = [planWith(vpc("Single")), "111122223333", { ...empty, vpcs: 5, quotas }] as const;

    expect(textsOf("fails", ...args)).to.deep.equal([]);
    expect(textsOf("look", ...args)).to.deep.equal([
      "VPCs: 5 there and 1 more, of 5 that an account has unless its quota was raised; ask for more: aws service-quotas " +
        "request-service-quota-increase --service-code vpc --quota-code L-F678F1CE --desired-value 6",
    ]);
    expect(sentencesOf(findings(...args).filter(({ kind }) => kind === "unasked"))).to.deep.equal([
      "the quota of VPCs; the quota of Elastic IP addresses; the quota of NAT gateways of a zone: " +
        "not authorized to perform: servicequotas:GetServiceQuota",
    ]);
  });

  it("adds up the vCPUs of all tasks at their most, doubled by a deployment", () => {
    const plan = planWith(...task("handler", "512", 3), ...task("worker", "1024", 2));

    expect(textsOf("look", plan, "111122223333", empty)).to.deep.equal([
      "Fargate's vCPUs: 3.5 with all services at their most, twice as many while they are deployed, of the account's 6; what runs " +
        "already and what jobs start comes on top; ask for more: aws service-quotas request-service-quota-increase " +
        "--service-code fargate --quota-code L-3032A538 --desired-value 7",
    ]);
    const raised = { ...empty, quotas: { ...QUOTAS, fargateVcpus: 7 } };
    expect(textsOf("look", plan, "111122223333", raised)).to.deep.equal([]);
  });

  it("takes no service's tasks for those of another whose name begins in the same way", () => {
    const plan = planWith(...task("worker", "1024", 1), ...task("worker-two", "1024", 2));

    expect(textsOf("look", plan, "111122223333", empty)).to.deep.equal([]);
  });

  it("says that reservations of a new account's concurrency would fail, and what would suffice", () => {
    const fresh = { ...empty, concurrency: { all: 10, unreserved: 10 } };
    const plan = planWith(lambdaWith("door", 5), lambdaWith("clerk"));

    expect(textsOf("fails", plan, "111122223333", fresh)).to.deep.equal([
      "Lambda's concurrency: 5 to be reserved of 10 that are free, of which 10 have to stay so; leave reservations out, or ask for " +
        "more: aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 15",
    ]);
    expect(textsOf("fails", plan, "111122223333", empty)).to.deep.equal([]);
  });

  it("says when more functions than calls share an account's concurrency", () => {
    const plan = planWith(...["a", "b", "c"].map((name) => lambdaWith(name)));

    expect(textsOf("look", plan, "111122223333", { ...empty, concurrency: { all: 2, unreserved: 2 } })).to.deep.equal([
      "Lambda's concurrency: 3 functions share 2 calls at once, so that a busy one stops others",
    ]);
    expect(textsOf("look", plan, "111122223333", { ...empty, concurrency: { all: 3, unreserved: 3 } })).to.deep.equal(
      [],
    );
  });

  it("lists the names that a program gives, and says which are taken and which nobody looked for", () => {
    const plan = planWith(
      planned("aws:s3/bucket:Bucket", "own", { bucket: "cards" }),
      planned("aws:s3/bucket:Bucket", "made-up", { bucketPrefix: "cards-" }),
      planned("aws:cloudwatch/dashboard:Dashboard", "traffic", { dashboardName: "sluice-dev-traffic" }),
      planned("aws:iam/role:Role", "role", { name: "worker" }),
    );
    const names = plannedNames(plan);

    expect(names).to.deep.equal([
      { kind: "bucket", name: "cards" },
      { kind: "dashboard", name: "sluice-dev-traffic" },
      { kind: "role", name: "worker" },
    ]);
    const answers = [true, true, new Error("a preflight does not look for a role")];
    const use = { ...empty, names: names.map((name, index) => ({ ...name, taken: answers[index] ?? false })) };
    expect(textsOf("look", plan, "111122223333", use)).to.deep.equal([
      "there is a bucket cards already: unless this stack made it, it cannot be made",
      "there is a dashboard sluice-dev-traffic already: unless this stack made it, it would be overwritten",
    ]);
    expect(textsOf("unasked", plan, "111122223333", use)).to.deep.equal(["whether there is a role worker already"]);
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

  it("says in one sentence what it could not ask without credentials, and holds the plan alone against AWS's defaults", () => {
    const plan = planWith(vpc("OnePerAz"), lambdaWith("door", 50), ...task("worker", "4096", 10));
    const found = findings(plan, undefined, new Error("Could not load credentials"));

    expect(found.filter(({ kind }) => kind === "look").map(({ text }) => text.split(":")[0])).to.deep.equal([
      "Fargate's vCPUs",
    ]);
    expect(sentencesOf(found.filter(({ kind }) => kind === "unasked"))).to.deep.equal([
      "the account's number; the VPCs that are there; the quota of VPCs; the Elastic IP addresses that are there; " +
        "the quota of Elastic IP addresses; the NAT gateways of a zone that are there; the quota of NAT gateways of a zone; " +
        "the quota of Fargate's vCPUs; Lambda's concurrency, of which 50 are to be reserved: Could not load credentials",
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

  it("tells what a region lacks, as the program does", async () => {
    const local = readSettings(ROOT, "local", { systems: ["ingestion"] });
    const settings = { ...local, config: { ...local.config, "aws:region": "me-central-1" } };

    expect(textsOf("fails", await planOf(settings), "111122223333", empty).join("\n")).to.match(
      /the region me-central-1 has no Lambda function URLs/,
    );
  });

  describe("of the local cloud", () => {
    let underTest: InstancesUnderTest;
    let edge: Edge;

    beforeEach(async () => {
      underTest = new InstancesUnderTest();
      const { iam, report } = underTest;
      edge = await createEdge({ iam, report }, { port: 0, host: "127.0.0.1" });
      const lambda = { concurrency: () => ({ all: 50, unreserved: 45 }), functionCount: () => 2 };
      const accountSettings = lambdaApi({ lambda, resources: { all: () => [] } } as unknown as LambdaParts);
      for (const service of [underTest.instances.api, createSts(), createServiceQuotas(), accountSettings])
        edge.register(service);
    });

    afterEach(async () => {
      await edge.stop();
      await underTest.close();
    });

    const accessAs = (credentials: object) =>
      ({ endpoint: edge.url, region: "us-east-1", credentials }) as Parameters<typeof accountUse>[0];

    it("names the account, what is in it, and what it may have", async () => {
      underTest.ec2.allocateAddress("eipalloc-1");
      underTest.ec2.putNatGateway({ id: "nat-1", subnetId: "subnet-a", allocationId: "eipalloc-1" });

      const use = await accountUse(accessAs(underTest.iam.operator), []);

      expect(use).to.deep.equal({
        ...{ accountId: "000000000000", vpcs: 1, elasticIps: 1, names: [] },
        natGateways: { "us-east-1a": 1 },
        concurrency: { all: 50, unreserved: 45 },
        quotas: { vpcs: 5, elasticIps: 5, natGateways: 5, fargateVcpus: 6 },
      });
    });

    it("keeps what somebody is denied apart from what he is told", async () => {
      const arn = "arn:aws:iam::000000000000:role/reader";
      const trustPolicy = JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
      });
      underTest.iam.putRole({ arn, name: "reader", trustPolicy });
      const { credentials } = underTest.iam.assumeRole(arn, "reader", "lambda.amazonaws.com");

      const use = await accountUse(accessAs(credentials), []);

      expect(use.accountId).to.equal("000000000000");
      for (const [answer, action] of [
        [use.vpcs, "ec2:DescribeVpcs"],
        [use.concurrency, "lambda:GetAccountSettings"],
        [use.quotas.vpcs, "servicequotas:GetServiceQuota"],
      ] as const) {
        expect(String(answer)).to.contain(`is not authorized to perform: ${action}`);
      }
    });
  });
});
