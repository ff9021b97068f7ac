import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { DynamoDBClient, ListTablesCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { ListQueuesCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import * as aws from "@pulumi/aws";
import { LocalWorkspace, PulumiCommand, type PulumiFn, type Stack } from "@pulumi/pulumi/automation";
import { expect } from "chai";
import { engineEnvironment } from "../../../cli/engineEnvironment";
import { AlarmDrivenWorkers } from "../../../components/alarmDrivenWorkers";
import { AlarmTopic } from "../../../components/alarmTopic";
import { DebounceTracker } from "../../../components/debounceTracker";
import { EventAggregator } from "../../../components/eventAggregator";
import { Network } from "../../../components/network";
import { ScheduledFargateJobs } from "../../../components/scheduledFargateJobs";
import { ValidatedIngest } from "../../../components/validatedIngest";
import { WebhookQueue } from "../../../components/webhookQueue";
import { PENDING_INDEX } from "../../../functions/ingestion/entry";
import { silentReport } from "../../../local/base/report";
import { type CloudForPulumi, startForPulumi } from "../../../local/cloudForPulumi";
import { existingTable } from "../../components/existingUnderTest";
import { until } from "../../support/until";

const REGION = "us-east-1";

/** The things of another team: a network, a key, tables, queues, a cluster, a topic and a database. */
async function platform() {
  const network = new Network("platform", { natGateways: "Single" });
  const account = "arn:aws:iam::000000000000:root";
  const key = new aws.kms.Key("platform", {
    policy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { AWS: account }, Action: "kms:*", Resource: "*" },
        { Effect: "Allow", Principal: { Service: "cloudwatch.amazonaws.com" }, Action: "kms:*", Resource: "*" },
      ],
    }),
  });
  const table = (name: string, hashKey: string, more: Partial<aws.dynamodb.TableArgs> = {}) => {
    const { attributes = [] } = more;
    const own = [{ name: hashKey, type: "S" }, ...(attributes as { name: string; type: string }[])];
    return existingTable(name, key, { billingMode: "PAY_PER_REQUEST", ...more, hashKey, attributes: own }).name;
  };
  const queues = (name: string) => {
    const deadLetters = new aws.sqs.Queue(`${name}-dead-letters`, { kmsMasterKeyId: key.arn });
    const redrivePolicy = deadLetters.arn.apply((deadLetterTargetArn) =>
      JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 3 }),
    );
    const queue = new aws.sqs.Queue(name, { kmsMasterKeyId: key.arn, redrivePolicy });
    return { queue: queue.url, deadLetters: deadLetters.url };
  };
  const cluster = new aws.ecs.Cluster("platform", { settings: [{ name: "containerInsights", value: "enabled" }] });
  const capacity = { clusterName: cluster.name, capacityProviders: ["FARGATE", "FARGATE_SPOT"] };
  new aws.ecs.ClusterCapacityProviders("platform", capacity);
  const group = new aws.ec2.SecurityGroup("database", { vpcId: network.vpcId, description: "The database." });
  const subnets = new aws.rds.SubnetGroup("database", { subnetIds: network.privateSubnetIds });
  const database = new aws.rds.Instance("database", {
    ...{ engine: "postgres", engineVersion: "17", instanceClass: "db.t4g.micro", allocatedStorage: 20 },
    ...{ dbName: "shared", username: "platform", manageMasterUserPassword: true, skipFinalSnapshot: true },
    ...{ dbSubnetGroupName: subnets.name, vpcSecurityGroupIds: [group.id], storageEncrypted: true },
  });
  const projected = { projectionType: "ALL" };
  return {
    vpcId: network.vpcId,
    keyId: key.id,
    topicArn: new AlarmTopic("platform", {}).topic.arn,
    items: table("items", "id"),
    events: table("events", "eventId", { streamEnabled: true, streamViewType: "NEW_IMAGE" }),
    summaries: table("summaries", "SummaryID"),
    runs: table("runs", "id"),
    entries: table("entries", "id", {
      attributes: [
        { name: "pending", type: "S" },
        { name: "created_at", type: "S" },
      ],
      globalSecondaryIndexes: [{ name: PENDING_INDEX, hashKey: "pending", rangeKey: "created_at", ...projected }],
    }),
    tracking: table("tracking", "entityId", {
      attributes: [
        { name: "shard", type: "N" },
        { name: "dueAt", type: "N" },
      ],
      globalSecondaryIndexes: [{ name: "due", hashKey: "shard", rangeKey: "dueAt", ...projected }],
    }),
    bursts: queues("bursts-work"),
    hooks: queues("hooks-work"),
    orders: queues("orders-work"),
    failures: queues("failures").deadLetters,
    cluster: cluster.id,
    group: group.id,
    database: database.id,
    secretArn: database.masterUserSecrets.apply(([secret]) => secret?.secretArn ?? ""),
  };
}

type TableName = "items" | "events" | "summaries" | "runs" | "entries" | "tracking";
type QueueName = "bursts" | "hooks" | "orders";

/** The platform's outputs, as another program reads them. */
type Found = Record<
  TableName | "vpcId" | "keyId" | "topicArn" | "failures" | "cluster" | "group" | "database" | "secretArn",
  string
> &
  Record<QueueName, { queue: string; deadLetters: string }>;

/** Every component that takes one of these, in a program of its own that finds them. */
function product(found: Found): PulumiFn {
  return async () => {
    const network = Network.find(found.vpcId);
    const key = aws.kms.Key.get("platform", found.keyId);
    const table = (name: TableName) => aws.dynamodb.Table.get(name, found[name]);
    const queues = (name: QueueName) => ({
      queue: aws.sqs.Queue.get(`${name}-work`, found[name].queue),
      deadLetterQueue: aws.sqs.Queue.get(`${name}-dead-letters`, found[name].deadLetters),
    });
    const cluster = aws.ecs.Cluster.get("platform", found.cluster);
    const failureQueue = aws.sqs.Queue.get("failures", found.failures);
    const database = {
      instance: aws.rds.Instance.get("database", found.database),
      securityGroup: aws.ec2.SecurityGroup.get("database", found.group),
      secretArn: found.secretArn,
    };
    const shared = { key, alarmTopicArns: [found.topicArn], deletionProtection: false };
    const tasks = { ...shared, network, cluster };
    const hooks = { ...tasks, acceptsOtherSources: true, database };
    new AlarmDrivenWorkers("bursts", { ...tasks, ...queues("bursts"), table: table("items"), backlogThreshold: 0 });
    new EventAggregator("sums", {
      ...{ ...shared, eventTable: table("events"), summaryTable: table("summaries"), failureQueue },
      maximumBatchingWindowSeconds: 0,
    });
    new ValidatedIngest("signups", { ...shared, table: table("entries") });
    new WebhookQueue("hooks", { ...hooks, ...queues("hooks"), process: async () => {} });
    new DebounceTracker("orders", {
      ...{ ...hooks, ...queues("orders"), trackingTable: table("tracking") },
      fetchState: async () => ({ known: true }),
    });
    new ScheduledFargateJobs("reports", {
      ...{ ...tasks, runTable: table("runs"), deadLetterQueue: failureQueue },
      jobs: { nightly: { schedule: "cron(0 4 * * ? *)", run: async () => {} } },
    });
  };
}

describe("things that are there already, handed to components under the Pulumi engine", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "sluice-engine-"));
  let cloud: CloudForPulumi;
  let shared: Stack;
  let stack: Stack;
  let found: Found;
  let dynamo: DynamoDBClient;
  let sqs: SQSClient;

  async function stackOf(projectName: string, program: PulumiFn): Promise<Stack> {
    const workDir = mkdtempSync(path.join(folder, `${projectName}-`));
    const { PULUMI_ROOT: root } = process.env;
    const pulumiCommand = await PulumiCommand.get({ skipVersionCheck: true, ...(root !== undefined && { root }) });
    const created = await LocalWorkspace.createOrSelectStack(
      { projectName, stackName: "local", program },
      { pulumiCommand, workDir, pulumiHome: path.join(workDir, "home"), envVars: engineEnvironment(cloud, workDir) },
    );
    await created.setConfig("aws:region", { value: REGION });
    return created;
  }
  const names = async () => {
    const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
    return { tables: TableNames.length, queues: QueueUrls.length };
  };
  const items = async (TableName: string) => (await dynamo.send(new ScanCommand({ TableName }))).Items ?? [];

  before(async () => {
    cloud = await startForPulumi({
      port: 0,
      workFolder: path.join(folder, "cloud"),
      report: silentReport,
      timeScale: 60,
    });
    const client = { endpoint: cloud.services.edgeUrl, region: REGION, credentials: cloud.services.iam.operator };
    dynamo = new DynamoDBClient(client);
    sqs = new SQSClient(client);
    shared = await stackOf("platform", platform);
    const { outputs } = await shared.up();
    found = Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])) as Found;
    stack = await stackOf("product", product(found));
  });
  after(async () => {
    dynamo?.destroy();
    sqs?.destroy();
    await cloud?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("are read by a preview, which makes nothing", async () => {
    const before = await names();

    const { changeSummary } = await stack.preview();

    expect(Object.keys(changeSummary).sort()).to.deep.equal(["create"]);
    expect(await names()).to.deep.equal(before);
  });

  it("get no twins: what is made is what a component has besides", async () => {
    const before = await names();

    const { summary } = await stack.up();

    expect(Object.keys(summary.resourceChanges ?? {}).sort()).to.deep.equal(["create"]);
    const after = await names();
    // The starter's own table of leaving workers; two quarantines, and the questions of the entries with their dead letters.
    expect([after.tables - before.tables, after.queues - before.queues]).to.deep.equal([1, 4]);
  });

  it("are let use, key and all: a message that waits in one becomes an item of another", async () => {
    await sqs.send(new SendMessageCommand({ QueueUrl: found.bursts.queue, MessageBody: '{"n":1}' }));

    expect(
      (
        await until(
          () => items(found.items),
          ({ length }) => length === 1,
        )
      ).length,
    ).to.equal(1);
  });
});
